// Subscriptions: one poll serves all subscribers, and messages contain only what has changed. The clock is fake.

import { createHash } from 'node:crypto'
import { connect } from 'node:net'

import { describe, expect, it } from 'vitest'

import type { Manners, Sandbox, WorldPost } from '../../sandbox/index.ts'
import { createRandom } from '../../sandbox/world/random.ts'
import { createBrowser } from '../kit/browser.ts'
import { createSession, createTokenHolder, THROUGH_PROXY } from '../kit/callers.ts'
import { createClock } from '../kit/clock.ts'
import { type Events, type EventsOptions, type SentEvent, subscribe } from '../kit/events.ts'
import { createTestGateway, type TestGatewayOptions, temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts, postsOf, visiblePosts } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const SECOND = 1000
const MINUTE = 60 * SECOND

const LIKES = `subscription Live($ids: [PostID!]!, $every: Int, $after: ID) {
  postMetrics(ids: $ids, every: $every, after: $after) {
    posts { id publicMetrics { likeCount } } lost { postId code } every slowedDown { reason until } cursor } }`
const PRIVATE = `subscription ($ids: [PostID!]!, $every: Int) {
  postMetrics(ids: $ids, every: $every) {
    posts { id organicMetrics { likeCount } unavailableMetrics { reason } } lost { postId code } } }`

/** A gateway with a fake clock and metrics that change only through `like`. */
const setUp = async (options: TestGatewayOptions = {}) => {
  const clock = createClock(NOW)
  const { now, wall, schedule } = clock
  const g = await createTestGateway({ ...options, now, wall, schedule })
  const posts = g.x.world.posts as Map<string, WorldPost>
  for (const [id, post] of posts) posts.set(id, { ...post, frozen: true })
  const opened: Events[] = []
  return {
    g,
    x: g.x,
    clock,
    /** Adds one like. */
    like: (id: string): void => {
      const post = posts.get(id) as WorldPost
      const { organic } = post.numbers
      const numbers = { ...post.numbers, organic: { ...organic, likes: organic.likes + 1 } }
      posts.set(id, { ...post, numbers })
    },
    posts,
    subscribe: async (query: string, given: EventsOptions = {}): Promise<Events> => {
      const events = await subscribe(g.url, query, given)
      opened.push(events)
      return events
    },
    /** Waits until the gateway has that many subscribers. */
    subscribers: (count: number): Promise<void> =>
      expect
        .poll(async () => (await fetch(`${g.url}/metrics`)).text())
        .toContain(`gateway_live_subscribers ${count}\n`),
    /** Advances the clock and waits until the poll that is due has finished. */
    pass: async (ms: number): Promise<void> => {
      clock.pass(ms)
      await expect.poll(() => clock.awaitsPoll()).toBe(true)
    },
    [Symbol.asyncDispose]: async () => {
      for (const events of opened) events.close()
      await g[Symbol.asyncDispose]()
    },
  }
}

const messageIn = (event: SentEvent | undefined) => event?.data?.data?.postMetrics
const idsIn = (event: SentEvent | undefined): string[] =>
  messageIn(event)?.posts.map(({ id }: { id: string }) => id)
const idsOf = (posts: readonly WorldPost[]): string[] => posts.map(({ id }) => id)
const codesIn = (event: SentEvent | undefined): string[] =>
  event?.data?.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code)

it.each<Manners>(['current', 'classic'])(
  'the first message has all posts, later ones only those that have changed (%s manners)',
  async (manners) => {
    await using s = await setUp({ manners })
    const own = first(ownPosts(s.x)).id
    const foreign = first(foreignPosts(s.x)).id
    const events = await s.subscribe(PRIVATE, {
      variables: { ids: [own, foreign, own], every: 15 },
    })
    expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(events.headers.get('cache-control')).toBe('no-store')
    const [all] = [messageIn(await events.next())]
    expect(all.posts).toEqual([
      { id: own, organicMetrics: { likeCount: expect.any(Number) }, unavailableMetrics: [] },
      { id: foreign, organicMetrics: null, unavailableMetrics: [{ reason: 'NOT_OWNER' }] },
    ])
    await s.pass(15 * SECOND)
    s.like(own)
    await s.pass(15 * SECOND)
    expect(messageIn(await events.next()).posts).toEqual([
      {
        id: own,
        organicMetrics: { likeCount: all.posts[0].organicMetrics.likeCount + 1 },
        unavailableMetrics: [],
      },
    ])
  },
)

