// Caching of posts: lifetimes, coverage, stale values, isolation of private data, bounds and Redis.

import { describe, expect, it } from 'vitest'

import { createBrowser } from '../kit/browser.ts'
import {
  createTestGateway,
  type GraphQLResponse,
  keysOf,
  literal,
  temporary,
} from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts, ownPosts, postsOf } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const CACHED = { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' }

const setUp = async (environment: Record<string, string> = {}) => {
  const clock = { time: NOW }
  const g = await createTestGateway({
    now: () => clock.time,
    environment: { ...CACHED, ...environment },
  })
  const ids = foreignPosts(g.x)
    .slice(0, 20)
    .map(({ id }) => id)
  const ask = (fields: string, some: readonly string[] = ids): Promise<GraphQLResponse> =>
    g.query(`{ posts(ids: ${literal(some)}) { id ${fields} } }`)
  return { g, clock, ids, ask, [Symbol.asyncDispose]: () => g[Symbol.asyncDispose]() }
}

const PUBLIC = 'publicMetrics { likeCount impressionCount }'

it('serves a cached post for a minute without a call, and reports it as cached', async () => {
  await using s = await setUp()
  const first = await s.ask(PUBLIC)
  expect(first.extensions.upstream).toMatchObject({ calls: 1, postsRead: 20, fromCache: 0 })
  s.clock.time += 59_000
  const again = await s.ask(PUBLIC)
  expect(again.data).toEqual(first.data)
  expect(again.extensions.upstream).toEqual({
    calls: 0,
    postsRead: 0,
    usersRead: 0,
    fromCache: 20,
    coalesced: 0,
    estimatedCostUsd: 0,
  })
  expect(s.g.takeRequests()).toHaveLength(1)
})

it('counts a cached post once, however often a query selects it', async () => {
  await using s = await setUp()
  await s.ask('text')
  const [one = '', other = ''] = s.ids
  const { data, extensions } = await s.g.query(
    `{ post(id: "${one}") { text } posts(ids: ${literal([other, one, other])}) { id } }`,
  )
  expect(data.posts).toEqual([{ id: other }, { id: one }, { id: other }])
  expect(extensions.upstream).toMatchObject({ calls: 0, fromCache: 2 })
})

it('takes no call the second time for posts below a cached one, whatever else the query selects', async () => {
  await using g = await createTestGateway({ environment: CACHED })
  const [one, other] = ownPosts(g.x)
  const query = `{ post(id: "${one?.id}") { conversation { polls { id } organicMetrics { likeCount } } }
    posts(ids: ["${other?.id}"]) { organicMetrics { impressionCount } } }`
  const answer = await g.query(query)
  expect(answer.data.post.conversation.organicMetrics).not.toBeNull()
  expect((await g.query(query)).extensions.upstream.calls).toBe(0)
})

it('serves a post in its second minute while it is revalidated in the background', async () => {
  await using s = await setUp()
  const first = await s.ask(PUBLIC)
  s.clock.time += 61_000
  s.g.takeRequests()
  const aging = await s.ask(PUBLIC)
  expect(aging.data).toEqual(first.data)
  expect(aging.extensions.upstream.calls).toBe(0)
  await expect.poll(() => s.g.takeRequests().length).toBe(1)
  await expect.poll(async () => (await s.ask(PUBLIC)).extensions.upstream.calls).toBe(0)
  s.clock.time += 59_000
  expect((await s.ask(PUBLIC)).extensions.upstream).toMatchObject({ calls: 0, fromCache: 20 })
  expect(s.g.takeRequests()).toEqual([])
})

it('serves a stale post with a notice for up to an hour when X fails', async () => {
  await using s = await setUp()
  const first = await s.ask(PUBLIC)
  s.clock.time += 30 * 60_000
  const down = s.g.x.fault({ kind: 'refuse', as: 'unavailable' })
  const old = await s.ask(PUBLIC)
  expect([old.errors, old.data]).toEqual([undefined, first.data])
  expect(old.extensions.notices).toEqual([
    { code: 'STALE', postIds: s.ids, message: expect.stringContaining('at most an hour old') },
  ])
  s.clock.time += 31 * 60_000
  const { errors } = await s.ask(PUBLIC)
  expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(
    new Set(['UPSTREAM_UNAVAILABLE']),
  )
  down.remove()
  const fresh = await s.ask(PUBLIC)
  expect([fresh.errors, fresh.extensions.notices]).toEqual([undefined, undefined])
})

it('caches a missing post for ten seconds', async () => {
  await using s = await setUp()
  const codes = async (): Promise<string[] | undefined> =>
    (await s.ask('text', ['987654320000'])).errors?.map(({ extensions }) => extensions.code)
  expect(await codes()).toEqual(['POST_NOT_FOUND'])
  s.clock.time += 9000
  expect(await codes()).toEqual(['POST_NOT_FOUND'])
  expect(s.g.takeRequests()).toHaveLength(1)
  s.clock.time += 2000
  expect(await codes()).toEqual(['POST_NOT_FOUND'])
  expect(s.g.takeRequests()).toHaveLength(1)
})

it('does not cache failures', async () => {
  await using s = await setUp()
  s.g.x.fault({ kind: 'refuse', as: 'unavailable', times: 1 })
  expect((await s.ask('text')).errors).toHaveLength(20)
  expect((await s.ask('text')).errors).toBeUndefined()
})

it('a TTL of 0 disables either cache', async () => {
  for (const [off, calls] of [
    ['CACHE_TTL_SECONDS', [2, 1]],
    ['PRIVATE_CACHE_TTL_SECONDS', [1, 2]],
  ] as const) {
    await using s = await setUp({ [off]: '0' })
    const [own] = ownPosts(s.g.x)
    for (let twice = 0; twice < 2; twice++) {
      await s.ask('text')
      await s.ask('organicMetrics { likeCount }', [own?.id ?? ''])
    }
    const askers = s.g.takeRequests().map(({ as }) => as)
    expect(['app', 'owner'].map((who) => askers.filter((as) => as === who).length)).toEqual(calls)
  }
})

describe('private metrics', () => {
  it('are cached for 30 seconds, only for the connection that fetched them', async () => {
    const clock = { time: NOW }
    await using g = await createTestGateway({
      asX: true,
      now: () => clock.time,
      environment: { ...CACHED, X_ACCESS_TOKEN: '', X_ACCESS_TOKEN_SECRET: '' },
    })
    const ids = postsOf(g.x)
      .filter(({ authorId }) => authorId === WRITER)
      .slice(0, 5)
      .map(({ id }) => id)
    const query = `{ posts(ids: ${literal(ids)}) { organicMetrics { likeCount } unavailableMetrics { reason } } }`
    const [one, other, stranger] = [createBrowser(), createBrowser(), createBrowser()]
    await one.logIn(g.url, WRITER)
    await other.logIn(g.url, WRITER)
    await stranger.logIn(g.url, '2244994945')
    g.takeRequests()
    const first = await one.query(g.url, query)
    expect((await one.query(g.url, query)).data).toEqual(first.data)
    expect(g.takeRequests().map(({ as }) => as)).toEqual([WRITER])
    // X may have revoked another connection of the same user, so that connection has to fetch.
    expect((await other.query(g.url, query)).data).toEqual(first.data)
    expect(g.takeRequests().map(({ as }) => as)).toEqual([WRITER])
    for (const answer of [await stranger.query(g.url, query), await g.query(query)]) {
      expect(JSON.stringify(answer.data)).not.toContain('likeCount')
    }
    expect(g.takeRequests().map(({ as }) => as)).toEqual(['app'])
    clock.time += 61_000
    expect((await one.query(g.url, query)).extensions.upstream.calls).toBe(1)
  })
})

describe.runIf(hasRedis)(`a cache shared through Redis${NEEDS_REDIS}`, () => {
  /** @param redisTimeoutMs long enough for a busy machine */
  const setUpTwo = async (redisTimeoutMs = 5000) => {
    using directory = temporary()
    const redis = await startRedis()
    const x = await sandboxAt()
    const environment = {
      ...keysOf(x, directory.path),
      ...CACHED,
      ...sharing(redis),
    }
    const start = () => createTestGateway({ on: x, redisTimeoutMs, environment })
    const gateways = [await start(), await start()] as const
    return {
      x,
      redis,
      gateways,
      [Symbol.asyncDispose]: async () => {
        for (const g of gateways) await g[Symbol.asyncDispose]()
        await x.close()
        await redis[Symbol.asyncDispose]()
      },
    }
  }

  it('serves a post that another process fetched, with its included objects', async () => {
    await using s = await setUpTwo()
    const [one, other] = s.gateways
    const ids = foreignPosts(s.x)
      .slice(0, 60)
      .map(({ id }) => id)
    const query = `{ posts(ids: ${literal(ids)}) { id text ${PUBLIC} author { id name username }
      entities { mentions { username user { id name } } }
      media { mediaKey type ... on Video { durationMs } }
      polls { id options { label votes } } geo { place { fullName } }
      referencedPosts { type postId post { id text author { username } } } } }`
    const first = await one.query(query)
    expect(first.data.posts.some((post: { polls: unknown }) => post.polls !== null)).toBe(true)
    const before = s.x.requests.length
    await expect.poll(async () => (await other.query(query)).extensions.upstream.calls).toBe(0)
    expect((await other.query(query)).data).toEqual(first.data)
    // Only fields that referenced posts lack are fetched again.
    expect(s.x.requests.length - before).toBeLessThanOrEqual(3)
  })

  it('shares the authors of posts, and private metrics with the same credential', async () => {
    await using s = await setUpTwo()
    const [one, other] = s.gateways
    const ids = [...ownPosts(s.x).slice(0, 5), ...foreignPosts(s.x).slice(0, 5)].map(({ id }) => id)
    const query = `{ posts(ids: ${literal(ids)}) { id organicMetrics { likeCount } } }`
    const first = await one.query(query)
    other.takeRequests()
    expect((await other.query(query)).data).toEqual(first.data)
    // The authors are known, and the owner request need not be repeated: X refuses none.
    const asked = other.takeRequests().filter(({ as }) => as !== undefined)
    expect(asked.map(({ as, ids: some }) => [as, some.length])).toEqual([['app', 5]])
  })

  it('treats a Redis that exits or hangs as a quick miss', async () => {
    await using s = await setUpTwo(50)
    const [one] = s.gateways
    const [post, next] = foreignPosts(s.x)
    await s.redis.stop()
    const { errors, data } = await one.query(`{ post(id: "${post?.id}") { text } }`)
    expect([errors, data.post.text]).toEqual([undefined, expect.any(String)])
    await s.redis.start()
    await one.query('{ viewer { loginUrl } }')
    s.redis.pause()
    const answer = await one.query(`{ post(id: "${next?.id}") { text } }`)
    expect(answer.errors).toBeUndefined()
    s.redis.resume()
  })
})
