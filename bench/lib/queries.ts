// The measured queries, in the gateway's schema, which the peers share, and in the schema generated from an OpenAPI
// document; and a check of the responses.

import type { UpstreamOptions } from './upstream.ts'
import { createRandom, ids, postsById } from './world.ts'

export type Dialect = 'gateway' | 'raw' | 'openapi'

export type Operation = 'Posts' | 'Feed' | 'Whole' | 'Dated' | 'Private'

const METRICS =
  'publicMetrics { likeCount retweetCount replyCount quoteCount bookmarkCount impressionCount }'
const AUTHOR = 'author { id username name }'
const MEDIA =
  'media { mediaKey type ... on Photo { url } ... on Video { durationMs previewImageUrl } }'

const gatewayText = (operation: Operation, fields: string): string =>
  `query ${operation}($ids: [PostID!]!) { posts(ids: $ids) { id text ${fields} } }`

const X_METRICS =
  'public_metrics { like_count retweet_count reply_count quote_count bookmark_count impression_count }'

const openapiText = (
  operation: Operation,
  arguments_: string,
  fields: string,
  includes: string,
  tweetFields = '"public_metrics"',
): string =>
  `query ${operation}($ids: [String]!) { lookup(ids: $ids, tweet_fields: [${tweetFields}]${arguments_}) { data { id text ${X_METRICS}${fields} }${includes} } }`

const EXPANDED =
  ', expansions: ["author_id", "attachments.media_keys"], media_fields: ["url", "duration_ms", "preview_image_url"]'
const INCLUDED =
  ' includes { users { id username name } media { media_key type url duration_ms preview_image_url } }'

/** Query texts. The raw pass-through gets the gateway's, and knows them by operation name. */
const TEXTS: Readonly<Record<Operation, { readonly gateway: string; readonly openapi: string }>> = {
  Posts: { gateway: gatewayText('Posts', METRICS), openapi: openapiText('Posts', '', '', '') },
  Feed: {
    gateway: gatewayText('Feed', `${METRICS} ${AUTHOR}`),
    openapi: openapiText(
      'Feed',
      ', expansions: ["author_id"]',
      ' author_id',
      ' includes { users { id username name } }',
    ),
  },
  Whole: {
    gateway: gatewayText('Whole', `${METRICS} ${AUTHOR} ${MEDIA}`),
    openapi: openapiText('Whole', EXPANDED, ' author_id attachments { media_keys }', INCLUDED),
  },
  Dated: {
    gateway: gatewayText('Dated', `createdAt ${METRICS} ${AUTHOR} ${MEDIA}`),
    openapi: openapiText(
      'Dated',
      EXPANDED,
      ' created_at author_id attachments { media_keys }',
      INCLUDED,
      '"created_at", "public_metrics"',
    ),
  },
  Private: {
    gateway: gatewayText(
      'Private',
      `${METRICS} nonPublicMetrics { impressionCount } organicMetrics { impressionCount likeCount replyCount retweetCount } promotedMetrics { impressionCount likeCount replyCount retweetCount }`,
    ),
    openapi: '',
  },
}

export const requestBody = (
  dialect: Dialect,
  operation: Operation,
  requested: readonly string[],
): string =>
  JSON.stringify({
    query: TEXTS[operation][dialect === 'openapi' ? 'openapi' : 'gateway'],
    operationName: operation,
    variables: { ids: requested },
  })

export interface Query {
  readonly operation: Operation
  readonly ids: readonly string[]
}

export interface Workload {
  /** Without a comma, which separates names on the command line. */
  readonly name: string
  readonly connections: number
  /** The queries that one connection repeats. */
  readonly queries: (connection: number) => readonly Query[]
  /** The measured servers. @default all that compare several servers */
  readonly contenders?: readonly string[]
  /** Sent by every client. */
  readonly headers?: Readonly<Record<string, string>>
  readonly upstream?: UpstreamOptions
}

/** The user id in the access token of the contender `private`. */
export const OWNER_ID = '2000000000'

const CONNECTIONS = 20
export const MANY_CLIENTS = 500
const QUERIES_PER_CLIENT = 8

/** One query per connection, for posts that no other connection queries. */
const disjointQueries =
  (operation: Operation, count: number): Workload['queries'] =>
  (connection) => [{ operation, ids: ids.slice(connection * count, (connection + 1) * count) }]

/** Queries for 5 to 20 random posts each. */
export const overlappingQueries = (operation: Operation, seed: number, count: number): Query[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const selected = new Set<string>()
    const size = 5 + Math.floor(random() * 16)
    while (selected.size < size) selected.add(ids[Math.floor(random() * ids.length)] ?? '')
    return { operation, ids: [...selected] }
  })
}

