// A credential that X has refused serves nothing private any more: neither from the cache, nor as a stale value, nor from
// the archive, nor to subscribers, until X accepts it again or the account has connected with another one.

import { describe, expect, it } from 'vitest'

import type { Fault, RecordedRequest, Sandbox, WorldPost } from '../../sandbox/index.ts'
import { createSession, createTokenHolder } from '../kit/callers.ts'
import { createClock } from '../kit/clock.ts'
import { subscribe } from '../kit/events.ts'
import {
  createTestGateway,
  type TestGateway,
  type TestGatewayOptions,
  temporary,
} from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { DAY, NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { postsOf } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const CACHED = { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '60', ARCHIVE: 'on' }

type Headers = Readonly<Record<string, string>>

const PRIVATE = 'organicMetrics { likeCount } unavailableMetrics { reason }'
const HISTORY = `metricsHistory(variant: ORGANIC, since: "${new Date(NOW - DAY).toISOString()}") { likeCount }`
const CHANGE = `metricsChange(variant: ORGANIC, since: "${new Date(NOW - DAY).toISOString()}") { likeCount }`

const see = (g: TestGateway, { id }: WorldPost, headers: Headers) =>
  g.query(`{ post(id: "${id}") { id ${PRIVATE} } }`, {}, headers)
const historyOf = (g: TestGateway, { id }: WorldPost, headers: Headers) =>
  g.query(`{ post(id: "${id}") { id ${HISTORY} ${CHANGE} } }`, {}, headers)

const isData = ({ path }: RecordedRequest): boolean =>
  path === '/2/tweets' || path.endsWith('/tweets')

interface SetUp extends TestGatewayOptions {
  readonly environment?: Readonly<Record<string, string>>
}

const setUp = async ({ environment = {}, ...options }: SetUp = {}) => {
  const clock = createClock(NOW)
  const g = await createTestGateway({
    asX: true,
    now: clock.now,
    schedule: clock.schedule,
    environment: { ...CACHED, ...environment },
    ...options,
  })
  const [one, other] = recentOf(g.x)
  return {
    g,
    x: g.x,
    clock,
    one,
    other,
    /** Numbers of the post are in the archive. */
    archived: async (headers: Headers): Promise<void> => {
      await see(g, one, headers)
      await expect
        .poll(async () => (await historyOf(g, one, headers)).data.post.metricsHistory)
        .toHaveLength(1)
    },
    [Symbol.asyncDispose]: () => g[Symbol.asyncDispose](),
  }
}

/** The newest, and one that is not on the first page of the account’s posts. */
const recentOf = (x: Sandbox): [WorldPost, WorldPost] => {
  const recent = postsOf(x)
    .filter(({ authorId, createdAt }) => authorId === WRITER && NOW - createdAt < 28 * DAY)
    .sort((one, other) => other.createdAt - one.createdAt)
  expect(recent.length).toBeGreaterThan(5)
  return [recent[0], recent.at(-1)] as [WorldPost, WorldPost]
}

interface Holder {
  headers(): Headers
  /** The account has another token. */
  connect(): Promise<unknown>
}

type Way = 'OAuth 1.0a session' | 'OAuth 2.0 session' | 'X-User-Token'

const holderOf = async (way: Way, g: TestGateway): Promise<Holder> => {
  if (way === 'X-User-Token') {
    const holder = await createTokenHolder('with a token', g.x, WRITER)
    return { headers: holder.headers, connect: () => holder.change(undefined as never) }
  }
  const session = createSession('the writer', [g.url], [WRITER])
  const connect = (): Promise<void> =>
    session.logIn(WRITER, way === 'OAuth 1.0a session' ? 'oauth1' : 'oauth2')
  await connect()
  return { headers: session.headers, connect }
}

const codesIn = ({ errors = [] }: Awaited<ReturnType<TestGateway['query']>>): string[] =>
  errors.map(({ extensions }) => extensions.code)

describe.each<Way>(['OAuth 1.0a session', 'OAuth 2.0 session', 'X-User-Token'])(
  'with an account by %s that X has refused',
  (way) => {
    it('cached private numbers are not shown, and are after the account has connected again', async () => {
      await using s = await setUp()
      const holder = await holderOf(way, s.g)
      expect((await see(s.g, s.one, holder.headers())).data.post.organicMetrics).not.toBeNull()
      s.x.reset()
      // X refuses it for another post.
      await see(s.g, s.other, holder.headers())
      const after = await see(s.g, s.one, holder.headers())
      expect(after.data.post?.organicMetrics ?? null).toBeNull()
      await holder.connect()
      expect((await see(s.g, s.one, holder.headers())).data.post.organicMetrics).not.toBeNull()
    })

    it('pages of its timeline are not shown from the cache', async () => {
      await using s = await setUp()
      const holder = await holderOf(way, s.g)
      const page = () =>
        s.g.query(
          `{ user(by: { id: "${WRITER}" }) { posts(first: 5) { nodes { organicMetrics { likeCount } } } } }`,
          {},
          holder.headers(),
        )
      const numbers = ({ data }: Awaited<ReturnType<typeof page>>): unknown[] =>
        (data.user?.posts?.nodes ?? []).flatMap(
          (node: { organicMetrics: unknown } | null) => node?.organicMetrics ?? [],
        )
      expect(numbers(await page()).length).toBeGreaterThan(0)
      s.x.reset()
      await see(s.g, s.other, holder.headers())
      expect(numbers(await page())).toEqual([])
    })

    it('an outage of X does not bring stale private numbers back', async () => {
      await using s = await setUp()
      const holder = await holderOf(way, s.g)
      await see(s.g, s.one, holder.headers())
      s.clock.pass(3 * MINUTE)
      s.x.fault({ kind: 'refuse', as: 'unauthorized', times: 1, when: isData })
      // X's login fails as well, so that no new token comes of it.
      s.x.fault({ kind: 'refuse', as: 'unavailable' })
      await see(s.g, s.other, holder.headers())
      const after = await see(s.g, s.one, holder.headers())
      expect(after.data.post?.organicMetrics ?? null).toBeNull()
      expect(after.extensions.notices?.map(({ code }) => code) ?? []).not.toContain('STALE')
    })

    it('private history is not read, not even what another caller has collected since', async () => {
      await using s = await setUp()
      const holder = await holderOf(way, s.g)
      await s.archived(holder.headers())
      s.x.reset()
      await see(s.g, s.other, holder.headers())
      const later = await holderOf('X-User-Token', s.g)
      s.clock.pass(10 * MINUTE)
      await see(s.g, s.one, later.headers())
      await expect
        .poll(async () => (await historyOf(s.g, s.one, later.headers())).data.post.metricsHistory)
        .toHaveLength(2)
      const after = await historyOf(s.g, s.one, holder.headers())
      expect(after.data.post?.metricsHistory ?? null).toBeNull()
      expect(after.data.post?.metricsChange ?? null).toBeNull()
      await holder.connect()
      expect((await historyOf(s.g, s.one, holder.headers())).data.post.metricsHistory).toHaveLength(
        2,
      )
    })
  },
)

describe('private history', () => {
  const proofs = (x: Sandbox): number =>
    x.requests.filter(({ path, query }) => path === '/2/tweets' && query.ids === undefined).length

  it.each<[Way, number]>([
    ['OAuth 1.0a session', HOUR],
    ['OAuth 2.0 session', HOUR],
    ['X-User-Token', MINUTE],
  ])(
    'by %s is read for %d ms after X accepted the credential; then X is asked about it first',
    async (way, lasts) => {
      await using s = await setUp()
      const holder = await holderOf(way, s.g)
      await s.archived(holder.headers())
      expect(proofs(s.x)).toBe(0)
      s.clock.pass(lasts)
      await historyOf(s.g, s.one, holder.headers())
      expect(proofs(s.x)).toBe(0)
      s.clock.pass(1)
      const again = await historyOf(s.g, s.one, holder.headers())
      expect(again.data.post.metricsHistory).toHaveLength(1)
      expect(proofs(s.x)).toBe(1)
      await historyOf(s.g, s.one, holder.headers())
      expect(proofs(s.x)).toBe(1)
    },
  )

  it.each<Way>(['OAuth 1.0a session', 'X-User-Token'])(
    'by %s is not read when X refuses the credential then',
    async (way) => {
      await using s = await setUp()
      const holder = await holderOf(way, s.g)
      await s.archived(holder.headers())
      s.x.reset()
      s.clock.pass(HOUR + 1)
      const after = await historyOf(s.g, s.one, holder.headers())
      expect(after.data.post?.metricsHistory ?? null).toBeNull()
    },
  )

  it.each<[string, Fault, string]>([
    [
      'while X cannot say whether it accepts the credential',
      { kind: 'refuse', as: 'unavailable' },
      'UPSTREAM_UNAVAILABLE',
    ],
    [
      'after an answer of something in X’s place',
      { kind: 'answer', status: 400, body: '<html>' },
      'UPSTREAM_INVALID_RESPONSE',
    ],
  ])('is an error %s', async (_, fault, code) => {
    await using s = await setUp()
    const holder = await holderOf('OAuth 1.0a session', s.g)
    await s.archived(holder.headers())
    s.clock.pass(HOUR + 1)
    s.x.fault({ ...fault, when: ({ query }) => query.ids === undefined })
    const after = await historyOf(s.g, s.one, holder.headers())
    expect(after.data.post.metricsHistory).toBeNull()
    expect(codesIn(after)).toContain(code)
  })
})

it('archived numbers of a post that is too old for X are not shown with a refused credential', async () => {
  await using s = await setUp()
  const holder = await holderOf('OAuth 1.0a session', s.g)
  await s.archived(holder.headers())
  // A session ends when it is not used for thirty days.
  for (let count = 0; count < 4; count++) {
    s.clock.pass(25 * DAY)
    expect((await see(s.g, s.one, holder.headers())).data.post.organicMetrics).not.toBeNull()
  }
  s.x.reset()
  s.clock.pass(HOUR + 1)
  const after = await see(s.g, s.one, holder.headers())
  expect(after.data.post.organicMetrics).toBeNull()
})

it('a subscriber who joins with a refused credential does not get the last private values', async () => {
  await using s = await setUp()
  const holder = await holderOf('OAuth 1.0a session', s.g)
  const query = `subscription ($ids: [PostID!]!) { postMetrics(ids: $ids, every: 600) { posts { id ${PRIVATE} } } }`
  const given = { variables: { ids: [s.one.id] }, headers: holder.headers() }
  await using before = await subscribe(s.g.url, query, given)
  expect((await before.next())?.data.data.postMetrics.posts[0].organicMetrics).not.toBeNull()
  s.x.reset()
  await see(s.g, s.other, holder.headers())
  await using after = await subscribe(s.g.url, query, given)
  expect((await after.next())?.data.data.postMetrics.posts).toEqual([
    { id: s.one.id, organicMetrics: null, unavailableMetrics: [{ reason: 'RECONNECT_NEEDED' }] },
  ])
})

it('a call that was in flight when X refused the credential is not shared with later requests', async () => {
  await using s = await setUp()
  const holder = await holderOf('OAuth 1.0a session', s.g)
  const arrived = Promise.withResolvers<void>()
  s.x.fault({
    kind: 'delay',
    ms: 500,
    times: 1,
    when: ({ query: { ids } }) => {
      if (ids === s.one.id) arrived.resolve()
      return ids === s.one.id
    },
  })
  const under = see(s.g, s.one, holder.headers())
  await arrived.promise
  s.x.fault({
    kind: 'refuse',
    as: 'unauthorized',
    when: ({ context, path }) => path === '/2/tweets' && context === WRITER,
  })
  await see(s.g, s.other, holder.headers())
  expect((await see(s.g, s.one, holder.headers())).data.post.organicMetrics).toBeNull()
  expect((await under).data.post.organicMetrics).not.toBeNull()
  // Values loaded with the credential are not served from the cache either.
  expect((await see(s.g, s.one, holder.headers())).data.post.organicMetrics).toBeNull()
})

/** Two gateways on one Redis, each with private numbers of the same post in its cache. */
const onRedis = async () => {
  const clock = createClock(NOW)
  const directory = temporary()
  const redis = await startRedis()
  const x = await sandboxAt({ now: clock.now })
  const start = () =>
    createTestGateway({
      on: x,
      asX: true,
      now: clock.now,
      schedule: clock.schedule,
      environment: {
        ...CACHED,
        ...sharing(redis),
        DATA_DIR: directory.path,
      },
    })
  const [g, elsewhere] = [await start(), await start()]
  const [one, other] = recentOf(x)
  const headers = (await holderOf('X-User-Token', g)).headers()
  for (const each of [g, elsewhere]) {
    expect((await see(each, one, headers)).data.post.organicMetrics).not.toBeNull()
  }
  return {
    redis,
    /** X refuses the token, and the first gateway hears of it. */
    refuse: async (): Promise<void> => {
      x.reset()
      expect(codesIn(await see(g, other, headers))).toEqual(['UNAUTHENTICATED'])
    },
    seenElsewhere: async () => codesIn(await see(elsewhere, one, headers)),
    [Symbol.asyncDispose]: async () => {
      for (const each of [g, elsewhere, x]) await each[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

describe.runIf(hasRedis)(`of two gateways on one Redis${NEEDS_REDIS}`, () => {
  it('one tells the other', async () => {
    await using s = await onRedis()
    await s.refuse()
    await expect.poll(s.seenElsewhere).toEqual(['UNAUTHENTICATED'])
  })

  it('the other serves nothing private from the time before Redis was lost', async () => {
    await using s = await onRedis()
    await s.redis.stop()
    await s.refuse()
    expect(await s.seenElsewhere()).toEqual([])
    await s.redis.start()
    await expect.poll(s.seenElsewhere).toEqual(['UNAUTHENTICATED'])
  })
})