it('a wall clock that is set back stops no subscription and keeps no cached post fresh', async () => {
  await using s = await setUp({ environment: { CACHE_TTL_SECONDS: '60' } })
  const [one, other] = idsOf(foreignPosts(s.x)) as [string, string]
  const read = async () =>
    (await s.g.query(`{ post(id: "${other}") { text } }`)).extensions.upstream
  const events = await s.subscribe(LIKES, { variables: { ids: [one], every: 60 } })
  await events.next()
  expect(await read()).toMatchObject({ calls: 1 })
  s.clock.setWall(-60 * MINUTE)
  expect(await read()).toMatchObject({ calls: 0, fromCache: 1 })
  s.like(one)
  await s.pass(2 * MINUTE)
  expect(idsIn(await events.next())).toEqual([one])
  expect(await read()).toMatchObject({ calls: 1, fromCache: 0 })
})

it('changes of metrics that are not selected send no message', async () => {
  await using s = await setUp()
  const [one, other] = idsOf(foreignPosts(s.x)) as [string, string]
  const given = { variables: { ids: [one, other], every: 15 } }
  const likes = await s.subscribe(LIKES, given)
  const whole = LIKES.replace('likeCount', 'retweetsAndQuotesCount')
  const replies = await s.subscribe(LIKES.replace('likeCount', 'replyCount quoteCount'), given)
  const both = await s.subscribe(whole, given)
  for (const events of [likes, replies, both]) expect(idsIn(await events.next())).toHaveLength(2)
  s.like(one)
  await s.pass(15 * SECOND)
  const post = s.posts.get(other) as WorldPost
  s.posts.set(other, { ...post, numbers: { ...post.numbers, quotes: post.numbers.quotes + 1 } })
  await s.pass(15 * SECOND)
  expect(idsIn(await likes.next())).toEqual([one])
  expect(idsIn(await replies.next())).toEqual([other])
  // Computed metrics may depend on any of the others.
  expect([await both.next(), await both.next()].map(idsIn)).toEqual([[one], [other]])
})

it('a post that X no longer returns is reported as lost once, and later as a post again', async () => {
  await using s = await setUp()
  const [one, other] = foreignPosts(s.x) as [WorldPost, WorldPost]
  const events = await s.subscribe(LIKES, { variables: { ids: idsOf([one, other]), every: 15 } })
  await events.next()
  s.posts.delete(one.id)
  await s.pass(15 * SECOND)
  expect(messageIn(await events.next())).toMatchObject({
    posts: [],
    lost: [{ postId: one.id, code: 'POST_NOT_FOUND' }],
  })
  await s.pass(15 * SECOND)
  s.posts.set(one.id, one)
  await s.pass(15 * SECOND)
  expect(messageIn(await events.next())).toMatchObject({ posts: [{ id: one.id }], lost: [] })
})

it('subscribers share polls with the union of their selections, in calls of a hundred posts', async () => {
  await using s = await setUp()
  const ids = idsOf(visiblePosts(s.x)).slice(0, 150)
  const texts = LIKES.replace('publicMetrics { likeCount }', 'text lang')
  const subscribers = await Promise.all([
    ...Array.from({ length: 5 }, () =>
      s.subscribe(LIKES, { variables: { ids: ids.slice(0, 100), every: 15 } }),
    ),
    s.subscribe(texts, { variables: { ids: ids.slice(50, 150), every: 15 } }),
  ])
  for (const events of subscribers) expect(idsIn(await events.next())).toHaveLength(100)
  s.g.takeRequests()
  await s.pass(15 * SECOND)
  s.like(ids[60] as string)
  s.clock.pass(15 * SECOND)
  for (const events of subscribers.slice(0, 5))
    expect(idsIn(await events.next())).toEqual([ids[60]])
  const calls = s.g.takeRequests()
  expect(calls.map(({ ids: { length } }) => length)).toEqual([100, 50, 100, 50])
  expect(new Set(calls.flatMap(({ ids: asked }) => asked))).toEqual(new Set(ids))
  expect(calls.every(({ fields }) => /lang.*public_metrics/.test(fields))).toBe(true)
})