export const WORKLOADS: readonly Workload[] = [
  { name: '1 post', connections: CONNECTIONS, queries: disjointQueries('Posts', 1) },
  { name: '100 posts', connections: CONNECTIONS, queries: disjointQueries('Posts', 100) },
  {
    name: '100 posts with media and authors',
    connections: CONNECTIONS,
    queries: disjointQueries('Whole', 100),
  },
  {
    name: '100 posts with media and authors and createdAt',
    connections: CONNECTIONS,
    queries: disjointQueries('Dated', 100),
  },
  {
    name: 'mix of 500 clients',
    connections: MANY_CLIENTS,
    queries: (connection) => overlappingQueries('Feed', connection, QUERIES_PER_CLIENT),
  },
  {
    name: '100 posts with private metrics',
    connections: CONNECTIONS,
    queries: disjointQueries('Private', 100),
    contenders: ['private'],
    upstream: { author: OWNER_ID },
  },
  {
    name: '100 posts with two workers on one core',
    connections: CONNECTIONS,
    queries: disjointQueries('Posts', 100),
    contenders: ['workers'],
  },
  {
    name: '100 posts with media and authors compressed',
    connections: CONNECTIONS,
    queries: disjointQueries('Whole', 100),
    contenders: ['gateway', 'cached'],
    headers: { 'accept-encoding': 'br' },
  },
  {
    name: '100 posts cached in Redis',
    connections: CONNECTIONS,
    queries: disjointQueries('Posts', 100),
    contenders: ['redis'],
  },
]

export const requestBodies = (
  dialect: Dialect,
  workload: Workload,
  connection: number,
): readonly string[] =>
  workload
    .queries(connection)
    .map(({ operation, ids: requested }) => requestBody(dialect, operation, requested))

/** The part of a response that is compared with the expected one. */
interface Summary {
  readonly posts: number
  readonly likes: number
  readonly authors: number
  readonly media: number
}

const expectedSummary = ({ operation, ids: requested }: Query): Summary => {
  const posts = requested.flatMap((id) => postsById.get(id) ?? [])
  return {
    posts: posts.length,
    likes: posts.reduce((sum, { metrics }) => sum + (metrics.like_count ?? 0), 0),
    authors:
      operation === 'Posts' || operation === 'Private'
        ? 0
        : new Set(posts.map(({ author }) => author.username)).size,
    media:
      operation === 'Whole' || operation === 'Dated'
        ? posts.flatMap(({ media }) => media).length
        : 0,
  }
}

interface GatewayResponse {
  readonly data: {
    readonly posts: readonly {
      readonly publicMetrics: { readonly likeCount: number }
      readonly author?: { readonly username: string }
      readonly media?: readonly { readonly mediaKey: string }[] | null
    }[]
  }
}

interface XResponse {
  readonly data: readonly { readonly public_metrics: { readonly like_count: number } }[]
  readonly includes?: {
    readonly users?: readonly { readonly username: string }[]
    readonly media?: readonly { readonly media_key: string }[]
  }
}

const summarizeGateway = ({ data: { posts } }: GatewayResponse): Summary => ({
  posts: posts.length,
  likes: posts.reduce((sum, { publicMetrics }) => sum + publicMetrics.likeCount, 0),
  authors: new Set(posts.flatMap(({ author }) => author?.username ?? [])).size,
  media: new Set(posts.flatMap(({ media }) => media?.map(({ mediaKey }) => mediaKey) ?? [])).size,
})

const summarizeX = ({ data, includes }: XResponse): Summary => ({
  posts: data.length,
  likes: data.reduce((sum, { public_metrics }) => sum + public_metrics.like_count, 0),
  authors: includes?.users?.length ?? 0,
  media: includes?.media?.length ?? 0,
})

/** @throws if the server on the port does not answer the query correctly */
export const checkResponse = async (
  port: number,
  dialect: Dialect,
  query: Query,
): Promise<void> => {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: requestBody(dialect, query.operation, query.ids),
  })
  const text = await response.text()
  const expected = JSON.stringify(expectedSummary(query))
  let actual = ''
  try {
    const result = JSON.parse(text)
    if (dialect === 'gateway') actual = JSON.stringify(summarizeGateway(result))
    else actual = JSON.stringify(summarizeX(dialect === 'raw' ? result : result.data.lookup))
  } catch (error) {
    throw new Error(
      `${query.operation} was answered with ${response.status}: ${text.slice(0, 500)}`,
      {
        cause: error,
      },
    )
  }
  if (actual !== expected) {
    throw new Error(`${query.operation} was answered with ${actual} instead of ${expected}.`)
  }
}
