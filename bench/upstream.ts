// A minimal fast X: answers GET /2/tweets from preformatted JSON fragments, without authentication and rate limits. GET
// /count returns the number of calls and requested posts.
//
//   node bench/upstream.ts --port 4100 [--latency <ms>] [--record] [--any-id] [--author <id>]
//
// With --record, GET /calls returns every call. With --any-id, every id is a post. With --author, that user has written all
// posts, their private metrics are served, and 41 of 100 posts were never promoted.

import { createServer, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'

import { type MediaItem, type Post, posts } from './lib/world.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    latency: { type: 'string', default: '0' },
    record: { type: 'boolean', default: false },
    'any-id': { type: 'boolean', default: false },
    author: { type: 'string' },
  },
})
const latencyMs = Number(values.latency)

/** The JSON fragments of an object, by field. */
interface Fragments {
  readonly always: string
  readonly fields: Readonly<Record<string, string>>
}

const fragment = (name: string, value: unknown): string => `,"${name}":${JSON.stringify(value)}`

const openEnded = (value: object): string => JSON.stringify(value).slice(0, -1)

const UNPROMOTED_OF_100 = 41

const isPromoted = (index: number): boolean => index % 100 >= UNPROMOTED_OF_100

/** Part of the counts that X names in each group. */
const privateFragments = (
  { impression_count, like_count, reply_count, retweet_count }: Post['metrics'],
  index: number,
): Fragments['fields'] => {
  const clicks = { url_link_clicks: 12, user_profile_clicks: 34 }
  const counts = { impression_count, like_count, reply_count, retweet_count, ...clicks }
  return {
    non_public_metrics: fragment('non_public_metrics', { impression_count, ...clicks }),
    organic_metrics: fragment('organic_metrics', counts),
    promoted_metrics: isPromoted(index) ? fragment('promoted_metrics', counts) : '',
  }
}

const tweetFragments = (post: Post, index: number): Fragments => ({
  always: openEnded({ id: post.id, text: post.text, edit_history_tweet_ids: [post.id] }),
  fields: {
    author_id: fragment('author_id', values.author ?? post.author.id),
    ...privateFragments(post.metrics, index),
    created_at: fragment('created_at', post.createdAt),
    public_metrics: fragment('public_metrics', post.metrics),
    attachments:
      post.media.length === 0
        ? ''
        : fragment('attachments', { media_keys: post.media.map(({ key }) => key) }),
  },
})

const userFragments = ({ author }: Post): Fragments => ({
  always: openEnded(author),
  fields: {
    verified: fragment('verified', false),
    profile_image_url: fragment(
      'profile_image_url',
      `https://pbs.twimg.com/profile_images/${author.id}/picture_normal.jpg`,
    ),
  },
})

const mediaFragments = ({ key, type }: MediaItem): Fragments => {
  const picture = fragment(
    type === 'photo' ? 'url' : 'preview_image_url',
    `https://pbs.twimg.com/media/${key}.jpg`,
  )
  return {
    always: openEnded({ media_key: key, type }),
    fields: {
      [type === 'photo' ? 'url' : 'preview_image_url']: picture,
      duration_ms: type === 'photo' ? '' : fragment('duration_ms', 30_500),
      width: fragment('width', 1200),
      height: fragment('height', 675),
    },
  }
}

interface PreparedPost {
  readonly authorId: string
  /** The problems of X when promoted metrics of the post are requested. */
  readonly refusals: string
  readonly tweet: Fragments
  readonly user: Fragments
  readonly media: readonly Fragments[]
}

const PROMOTED_COUNTS = [
  'impression_count',
  'like_count',
  'reply_count',
  'retweet_count',
  'user_profile_clicks',
]

