// Those who ask: a hundred at a time, everybody's posts in the name of everybody, and some go away before they are
// answered. What each was told is judged at once.

import type { Random } from '../../../sandbox/world/random.ts'
import { send, type Way } from '../../kit/asking.ts'
import type { Caller } from '../../kit/callers.ts'
import type { MarkedWorld } from '../../kit/marked-world.ts'
import { createJudge } from './soak-truth.ts'

export interface Told {
  /** Answers with that code or reason in them. */
  readonly outcomes: ReadonlyMap<string, number>
  readonly latencies: readonly number[]
  /** What should not have been in an answer; nor so late. */
  readonly wrongs: readonly string[]
  /** Those that had to be given up by whoever asked. */
  readonly unanswered: readonly string[]
}

export interface ClientsOptions {
  readonly url: string
  readonly random: Random
  readonly world: MarkedWorld
  readonly now: number
  readonly callers: readonly Caller[]
  /** Of these what may be seen stays the same. */
  readonly steady: ReadonlySet<Caller>
  /** After which a client has waited too long, in milliseconds. */
  readonly deadlineMs: number
}

const COUNTS = {
  publicMetrics: 'likeCount replyCount retweetCount quoteCount bookmarkCount impressionCount',
  nonPublicMetrics: 'impressionCount urlLinkClicks userProfileClicks engagements',
  organicMetrics:
    'impressionCount likeCount replyCount retweetCount urlLinkClicks userProfileClicks',
  promotedMetrics: 'impressionCount likeCount urlLinkClicks userProfileClicks',
}

const groups = (...names: (keyof typeof COUNTS)[]): string =>
  `${names.map((name) => `${name} { ${COUNTS[name]} }`).join(' ')} unavailableMetrics { variant reason }`

const listed = (selection: string): string =>
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id ${selection} } }`

const FILM = `media { mediaKey ... on Video { publicMetrics { viewCount } nonPublicMetrics { playback0Count playback100Count }
  organicMetrics { viewCount playback25Count } promotedMetrics { playback50Count } } }`

/** Pages of somebody's posts, and of each account's own. */
const paged = (userId: string): string =>
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id }
    user(id: "${userId}") { posts(first: 20) { nodes { id ${groups('publicMetrics', 'organicMetrics')} } } }
    viewer { accounts { user { id } posts(first: 10) { nodes { id ${FILM} ${groups('nonPublicMetrics', 'promotedMetrics')} } } } } }`

const DOCUMENTS: readonly string[] = [
  listed(`publicMetrics { ${COUNTS.publicMetrics} }`),
  listed(`text author { id username } publicMetrics { likeCount }`),
  listed(groups('publicMetrics', 'organicMetrics')),
  listed(groups('nonPublicMetrics', 'organicMetrics', 'promotedMetrics')),
  listed(`${FILM} ${groups('publicMetrics')}`),
  listed(`${FILM} ${groups('nonPublicMetrics')}`),
  listed(
    `referencedPosts { post { id publicMetrics { likeCount } organicMetrics { urlLinkClicks } } }`,
  ),
  'query ($ids: [PostID!]!) { viewer { accounts { user { id username } } } posts(ids: $ids) { id createdAt } }',
  `query ($ids: [PostID!]!) { privateMetrics(ids: $ids) { data { tweetId tweet { likeCount } video { playback0Count } } } }`,
]

const MOST_IDS = 40
/** Of a hundred ids so many that X has never heard of. */
const UNKNOWN = 3
/** Of a hundred clients so many that go before they are answered. */
const IMPATIENT = 3
const PATIENCE_MS = 60
/** Between an answer and the next question. */
const THOUGHT_MS = 150
/** Far beyond the deadline: then there is no answer to be had. */
const GIVEN_UP = 3

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const createClients = (options: ClientsOptions) => {
  const { url, random, world, callers, deadlineMs } = options
  const judge = createJudge(world, options.now)
  const known = [...world.posts.keys()]
  const documents = [...DOCUMENTS, ...world.accounts.slice(0, 2).map(paged)]
  const outcomes = new Map<string, number>()
  const latencies: number[] = []
  const wrongs: string[] = []
  const unanswered: string[] = []
  let over = false

  const count = (outcome: string): void => {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }

  const pickId = (): string =>
    random.between(1, 100) <= UNKNOWN ? `19${random.between(1e15, 9e15)}` : random.pick(known)

  const ask = async (): Promise<void> => {
    const caller = random.pick(callers)
    const ids = Array.from({ length: random.between(1, MOST_IDS) }, pickId)
    const document = random.pick(documents)
    const way = random.pick<Way>(['post', 'post', 'get', 'hash'])
    const leaves = random.between(1, 100) <= IMPATIENT
    const patience = leaves ? random.between(0, PATIENCE_MS) : deadlineMs * GIVEN_UP
    const begin = performance.now()
    try {
      const [{ text, status }, rights] = await caller.rights.during(() =>
        send(url, caller.headers(), way, document, { ids }, AbortSignal.timeout(patience)),
      )
      const took = performance.now() - begin
      latencies.push(took)
      if (took > deadlineMs) wrongs.push(`answered after ${took.toFixed(0)} ms: ${document}`)
      if (status >= 500) wrongs.push(`status ${status}: ${text.slice(0, 200)}`)
      const steady = options.steady.has(caller)
      const verdict = judge(text, { ids, rights, steady })
      for (const each of verdict.said) count(each)
      if (verdict.said.size === 0) count('all that was asked for')
      wrongs.push(...verdict.wrongs.map((wrong) => `${caller.name}: ${wrong}`))
    } catch (error) {
      if (leaves) count('gone before the answer')
      else unanswered.push(`${caller.name} (${way}): ${error}; ${(error as Error).cause}`)
    }
  }

  return {
    told: { outcomes, latencies, wrongs, unanswered } satisfies Told,
    /** So many at a time, until `stop`. */
    run: async (connections: number): Promise<void> => {
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (!over) {
            await ask()
            await pause(random.between(0, THOUGHT_MS))
          }
        }),
      )
    },
    stop: (): void => {
      over = true
    },
  }
}