it('callers with different rights share calls for public data', async () => {
  await using s = await setUp({ asX: true })
  const ids = idsOf(foreignPosts(s.x)).slice(0, 50)
  const given = { variables: { ids, every: 15 } }
  const streams = [
    await s.subscribe(LIKES, given),
    await s.subscribe(LIKES, { ...given, headers: THROUGH_PROXY }),
  ]
  for (const events of streams) await events.next()
  s.g.takeRequests()
  s.like(ids[7] as string)
  s.clock.pass(15 * SECOND)
  for (const events of streams) expect(idsIn(await events.next())).toEqual([ids[7]])
  expect(s.g.takeRequests().map(({ as, ids: asked }) => [as, asked.length])).toEqual([['app', 50]])
})

it('an interrupted stream resumes after its last message, by Last-Event-ID or by argument', async () => {
  await using s = await setUp()
  const ids = idsOf(foreignPosts(s.x)).slice(0, 3)
  const events = await s.subscribe(LIKES, { variables: { ids, every: 15 } })
  const last = await events.next()
  expect(last?.id).toBe(messageIn(last).cursor)
  events.close()
  await s.subscribers(0)
  s.clock.pass(45 * SECOND)
  s.like(ids[1] as string)
  const after = last?.id ?? ''
  const headers = { 'last-event-id': after }
  const byHeader = await s.subscribe(LIKES, {
    variables: { ids, every: 15 },
    headers,
    method: 'GET',
  })
  expect(idsIn(await byHeader.next())).toEqual([ids[1]])
  const byArgument = await s.subscribe(LIKES, { variables: { ids, every: 15, after } })
  expect(idsIn(await byArgument.next())).toEqual([ids[1]])
})

it('half of the remaining rate limit is reserved for queries: polling slows down, and messages say until when', async () => {
  await using s = await setUp({ limits: { 'GET /2/tweets': { app: 100, user: 100 } } })
  const [id] = idsOf(foreignPosts(s.x)) as [string]
  const query = `{ post(id: "${id}") { text } }`
  for (let call = 0; call < 88; call++) await s.g.query(query)
  const events = await s.subscribe(LIKES, { variables: { ids: [id], every: 30 } })
  const until = new Date(NOW + 15 * MINUTE).toISOString()
  // Eleven of a hundred calls are left, and half of them must last for 15 minutes.
  expect(messageIn(await events.next())).toMatchObject({
    every: 240,
    slowedDown: { reason: 'BUDGET', until },
  })
  const before = s.x.requests.length
  for (let step = 0; step < 29; step++) {
    s.clock.pass(30 * SECOND)
    await s.g.query('{ viewer { loginUrl } }')
  }
  expect(s.x.requests.length - before).toBe(4)
  s.clock.pass(5 * MINUTE)
  expect(messageIn(await events.next())).toMatchObject({ posts: [], every: 30, slowedDown: null })
})

it('when X fails, stale data is sent, polling slows down, and the stream continues', async () => {
  await using s = await setUp()
  const [id] = idsOf(foreignPosts(s.x)) as [string]
  const events = await s.subscribe(LIKES, { variables: { ids: [id], every: 15 } })
  await events.next()
  const fault = s.x.fault({ kind: 'refuse', as: 'unavailable' })
  s.clock.pass(15 * SECOND)
  const stale = await events.next()
  expect(messageIn(stale)).toMatchObject({
    posts: [{ id }],
    lost: [],
    every: 30,
    slowedDown: { reason: 'FAILING', until: null },
  })
  expect(stale?.data.extensions.notices).toMatchObject([{ code: 'STALE', postIds: [id] }])
  s.clock.pass(30 * SECOND)
  expect(messageIn(await events.next())).toMatchObject({ posts: [], every: 60 })
  fault.remove()
  s.like(id)
  s.clock.pass(MINUTE)
  expect(messageIn(await events.next())).toMatchObject({
    posts: [{ id }],
    every: 15,
    slowedDown: null,
  })
})

const sessionHeaders = ({ cookies }: ReturnType<typeof createBrowser>) => ({
  'user-agent': 'a browser',
  cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
})

const writersPosts = (x: Sandbox): string[] =>
  idsOf(
    postsOf(x).filter(
      ({ authorId, createdAt, references }) =>
        authorId === WRITER && NOW - createdAt < 60 * 86_400_000 && references.length === 0,
    ),
  ).slice(0, 2)