const promotedRefusals = (id: string): string =>
  PROMOTED_COUNTS.map(
    (count) =>
      `,${JSON.stringify({
        detail: `The 'promoted_metrics.${count}' field cannot be queried for Posts that have not been promoted.`,
        resource_id: id,
        resource_type: 'tweet',
        section: 'data',
        title: 'Disallowed Resource',
        type: 'https://api.twitter.com/2/problems/disallowed-resource',
      })}`,
  ).join('')

const preparedPosts = new Map(
  posts.map((post, index): [string, PreparedPost] => [
    post.id,
    {
      authorId: post.author.id,
      refusals: isPromoted(index) ? '' : promotedRefusals(post.id),
      tweet: tweetFragments(post, index),
      user: userFragments(post),
      media: post.media.map(mediaFragments),
    },
  ]),
)

/** One of the known posts, under another id. */
const postAs = (id: string): PreparedPost | undefined => {
  const known = posts[Number(id.slice(-4))]
  const prepared = known && preparedPosts.get(known.id)
  if (prepared === undefined) return undefined
  const { tweet } = prepared
  return {
    ...prepared,
    tweet: { ...tweet, always: tweet.always.replaceAll(known?.id ?? '', id) },
  }
}

/** The fields that a query string requests. */
interface Fields {
  readonly tweet: readonly string[]
  readonly user: readonly string[] | undefined
  readonly media: readonly string[] | undefined
}

/** Parsed query strings without ids. There are few different ones. */
const parsedFields = new Map<string, Fields>()

const parseFields = (rest: string): Fields => {
  const known = parsedFields.get(rest)
  if (known !== undefined) return known
  const parameters = new URLSearchParams(rest)
  const list = (name: string): string[] => parameters.get(name)?.split(',') ?? []
  const expansions = list('expansions')
  const authors = expansions.includes('author_id')
  const media = expansions.includes('attachments.media_keys')
  const tweet = new Set(list('tweet.fields'))
  if (authors) tweet.add('author_id')
  if (media) tweet.add('attachments')
  const fields = {
    tweet: [...tweet],
    user: authors ? list('user.fields') : undefined,
    media: media ? list('media.fields') : undefined,
  }
  parsedFields.set(rest, fields)
  return fields
}

const format = ({ always, fields }: Fragments, names: readonly string[]): string => {
  let text = always
  for (const name of names) text += fields[name] ?? ''
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

const respond = (ids: readonly string[], fields: Fields): string => {
  let data = ''
  let users = ''
  let media = ''
  let errors = ''
  const authors = new Set<string>()
  for (const id of ids) {
    const post = preparedPosts.get(id) ?? (values['any-id'] ? postAs(id) : undefined)
    if (post === undefined) {
      errors += `,${notFound(id)}`
      continue
    }
    data += `,${format(post.tweet, fields.tweet)}`
    if (fields.tweet.includes('promoted_metrics')) errors += post.refusals
    if (fields.user !== undefined && !authors.has(post.authorId)) {
      authors.add(post.authorId)
      users += `,${format(post.user, fields.user)}`
    }
    if (fields.media === undefined) continue
    for (const item of post.media) media += `,${format(item, fields.media)}`
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
let requestedPosts = 0
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
  requestedPosts += ids.length
  if (values.record) recorded.push({ at: performance.now(), ids })
  const body = respond(ids, parseFields(rest.join('&')))
  if (latencyMs === 0) send(response, body)
  else setTimeout(send, latencyMs, response, body)
}

const server = createServer((request, response) => {
  const [path, query = ''] = (request.url ?? '').split('?', 2)
  if (path === '/2/tweets') lookUp(query, response)
  else if (path === '/count') send(response, JSON.stringify({ calls, posts: requestedPosts }))
  else if (path === '/calls') send(response, JSON.stringify(recorded))
  else if (path === '/reset' && request.method === 'POST') {
    calls = 0
    requestedPosts = 0
    recorded = []
    send(response, '{}')
  } else response.writeHead(404).end()
})
server.keepAliveTimeout = 120_000
server.listen(Number(values.port), '127.0.0.1')
