// Clients as their manuals set them up: no configuration for this gateway, and no library for subscriptions.

import { createHash } from 'node:crypto'

import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { RetryLink } from '@apollo/client/link/retry'
import { Client, cacheExchange, fetchExchange } from '@urql/core'
import { expect, it } from 'vitest'

import { createTestGateway } from '../../kit/gateway.ts'
import { postJson } from '../../kit/post-json.ts'
import { createSetup } from './setup.ts'

const LIST = gql`
  query List($ids: [PostID!]!) {
    posts(ids: $ids) { id publicMetrics { likeCount } referencedPosts { postId type } }
  }
`
const LIVE = gql`
  subscription Live($ids: [PostID!]!) {
    postMetrics(ids: $ids, every: 15) { posts { id publicMetrics { likeCount } } }
  }
`

interface Update {
  readonly postMetrics: { readonly posts: readonly { readonly id: string }[] }
}

type Setup = Awaited<ReturnType<typeof createSetup>>

const apollo = ({ proxy, owner }: Setup, ...before: ApolloLink[]): ApolloClient =>
  new ApolloClient({
    cache: new InMemoryCache(),
    // The examples declare these for all clients of this program.
    defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
    link: ApolloLink.from([
      ...before,
      new HttpLink({ uri: proxy.url, headers: owner.headers?.() ?? {} }),
    ]),
  })

/** Collects what a subscription brings. */
const collect = () => {
  const updates: string[][] = []
  const ends: string[] = []
  const sink = {
    next: ({ data, error }: { data?: Update | null | undefined; error?: Error | undefined }) => {
      if (error !== undefined) ends.push(error.message)
      else updates.push(data?.postMetrics.posts.map(({ id }) => id) ?? [])
    },
    error: (error: Error) => ends.push(error.message),
    complete: () => ends.push('complete'),
  }
  return { updates, ends, sink }
}

it('Apollo Client queries, and keeps three references to one post apart', async () => {
  await using s = await createSetup()
  const [quote = '', reply = '', repost = '', other = ''] = s.own
  const types = { [quote]: 'quoted', [reply]: 'replied_to', [repost]: 'retweeted' } as const
  for (const [id, type] of Object.entries(types)) {
    s.changePost(id, () => ({ references: [{ type, id: other }] }))
  }
  const ids = [quote, reply, repost]
  const client = apollo(s)
  const { data } = await client.query({ query: LIST, variables: { ids } })
  const expected = ['QUOTED', 'REPLIED_TO', 'RETWEETED'].map((type, index) => ({
    id: ids[index],
    referencedPosts: [{ postId: other, type }],
  }))
  expect(data).toMatchObject({ posts: expected })
  expect(client.readQuery({ query: LIST, variables: { ids } })).toMatchObject({ posts: expected })
})

it('Apollo Client sends hashes of persisted queries and of subscriptions', async () => {
  await using s = await createSetup()
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const variables = { ids: s.foreign.slice(0, 2) }
  for (const texts of [1, 0]) {
    const client = apollo(s, new PersistedQueryLink({ sha256 }))
    const { data } = await client.query({ query: LIST, variables })
    expect(data).toMatchObject({ posts: variables.ids.map((id) => ({ id })) })
    const { updates, sink } = collect()
    const subscription = client.subscribe<Update>({ query: LIVE, variables }).subscribe(sink)
    await expect.poll(() => updates).toEqual([variables.ids])
    subscription.unsubscribe()
    const sent = s.proxy.takeTraffic()
    expect(sent.match(/query List/g) ?? []).toHaveLength(texts)
    expect(sent.match(/subscription Live/g) ?? []).toHaveLength(texts)
  }
})

it('Apollo Client subscribes over HTTP, gets changes, and moves to another gateway', async () => {
  await using s = await createSetup()
  const ids = s.foreign.slice(0, 3)
  const { updates, ends, sink } = collect()
  const client = apollo(s, new RetryLink({ delay: { initial: 1 } }))
  const leaving = client.subscribe<Update>({ query: LIVE, variables: { ids } }).subscribe(sink)
  await expect.poll(() => updates).toEqual([ids])
  s.addLike(ids[1] ?? '')
  await s.passInterval()
  await expect.poll(() => updates).toEqual([ids, [ids[1]]])
  leaving.unsubscribe()
  await s.expectSubscribers(0)

  const invalid = collect()
  client.subscribe<Update>({ query: LIVE, variables: { ids: ['x'] } }).subscribe(invalid.sink)
  await expect.poll(() => invalid.ends).toEqual([expect.stringContaining('"x"'), 'complete'])

  client.subscribe<Update>({ query: LIVE, variables: { ids } }).subscribe(sink)
  await expect.poll(() => updates).toHaveLength(3)
  await s.replaceGateway()
  // A stream that ends without the last boundary is an error, so RetryLink subscribes again.
  await expect.poll(() => updates.slice(3)).toEqual([ids])
  expect(ends).toEqual([])
})

it('urql queries and subscribes by its own exchange', async () => {
  await using s = await createSetup()
  const client = new Client({
    url: s.proxy.url,
    fetchOptions: () => ({ headers: s.owner.headers?.() ?? {} }),
    fetchSubscriptions: true,
    preferGetMethod: false,
    exchanges: [cacheExchange, fetchExchange],
  })
  const ids = s.foreign.slice(0, 3)
  const { data } = await client.query(LIST, { ids })
  expect(data.posts.map(({ id }: { id: string }) => id)).toEqual(ids)
  const { updates, sink } = collect()
  const { unsubscribe } = client.subscription<Update>(LIVE, { ids }).subscribe(sink.next)
  await expect.poll(() => updates).toEqual([ids])
  s.addLike(ids[2] ?? '')
  await s.passInterval()
  await expect.poll(() => updates).toEqual([ids, [ids[2]]])
  unsubscribe()
  await s.expectSubscribers(0)
})

const HEARTBEAT = '\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql'

it('a multipart stream has heartbeats, and ends with the last boundary', async () => {
  await using g = await createTestGateway({ timeouts: { heartbeatMs: 20 } })
  const open = (id: string): Promise<Response> =>
    postJson(
      `${g.url}/graphql`,
      {
        query: 'subscription ($ids: [PostID!]!) { postMetrics(ids: $ids) { posts { id } } }',
        variables: { ids: [id] },
      },
      { accept: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json' },
    )
  const [first = ''] = g.x.world.posts.keys()
  const stream = await open(first)
  expect(stream.headers.get('content-type')).toBe(
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  )
  expect(stream.headers.get('cache-control')).toBe('no-store')
  let text = ''
  const heartbeats = (): number => text.split(HEARTBEAT).length - 1
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (heartbeats() >= 2 && text.includes('payload')) break
  }
  // On a slow machine the first heartbeat may precede the first message.
  expect(text.replaceAll(HEARTBEAT, '')).toMatch(
    /^\r\n--graphql\r\ncontent-type: application\/json\r\n\r\n\{"payload":\{"data":/,
  )
  const refused = await (await open('x')).text()
  expect(refused).toMatch(
    /^\r\n--graphql\r\n[^{]*\{"payload":\{"errors":\[.*\]\}\}\r\n--graphql--\r\n$/,
  )
})