it('when an account’s tokens become invalid, only the subscribers with that account are notified', async () => {
  await using s = await setUp({ asX: true })
  const session = createSession('a session', [s.g.url], [WRITER])
  await session.logIn(WRITER, 'oauth2')
  const ids = writersPosts(s.x)
  const theirs = await s.subscribe(PRIVATE, {
    variables: { ids, every: 15 },
    headers: session.headers(),
  })
  const own = idsOf(ownPosts(s.x)).slice(0, 2)
  const others = await s.subscribe(PRIVATE, { variables: { ids: own, every: 15 } })
  expect(messageIn(await theirs.next()).posts[0].organicMetrics).not.toBeNull()
  expect(messageIn(await others.next()).posts[0].organicMetrics).not.toBeNull()
  s.x.reset()
  s.like(own[0] as string)
  s.clock.pass(15 * SECOND)
  expect(messageIn(await theirs.next()).posts).toEqual(
    ids.map((id) => ({
      id,
      organicMetrics: null,
      unavailableMetrics: [{ reason: 'RECONNECT_NEEDED' }],
    })),
  )
  expect(messageIn(await others.next()).posts).toMatchObject([
    { id: own[0], organicMetrics: { likeCount: expect.any(Number) } },
  ])
})

it('when X rejects an X-User-Token, its stream ends with an error, and others continue', async () => {
  await using s = await setUp({
    asX: true,
    // Private data seen with the token is cached, and must not be served afterwards.
    environment: { GATEWAY_KEY: 'sixteen characters', PRIVATE_CACHE_TTL_SECONDS: '30' },
  })
  const holder = await createTokenHolder('a token', s.x, WRITER)
  const ids = writersPosts(s.x)
  const theirs = await s.subscribe(PRIVATE, {
    variables: { ids, every: 15 },
    headers: holder.headers(),
  })
  const keyed = { authorization: 'Bearer sixteen characters' }
  const others = await s.subscribe(LIKES, { variables: { ids, every: 15 }, headers: keyed })
  expect(messageIn(await theirs.next()).posts[0].organicMetrics).not.toBeNull()
  await others.next()
  await holder.change(createRandom(1))
  s.like(ids[0] as string)
  s.clock.pass(15 * SECOND)
  expect(codesIn(await theirs.next())).toEqual(['UNAUTHENTICATED'])
  expect((await theirs.next())?.event).toBe('complete')
  expect(await theirs.next()).toBeUndefined()
  expect(idsIn(await others.next())).toEqual([ids[0]])
})

it.each([
  ['logged out', '/auth/logout?returnTo=/done'],
  ['disconnected', undefined],
])('from the next poll on, an account that was %s has no private metrics', async (_, path) => {
  await using s = await setUp({ asX: true })
  const browser = createBrowser('a browser')
  await browser.logIn(s.g.url, WRITER)
  const headers = { ...THROUGH_PROXY, ...sessionHeaders(browser) }
  const ids = writersPosts(s.x)
  const events = await s.subscribe(PRIVATE, { variables: { ids, every: 15 }, headers })
  expect(messageIn(await events.next()).posts[0].organicMetrics).not.toBeNull()
  if (path === undefined) {
    await browser.query(
      s.g.url,
      `mutation { disconnectAccount(userId: "${WRITER}") { viewer { loginUrl } } }`,
    )
  } else await browser.visit(`${s.g.url}${path}`, { method: 'POST' })
  // A new subscriber must not get what was cached before.
  const again = await s.subscribe(PRIVATE, { variables: { ids, every: 15 }, headers })
  const gone = ids.map((id) => ({
    id,
    organicMetrics: null,
    unavailableMetrics: [{ reason: 'USER_CONTEXT_REQUIRED' }],
  }))
  expect(messageIn(await again.next()).posts).toEqual(gone)
  s.clock.pass(15 * SECOND)
  expect(messageIn(await events.next()).posts).toEqual(gone)
})

it('with GATEWAY_KEY, the stream of a session that has ended fails', async () => {
  await using s = await setUp({ asX: true, environment: { GATEWAY_KEY: 'sixteen characters' } })
  const browser = createBrowser('a browser')
  await browser.logIn(s.g.url, WRITER)
  const headers = { ...sessionHeaders(browser) }
  const events = await s.subscribe(LIKES, {
    variables: { ids: writersPosts(s.x), every: 15 },
    headers,
  })
  expect(idsIn(await events.next())).toHaveLength(2)
  await browser.visit(`${s.g.url}/auth/logout?returnTo=/done`, { method: 'POST' })
  s.clock.pass(15 * SECOND)
  expect(codesIn(await events.next())).toEqual(['UNAUTHENTICATED'])
  expect((await events.next())?.event).toBe('complete')
})

