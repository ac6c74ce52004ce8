// An X that is nothing but fast: GET /2/tweets put together from texts that were made beforehand. Any
// bearer will do and nothing is ever limited. It counts, and tells on GET /count what it was asked.
//
//   node bench/upstream.ts --port 4100 [--latency <ms>] [--record]
//
// With --record it also keeps each call, for GET /calls.

import { createServer, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'

import { type MediaItem, type Post, posts } from './lib/world.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    latency: { type: 'string', default: '0' },
    record: { type: 'boolean', default: false },
  },
})
const latencyMs = Number(values.latency)

/** A post, or what belongs to it, by the fields that can be asked for. */
interface Pieces {
  readonly always: string
  readonly fields: Readonly<Record<string, string>>
}

const piece = (name: string, value: unknown): string => `,"${name}":${JSON.stringify(value)}`

const openEnded = (value: object): string => JSON.stringify(value).slice(0, -1)

const tweetPieces = (post: Post): Pieces => ({
  always: openEnded({ id: post.id, text: post.text, edit_history_tweet_ids: [post.id] }),
  fields: {
    author_id: piece('author_id', post.author.id),
    created_at: piece('created_at', post.createdAt),
    public_metrics: piece('public_metrics', post.metrics),
    attachments:
      post.media.length === 0
        ? ''
        : piece('attachments', { media_keys: post.media.map(({ key }) => key) }),
  },
})

const userPieces = ({ author }: Post): Pieces => ({
  always: openEnded(author),
  fields: {
    verified: piece('verified', false),
    profile_image_url: piece(
      'profile_image_url',
      `https://pbs.twimg.com/profile_images/${author.id}/picture_normal.jpg`,
    ),
  },
})

const mediaPieces = ({ key, type }: MediaItem): Pieces => {
  const picture = piece(
    type === 'photo' ? 'url' : 'preview_image_url',
    `https://pbs.twimg.com/media/${key}.jpg`,
  )
  return {
    always: openEnded({ media_key: key, type }),
    fields: {
      [type === 'photo' ? 'url' : 'preview_image_url']: picture,
      duration_ms: type === 'photo' ? '' : piece('duration_ms', 30_500),
      width: piece('width', 1200),
      height: piece('height', 675),
    },
  }
}

interface Kept {
  readonly authorId: string
  readonly tweet: Pieces
  readonly user: Pieces
  readonly media: readonly Pieces[]
}

const kept = new Map(
  posts.map((post): [string, Kept] => [
    post.id,
    {
      authorId: post.author.id,
      tweet: tweetPieces(post),
      user: userPieces(post),
      media: post.media.map(mediaPieces),
    },
  ]),
)

/** What a query string asks for besides the ids; there are few, and each is read once. */
interface Wish {
  readonly tweet: readonly string[]
  readonly user: readonly string[] | undefined
  readonly media: readonly string[] | undefined
}

const wishes = new Map<string, Wish>()

const wishOf = (rest: string): Wish => {
  const known = wishes.get(rest)
  if (known !== undefined) return known
  const parameters = new URLSearchParams(rest)
  const list = (name: string): string[] => parameters.get(name)?.split(',') ?? []
  const expansions = list('expansions')
  const authors = expansions.includes('author_id')
  const media = expansions.includes('attachments.media_keys')
  const tweet = new Set(list('tweet.fields'))
  if (authors) tweet.add('author_id')
  if (media) tweet.add('attachments')
  const wish = {
    tweet: [...tweet],
    user: authors ? list('user.fields') : undefined,
    media: media ? list('media.fields') : undefined,
  }
  wishes.set(rest, wish)
  return wish
}

const written = ({ always, fields }: Pieces, wanted: readonly string[]): string => {
  let text = always
  for (const name of wanted) text += fields[name] ?? ''
  return `${text}}`
}

const notFound = (id: string): string =>
  JSON.stringify({
    value: id,
    detail: `Could not find tweet with ids: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter: 'ids',
    resource_id: id,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
  })

const list = (name: string, items: string): string =>
  items === '' ? '' : `"${name}":[${items.slice(1)}]`

const answerTo = (ids: readonly string[], wish: Wish): string => {
  let data = ''
  let users = ''
  let media = ''
  let errors = ''
  const authors = new Set<string>()
  for (const id of ids) {
    const post = kept.get(id)
    if (post === undefined) {
      errors += `,${notFound(id)}`
      continue
    }
    data += `,${written(post.tweet, wish.tweet)}`
    if (wish.user !== undefined && !authors.has(post.authorId)) {
      authors.add(post.authorId)
      users += `,${written(post.user, wish.user)}`
    }
    if (wish.media === undefined) continue
    for (const item of post.media) media += `,${written(item, wish.media)}`
  }
  const includes = [list('users', users), list('media', media)].filter((part) => part !== '')
  return `{${[
    list('data', data),
    includes.length > 0 ? `"includes":{${includes.join(',')}}` : '',
    list('errors', errors),
  ]
    .filter((part) => part !== '')
    .join(',')}}`
}

let calls = 0
let asked = 0
let recorded: { at: number; ids: readonly string[] }[] = []

const send = (response: ServerResponse, body: string): void => {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

const lookUp = (query: string, response: ServerResponse): void => {
  let ids: readonly string[] = []
  const rest: string[] = []
  for (const part of query.split('&')) {
    if (part.startsWith('ids=')) ids = part.slice(4).replaceAll('%2C', ',').split(',')
    else rest.push(part)
  }
  calls += 1
  asked += ids.length
  if (values.record) recorded.push({ at: performance.now(), ids })
  const body = answerTo(ids, wishOf(rest.join('&')))
  if (latencyMs === 0) send(response, body)
  else setTimeout(send, latencyMs, response, body)
}

const server = createServer((request, response) => {
  const [path, query = ''] = (request.url ?? '').split('?', 2)
  if (path === '/2/tweets') lookUp(query, response)
  else if (path === '/count') send(response, JSON.stringify({ calls, posts: asked }))
  else if (path === '/calls') send(response, JSON.stringify(recorded))
  else if (path === '/reset' && request.method === 'POST') {
    calls = 0
    asked = 0
    recorded = []
    send(response, '{}')
  } else response.writeHead(404).end()
})
server.keepAliveTimeout = 120_000
server.listen(Number(values.port), '127.0.0.1')
