// The load of the memory test: distinct posts in lists of 100, requested by documents of different selections, beside
// subscribers with posts of their own.

import { Pool } from 'undici'

import { type Subscriber, subscribe } from './live-client.ts'
import { post } from './traffic.ts'

export interface LoadOptions {
  readonly url: string
  readonly posts: number
  readonly subscribers: number
  readonly documents: number
}

export interface LoadResult {
  readonly latencies: readonly number[]
  readonly seconds: number
  readonly failures: readonly string[]
}

const CONNECTIONS = 10
const POSTS_PER_REQUEST = 100
const POSTS_PER_SUBSCRIBER = 20
const FIRST_ID = 1_800_000_000_000_000_000n

const METRICS = ['likeCount', 'retweetCount', 'replyCount', 'quoteCount', 'bookmarkCount']

/** A selection of its own for each number below 128. */
const selectionOf = (number: number): string => {
  const metrics = METRICS.filter((_, bit) => (number & (1 << bit)) !== 0)
  const author = (number & 32) === 0 ? '' : 'author { id username name profileImageUrl }'
  const media = (number & 64) === 0 ? '' : 'media { mediaKey type ... on Photo { url width } }'
  return `text createdAt publicMetrics { impressionCount ${metrics.join(' ')} } ${author} ${media}`
}

const documentOf = (number: number): string =>
  `query Document${number}($ids: [PostID!]!) { posts(ids: $ids) { id ${selectionOf(number)} } }`

const idsFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(FIRST_ID + BigInt(first + index)))

const subscriptionBody = (ids: readonly string[]): string =>
  JSON.stringify({
    query:
      'subscription ($ids: [PostID!]!) { postMetrics(ids: $ids, every: 15) { posts { id publicMetrics { likeCount } } } }',
    variables: { ids },
  })

export const runMemoryLoad = async (options: LoadOptions): Promise<LoadResult> => {
  const { url, posts, documents } = options
  const latencies: number[] = []
  const failures: string[] = []
  const subscribers = Array.from({ length: options.subscribers }, (_, index) =>
    subscribe(
      url,
      subscriptionBody(idsFrom(-1 - (index + 1) * POSTS_PER_SUBSCRIBER, POSTS_PER_SUBSCRIBER)),
    ),
  )
  const pool = new Pool(url, { connections: CONNECTIONS })
  const started = performance.now()
  let next = 0
  const connection = async (): Promise<void> => {
    while (next * POSTS_PER_REQUEST < posts && failures.length < 10) {
      const number = next
      next += 1
      const ids = idsFrom(number * POSTS_PER_REQUEST, POSTS_PER_REQUEST)
      const query = documentOf(number % documents)
      const { status, text, ms } = await post(pool, JSON.stringify({ query, variables: { ids } }))
      latencies.push(ms)
      const found = text.split('"id":"18').length - 1
      if (status !== 200 || text.includes('"errors"') || found < POSTS_PER_REQUEST) {
        failures.push(`${status} ${text.slice(0, 300)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection)).catch((error: Error) =>
    failures.push(`a request was not answered: ${error.message}`),
  )
  await pool.destroy()
  failures.push(...subscribers.flatMap(failureOf).slice(0, 10))
  return { latencies, seconds: (performance.now() - started) / 1000, failures }
}

const failureOf = ({ messages, errors, closedAt }: Subscriber): string[] =>
  messages.length > 0 && errors.length === 0 && closedAt === undefined
    ? []
    : [`a subscriber got ${messages.length} messages and the errors [${errors}], or was cut off`]