it('private metrics of a disconnected account are not sent as stale data', async () => {
  await using s = await setUp({ asX: true })
  const browser = createBrowser('a browser')
  await browser.logIn(s.g.url, WRITER)
  const headers = { ...THROUGH_PROXY, ...sessionHeaders(browser) }
  const [id] = writersPosts(s.x)
  const events = await s.subscribe(PRIVATE, { variables: { ids: [id], every: 15 }, headers })
  await events.next()
  await browser.query(
    s.g.url,
    `mutation { disconnectAccount(userId: "${WRITER}") { viewer { loginUrl } } }`,
  )
  s.x.fault({ kind: 'refuse', as: 'unavailable' })
  s.clock.pass(15 * SECOND)
  expect(messageIn(await events.next())).toEqual({
    posts: [],
    lost: [{ postId: id, code: 'UPSTREAM_UNAVAILABLE' }],
  })
})

it('equal subscriptions of callers with different rights share no private data', async () => {
  await using s = await setUp({ asX: true })
  const ids = idsOf(ownPosts(s.x)).slice(0, 3)
  const given = { variables: { ids, every: 15 } }
  const owner = await s.subscribe(PRIVATE, given)
  const strangers = await s.subscribe(PRIVATE, { ...given, headers: THROUGH_PROXY })
  for (const round of [0, 1]) {
    const [mine, theirs] = [messageIn(await owner.next()), messageIn(await strangers.next())]
    if (round === 0) expect(theirs.posts).toHaveLength(3)
    expect(mine.posts.every((post: { organicMetrics: unknown }) => post.organicMetrics)).toBe(true)
    expect(theirs.posts.some((post: { organicMetrics: unknown }) => post.organicMetrics)).toBe(
      false,
    )
    // Strangers get a message only after a public change.
    if (round === 0) {
      s.posts.delete(ids[2] as string)
      s.like(ids[0] as string)
      s.clock.pass(15 * SECOND)
    }
  }
})

it('idle streams send heartbeats', async () => {
  await using s = await setUp({ timeouts: { heartbeatMs: 20 } })
  const events = await s.subscribe(LIKES, {
    variables: { ids: idsOf(foreignPosts(s.x)).slice(0, 1) },
  })
  await events.next()
  void events.next()
  await expect.poll(() => events.heartbeats()).toBeGreaterThan(2)
})

describe('a client that receives nothing', () => {
  /** Messages of some megabytes fill the kernel's buffers quickly. */
  const long = Array.from({ length: 60 }, (_, index) => `text${index}: text`).join(' ')
  const LONG = LIKES.replace(
    'publicMetrics',
    `publicMetrics { likeCount } ${long} again: publicMetrics`,
  )

  const open = (url: string, ids: readonly string[]) => {
    const body = JSON.stringify({ query: LONG, variables: { ids, every: 15 } })
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.pause()
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: text/event-stream\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    return socket
  }

  it('gets all missed changes in one message, because nothing is queued for it', async () => {
    await using s = await setUp()
    const ids = idsOf(visiblePosts(s.x)).slice(0, 500)
    const socket = open(s.g.url, ids)
    let text = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    socket.pause()
    await expect.poll(() => s.clock.awaitsPoll()).toBe(true)
    const counts = (): number[] =>
      [
        ...text.matchAll(new RegExp(`"id":"${ids[0]}","publicMetrics":{"likeCount":(\\d+)`, 'g')),
      ].map(([, count]) => Number(count))
    const ROUNDS = 15
    for (let round = 0; round < ROUNDS; round++) {
      for (const id of ids) s.like(id)
      await s.pass(15 * SECOND)
    }
    socket.resume()
    await expect.poll(() => (counts().at(-1) ?? 0) - (counts()[0] ?? 0)).toBe(ROUNDS)
    expect(counts().length).toBeLessThan(ROUNDS)
    socket.destroy()
  })

  it('is disconnected', async () => {
    await using s = await setUp({ timeouts: { responseMs: 100 } })
    const ids = idsOf(visiblePosts(s.x)).slice(0, 500)
    const socket = open(s.g.url, ids)
    await expect.poll(() => s.clock.awaitsPoll()).toBe(true)
    const isSubscribed = async (): Promise<boolean> =>
      /gateway_live_subscribers 1\n/.test(await (await fetch(`${s.g.url}/metrics`)).text())
    let rounds = 0
    for (; rounds < 200 && (await isSubscribed()); rounds++) {
      for (const id of ids) s.like(id)
      await s.pass(15 * SECOND)
    }
    expect(rounds).toBeLessThan(200)
    socket.destroy()
  })
})

