// What is asked: in the gateway's schema, which the peers have too, or in the one that is generated from
// an OpenAPI document. And what is right.

import { ids, postsById, randomOf } from './world.ts'

export type Dialect = 'gateway' | 'raw' | 'openapi'

export type Operation = 'Posts' | 'Feed' | 'Whole'

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
  given: string,
  fields: string,
  includes: string,
): string =>
  `query ${operation}($ids: [String]!) { lookup(ids: $ids, tweet_fields: ["public_metrics"]${given}) { data { id text ${X_METRICS}${fields} }${includes} } }`

/** The raw one knows its operations by name, and is sent the same body. */
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
    openapi: openapiText(
      'Whole',
      ', expansions: ["author_id", "attachments.media_keys"], media_fields: ["url", "duration_ms", "preview_image_url"]',
      ' author_id attachments { media_keys }',
      ' includes { users { id username name } media { media_key type url duration_ms preview_image_url } }',
    ),
  },
}

export const bodyOf = (dialect: Dialect, operation: Operation, asked: readonly string[]): string =>
  JSON.stringify({
    query: TEXTS[operation][dialect === 'openapi' ? 'openapi' : 'gateway'],
    operationName: operation,
    variables: { ids: asked },
  })

export interface Question {
  readonly operation: Operation
  readonly ids: readonly string[]
}

export interface Row {
  readonly name: string
  readonly connections: number
  /** What one connection asks, again and again. */
  readonly questions: (connection: number) => readonly Question[]
}

const CONNECTIONS = 20
export const CROWD = 500
const EACH_OF_CROWD = 8

/** The same posts on a connection always, and no other connection's. */
const always =
  (operation: Operation, count: number): Row['questions'] =>
  (connection) => [{ operation, ids: ids.slice(connection * count, (connection + 1) * count) }]

/** Five to twenty posts of the ten thousand, others every time. */
export const overlapping = (operation: Operation, seed: number, count: number): Question[] => {
  const random = randomOf(seed)
  return Array.from({ length: count }, () => {
    const chosen = new Set<string>()
    const size = 5 + Math.floor(random() * 16)
    while (chosen.size < size) chosen.add(ids[Math.floor(random() * ids.length)] ?? '')
    return { operation, ids: [...chosen] }
  })
}

export const ROWS: readonly Row[] = [
  { name: '1 post', connections: CONNECTIONS, questions: always('Posts', 1) },
  { name: '100 posts', connections: CONNECTIONS, questions: always('Posts', 100) },
  {
    name: '100 posts with media and authors',
    connections: CONNECTIONS,
    questions: always('Whole', 100),
  },
  {
    name: 'mix of 500 clients',
    connections: CROWD,
    questions: (connection) => overlapping('Feed', connection, EACH_OF_CROWD),
  },
]

export const bodiesOf = (dialect: Dialect, row: Row, connection: number): readonly string[] =>
  row.questions(connection).map(({ operation, ids: asked }) => bodyOf(dialect, operation, asked))

/** Enough of an answer to see that it is right. */
interface Gist {
  readonly posts: number
  readonly likes: number
  readonly authors: number
  readonly media: number
}

const right = ({ operation, ids: asked }: Question): Gist => {
  const posts = asked.flatMap((id) => postsById.get(id) ?? [])
  return {
    posts: posts.length,
    likes: posts.reduce((sum, { metrics }) => sum + (metrics.like_count ?? 0), 0),
    authors: operation === 'Posts' ? 0 : new Set(posts.map(({ author }) => author.username)).size,
    media: operation === 'Whole' ? posts.flatMap(({ media }) => media).length : 0,
  }
}

interface GatewayAnswer {
  readonly data: {
    readonly posts: readonly {
      readonly publicMetrics: { readonly likeCount: number }
      readonly author?: { readonly username: string }
      readonly media?: readonly { readonly mediaKey: string }[] | null
    }[]
  }
}

interface XAnswer {
  readonly data: readonly { readonly public_metrics: { readonly like_count: number } }[]
  readonly includes?: {
    readonly users?: readonly { readonly username: string }[]
    readonly media?: readonly { readonly media_key: string }[]
  }
}

const gistOfGateway = ({ data: { posts } }: GatewayAnswer): Gist => ({
  posts: posts.length,
  likes: posts.reduce((sum, { publicMetrics }) => sum + publicMetrics.likeCount, 0),
  authors: new Set(posts.flatMap(({ author }) => author?.username ?? [])).size,
  media: new Set(posts.flatMap(({ media }) => media?.map(({ mediaKey }) => mediaKey) ?? [])).size,
})

const gistOfX = ({ data, includes }: XAnswer): Gist => ({
  posts: data.length,
  likes: data.reduce((sum, { public_metrics }) => sum + public_metrics.like_count, 0),
  authors: includes?.users?.length ?? 0,
  media: includes?.media?.length ?? 0,
})

/** @throws when what is served on that port does not answer this question rightly */
export const check = async (port: number, dialect: Dialect, question: Question): Promise<void> => {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: bodyOf(dialect, question.operation, question.ids),
  })
  const text = await response.text()
  const wanted = JSON.stringify(right(question))
  let got = ''
  try {
    const answer = JSON.parse(text)
    if (dialect === 'gateway') got = JSON.stringify(gistOfGateway(answer))
    else got = JSON.stringify(gistOfX(dialect === 'raw' ? answer : answer.data.lookup))
  } catch (error) {
    throw new Error(
      `${question.operation} was answered with ${response.status}: ${text.slice(0, 500)}`,
      {
        cause: error,
      },
    )
  }
  if (got !== wanted) {
    throw new Error(`${question.operation} was answered wrongly: ${got} in place of ${wanted}.`)
  }
}
