// The clients of the soak test: concurrent queries of all callers for all posts, some of which are aborted early. Every
// response is checked immediately.

import type { Random } from '../../../sandbox/world/random.ts'
import type { Caller } from '../../kit/callers.ts'
import type { MarkedWorld } from '../../kit/marked-world.ts'
import { send, type Transport } from '../../kit/transports.ts'
import { createChecker } from './soak-check.ts'

export interface Results {
  /** The number of responses per error code or reason. */
  readonly outcomes: ReadonlyMap<string, number>
  readonly latencies: readonly number[]
  /** Descriptions of wrong or late responses. */
  readonly errors: readonly string[]
  /** Requests without any response. */
  readonly unanswered: readonly string[]
}

export interface ClientsOptions {
  readonly url: string
  readonly random: Random
  readonly world: MarkedWorld
  readonly now: number
  readonly callers: readonly Caller[]
  /** Callers whose accounts do not change. */
  readonly steady: ReadonlySet<Caller>
  /** Milliseconds after which a response is late. */
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

const byIds = (selection: string): string =>
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id ${selection} } }`

const VIDEO = `media { mediaKey ... on Video { publicMetrics { viewCount } nonPublicMetrics { playback0Count playback100Count }
  organicMetrics { viewCount playback25Count } promotedMetrics { playback50Count } } }`

/** Pages of a user's posts, and of each account's own posts. */
const timelines = (userId: string): string =>
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id }
    user(by: { id: "${userId}" }) { posts(first: 20) { nodes { id ${groups('publicMetrics', 'organicMetrics')} } } }
    viewer { accounts { user { id } posts(first: 10) { nodes { id ${VIDEO} ${groups('nonPublicMetrics', 'promotedMetrics')} } } } } }`

const DOCUMENTS: readonly string[] = [
  byIds(`publicMetrics { ${COUNTS.publicMetrics} }`),
  byIds(`text author { id username } publicMetrics { likeCount }`),
  byIds(groups('publicMetrics', 'organicMetrics')),
  byIds(groups('nonPublicMetrics', 'organicMetrics', 'promotedMetrics')),
  byIds(`${VIDEO} ${groups('publicMetrics')}`),
  byIds(`${VIDEO} ${groups('nonPublicMetrics')}`),
  byIds(
    `referencedPosts { post { id publicMetrics { likeCount } organicMetrics { urlLinkClicks } } }`,
  ),
  'query ($ids: [PostID!]!) { viewer { accounts { user { id username } } } posts(ids: $ids) { id createdAt } }',
  `query ($ids: [PostID!]!) { privateMetrics(ids: $ids) { data { tweetId tweet { likeCount } video { playback0Count } } } }`,
]

const MAX_IDS = 40
/** Percentage of ids that do not exist. */
const UNKNOWN_PERCENT = 3
/** Percentage of requests that are aborted early. */
const ABORTED_PERCENT = 3
const MAX_ABORT_MS = 60
/** The longest pause between a response and the next request. */
const MAX_PAUSE_MS = 150
/** A request times out after this multiple of the deadline. */
const TIMEOUT_FACTOR = 3

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const createClients = (options: ClientsOptions) => {
  const { url, random, world, callers, deadlineMs } = options
  const check = createChecker(world, options.now)
  const known = [...world.posts.keys()]
  const documents = [...DOCUMENTS, ...world.accounts.slice(0, 2).map(timelines)]
  const outcomes = new Map<string, number>()
  const latencies: number[] = []
  const errors: string[] = []
  const unanswered: string[] = []
  let isStopped = false

  const count = (outcome: string): void => {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }

  const pickId = (): string =>
    random.between(1, 100) <= UNKNOWN_PERCENT
      ? `19${random.between(1e15, 9e15)}`
      : random.pick(known)

  const sendQuery = async (): Promise<void> => {
    const caller = random.pick(callers)
    const ids = Array.from({ length: random.between(1, MAX_IDS) }, pickId)
    const document = random.pick(documents)
    const way = random.pick<Transport>(['post', 'post', 'get', 'hash'])
    const aborts = random.between(1, 100) <= ABORTED_PERCENT
    const timeoutMs = aborts ? random.between(0, MAX_ABORT_MS) : deadlineMs * TIMEOUT_FACTOR
    const begin = performance.now()
    try {
      const [{ text, status }, rights] = await caller.rights.during(() =>
        send(url, caller.headers(), way, document, { ids }, AbortSignal.timeout(timeoutMs)),
      )
      const ms = performance.now() - begin
      latencies.push(ms)
      if (ms > deadlineMs) errors.push(`answered after ${ms.toFixed(0)} ms: ${document}`)
      if (status >= 500) errors.push(`status ${status}: ${text.slice(0, 200)}`)
      const steady = options.steady.has(caller)
      const verdict = check(text, { ids, rights, steady })
      for (const each of verdict.reasons) count(each)
      if (verdict.reasons.size === 0) count('complete')
      errors.push(...verdict.errors.map((error) => `${caller.name}: ${error}`))
    } catch (error) {
      if (aborts) count('aborted')
      else unanswered.push(`${caller.name} (${way}): ${error}; ${(error as Error).cause}`)
    }
  }

  return {
    results: { outcomes, latencies, errors, unanswered } satisfies Results,
    /** Sends queries over the given number of connections until `stop`. */
    run: async (connections: number): Promise<void> => {
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (!isStopped) {
            await sendQuery()
            await pause(random.between(0, MAX_PAUSE_MS))
          }
        }),
      )
    },
    stop: (): void => {
      isStopped = true
    },
  }
}