it.runIf(hasRedis)(
  `while sessions cannot be read, the stream continues with known data${NEEDS_REDIS}`,
  async () => {
    using directory = temporary()
    const redis = await startRedis(directory.path)
    const s = await setUp({
      asX: true,
      environment: { ...sharing(redis) },
    })
    try {
      const browser = createBrowser('a browser')
      await browser.logIn(s.g.url, WRITER)
      const headers = { ...THROUGH_PROXY, ...sessionHeaders(browser) }
      const ids = writersPosts(s.x)
      const query = LIKES.replace('publicMetrics', 'organicMetrics')
      const events = await s.subscribe(query, { variables: { ids, every: 15 }, headers })
      await events.next()
      await redis.stop()
      s.clock.pass(15 * SECOND)
      expect(messageIn(await events.next())).toMatchObject({
        posts: [],
        lost: [],
        slowedDown: { reason: 'FAILING' },
      })
      await redis.start()
    } finally {
      await s[Symbol.asyncDispose]()
      await redis.stop()
    }
  },
)

it('when the gateway stops, streams end without `complete`, so that clients reconnect', async () => {
  const s = await setUp({ environment: { STOP_TIMEOUT_MS: '10000' } })
  const ids = idsOf(foreignPosts(s.x)).slice(0, 1)
  const streams = await Promise.all([1, 2, 3].map(() => s.subscribe(LIKES, { variables: { ids } })))
  for (const events of streams) await events.next()
  const stopped = s.g[Symbol.asyncDispose]()
  for (const events of streams) expect(await events.next()).toBeUndefined()
  await stopped
})

it('clients of one gateway get different reconnection times', async () => {
  await using s = await setUp()
  const ids = idsOf(foreignPosts(s.x)).slice(0, 1)
  const retries: number[] = []
  for (let stream = 0; stream < 20; stream++) {
    const events = await s.subscribe(LIKES, { variables: { ids } })
    await events.next()
    retries.push(events.retryMs() ?? 0)
    events.close()
  }
  expect(Math.min(...retries)).toBeGreaterThanOrEqual(1000)
  expect(Math.max(...retries)).toBeLessThanOrEqual(5000)
  expect(new Set(retries).size).toBeGreaterThan(10)
})

it.each([
  ['MAX_LIVE_SUBSCRIBERS', { MAX_LIVE_SUBSCRIBERS: '1' }, 1],
  ['MAX_LIVE_POSTS', { MAX_LIVE_POSTS: '2' }, 2],
])('%s limits open subscriptions', async (limit, environment, max) => {
  await using s = await setUp({ environment })
  const ids = idsOf(foreignPosts(s.x))
  const one = await s.subscribe(LIKES, { variables: { ids: ids.slice(0, 1) } })
  await one.next()
  const more = { variables: { ids: ids.slice(1, 3) } }
  const refused = await (await s.subscribe(LIKES, more)).next()
  expect(refused?.data.errors[0].extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit, max })
  one.close()
  await s.subscribers(0)
  expect(idsIn(await (await s.subscribe(LIKES, more)).next())).toHaveLength(2)
})

it('MAX_LIVE_POSTS_PER_CALLER leaves room for other callers', async () => {
  const environment = { MAX_LIVE_POSTS: '5', MAX_LIVE_POSTS_PER_CALLER: '3' }
  await using s = await setUp({ asX: true, environment })
  const ids = idsOf(foreignPosts(s.x))
  const ask = (from: number, to: number, headers = {}) =>
    s.subscribe(LIKES, { variables: { ids: ids.slice(from, to) }, headers })
  expect(idsIn(await (await ask(0, 2)).next())).toHaveLength(2)
  // Posts in several subscriptions of a caller count once.
  expect(idsIn(await (await ask(0, 3)).next())).toHaveLength(3)
  const refused = await (await ask(3, 4)).next()
  const limit = { code: 'LIMIT_EXCEEDED', limit: 'MAX_LIVE_POSTS_PER_CALLER', max: 3, found: 4 }
  expect(refused?.data.errors[0].extensions).toMatchObject(limit)
  // Requests through a proxy are another caller.
  expect(idsIn(await (await ask(3, 5, THROUGH_PROXY)).next())).toHaveLength(2)
  const full = await (await ask(5, 6, THROUGH_PROXY)).next()
  expect(full?.data.errors[0].extensions).toMatchObject({ limit: 'MAX_LIVE_POSTS', max: 5 })
})

it.each([
  ['no ids', { ids: [] }],
  ['too many ids', { ids: Array.from({ length: 501 }, (_, index) => String(index + 1)) }],
  ['an interval that is too short', { ids: ['20'], every: 14 }],
  ['an invalid id', { ids: ['no id'] }],
])('%s is an error in the stream, which then ends', async (_, variables) => {
  await using s = await setUp()
  const events = await s.subscribe(LIKES, { variables })
  expect(events.status).toBe(200)
  expect(codesIn(await events.next())).toEqual(['BAD_USER_INPUT'])
  expect((await events.next())?.event).toBe('complete')
  expect(s.x.requests).toEqual([])
})

it('posts nested in subscribed posts are loaded when a message is written', async () => {
  await using s = await setUp()
  const [reply, begun] = foreignPosts(s.x) as [WorldPost, WorldPost]
  const { id } = reply
  s.posts.set(id, { ...reply, frozen: true, conversationId: begun.id })
  const query = LIKES.replace('publicMetrics', 'conversation { id } publicMetrics')
  const events = await s.subscribe(query, { variables: { ids: [id], every: 15 } })
  expect(messageIn(await events.next()).posts).toMatchObject([{ conversation: { id: begun.id } }])
  s.g.takeRequests()
  s.like(id)
  s.clock.pass(15 * SECOND)
  expect(messageIn(await events.next()).posts).toMatchObject([{ conversation: { id: begun.id } }])
  expect(s.g.takeRequests().map(({ ids }) => ids)).toEqual([[id], [begun.id]])
})

it('a subscription can be a persisted query', async () => {
  await using s = await setUp()
  const [id] = idsOf(foreignPosts(s.x))
  const query = `subscription { postMetrics(ids: ["${id}"]) { posts { id } } }`
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const ask = async (given: object): Promise<string> => {
    const gone = new AbortController()
    const response = await fetch(`${s.g.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        ...given,
        extensions: { persistedQuery: { version: 1, sha256Hash } },
      }),
      signal: gone.signal,
    })
    let text = ''
    for await (const part of response.body ?? []) {
      text += new TextDecoder().decode(part)
      if (text.includes('data: {')) break
    }
    gone.abort()
    return text
  }
  expect(await ask({})).toContain('PERSISTED_QUERY_NOT_FOUND')
  expect(await ask({ query })).toContain(`"posts":[{"id":"${id}"}]`)
  expect(await ask({})).toContain(`"posts":[{"id":"${id}"}]`)
})

it('a subscription without Accept: text/event-stream is rejected with instructions', async () => {
  await using s = await setUp()
  const query = 'subscription { postMetrics(ids: ["20"]) { at } }'
  const ask = async (headers: Record<string, string>, body: unknown) => {
    const response = await postJson(`${s.g.url}/graphql`, body, headers)
    return { status: response.status, text: await response.text() }
  }
  const plain = await ask({ accept: 'application/json' }, { query })
  expect(plain).toMatchObject({ status: 406, text: expect.stringContaining('text/event-stream') })
  const several = await ask({ accept: 'text/event-stream, application/json' }, [{ query }])
  expect(several.text).toContain('with one operation')
  const form = await ask(
    { accept: 'application/json, text/event-stream' },
    { query: '{ viewer { loginUrl } }' },
  )
  expect(form.status).toBe(200)
})

it('subscriptions without the key are rejected', async () => {
  await using s = await setUp({ asX: true, environment: { GATEWAY_KEY: 'sixteen characters' } })
  const events = await s.subscribe(LIKES, { variables: { ids: ['20'] } })
  expect(events.status).toBe(401)
})

it('subscriptions of pages of other sites are rejected', async () => {
  await using s = await setUp()
  const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
  const events = await s.subscribe(LIKES, { variables: { ids: ['20'] }, headers, method: 'GET' })
  expect(events.status).toBe(403)
})
