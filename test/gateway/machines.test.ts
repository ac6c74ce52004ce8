// Several gateways on one Redis cost X what one gateway costs.

import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

import { createClient, RESP_TYPES } from '@redis/client'
import { describe, expect, it } from 'vitest'

import { CLAIMS_TOPIC, createClaimStore, LEASE_MS } from '../../src/infra/claim-store.ts'
import { createRedisPubSub } from '../../src/infra/pub-sub.ts'
import { connectRedis } from '../../src/infra/redis.ts'
import { createBrowser } from '../kit/browser.ts'
import { THROUGH_PROXY } from '../kit/callers.ts'
import { createClock } from '../kit/clock.ts'
import { type Events, subscribe } from '../kit/events.ts'
import {
  createTestGateway,
  type GraphQLResponse,
  literal,
  type TestGateway,
  temporary,
} from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { type Observer, startRecordingProxy } from '../kit/recording-proxy.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../kit/redis.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first } from '../kit/sandbox/posts.ts'
import { worldWithPosts } from '../kit/sandbox/world-with-posts.ts'

const PUBLIC = 'publicMetrics { likeCount }'
const PRIVATE = 'organicMetrics { userProfileClicks }'
const LIKES = `subscription ($ids: [PostID!]!) { postMetrics(ids: $ids, every: 15) {
  posts { id publicMetrics { likeCount } } } }`

/** The private metric of a post, a number that stands nowhere else. */
const PLANTED = 918_273_645

const present = <T>(item: T | undefined): T => first(item === undefined ? [] : [item])

const setUp = async (count: number, posts: number, observer?: Observer) => {
  const directory = temporary()
  // DUMP would compress texts, which could then not be found.
  const redis = await startRedis(undefined, ['--rdbcompression', 'no'])
  const clock = createClock(NOW)
  const { world, ids } = worldWithPosts({ posts, special: () => ({ frozen: true }) })
  const marked = new Map(world.posts)
  for (const id of ids) {
    const post = present(world.posts.get(id))
    const organic = { ...post.numbers.organic, profileClicks: PLANTED }
    marked.set(id, { ...post, numbers: { ...post.numbers, organic } })
  }
  const x = await sandboxAt({ seed: { ...world, posts: marked }, now: clock.now })
  const proxy = observer && (await startRecordingProxy(x.url, observer))
  const gateways: TestGateway[] = []
  for (let index = 0; index < count; index++) {
    gateways.push(
      await createTestGateway({
        on: x,
        asX: true,
        now: clock.now,
        schedule: clock.schedule,
        // Long enough for a busy machine.
        redisTimeoutMs: 5000,
        environment: {
          COALESCE_WINDOW_MS: '500',
          UPSTREAM_TIMEOUT_MS: '60000',
          QUERY_TIMEOUT_MS: '60000',
          CACHE_TTL_SECONDS: '60',
          PRIVATE_CACHE_TTL_SECONDS: '60',
          DATA_DIR: directory.path,
          REDIS_URL: redis.url,
          ...(proxy && { X_API_URL: proxy.url }),
          GATEWAY_SECRET: 'a secret of thirty-two characters and more',
        },
      }),
    )
  }
  return {
    x,
    ids,
    redis,
    clock,
    gateways,
    /** The numbers of posts of the lookups since the last call. */
    takeCalls: () =>
      first(gateways)
        .takeRequests()
        .map(({ ids: { length } }) => length),
    /** Adds one like to a post. */
    like: (id: string): void => {
      const post = present(marked.get(id))
      const organic = { ...post.numbers.organic, likes: post.numbers.organic.likes + 1 }
      marked.set(id, { ...post, numbers: { ...post.numbers, organic } })
    },
    /** The names of all keys, and their serialized values. */
    dump: async () => {
      const client = await createClient({ url: redis.url }).connect()
      const keys = await client.keys('*')
      const reading = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
      const values = await Promise.all(keys.map((key) => reading.dump(key)))
      client.destroy()
      return { keys, text: [...keys, ...values.map((value) => String(value))].join('\n') }
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of [...gateways, ...(proxy ? [proxy] : []), x])
        await each[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)

/** Sends queries for ten posts each to the gateways in turn. Each post is in three queries, to different gateways. */
const burst = (
  gateways: readonly TestGateway[],
  ids: readonly string[],
  fields: string,
): Promise<GraphQLResponse[]> =>
  Promise.all(
    Array.from({ length: (ids.length / 10) * 3 }, (_, index) => {
      const start = (index * 10) % ids.length
      const some = ids.slice(start, start + 10)
      return present(gateways[index % gateways.length]).query(
        `{ posts(ids: ${literal(some)}) { id ${fields} } }`,
      )
    }),
  )

describe.runIf(hasRedis)(`several gateways on one Redis${NEEDS_REDIS}`, () => {
  it.each([
    ['public', PUBLIC],
    ['private', PRIVATE],
  ])('read each %s post once, in a burst and when it is requested again', async (_, fields) => {
    await using s = await setUp(3, 400)
    s.x.fault({ kind: 'delay', ms: 300 })
    await burst(s.gateways.slice(0, 1), s.ids.slice(0, 200), fields)
    const one = s.takeCalls()
    // Time passes for the renewals of leases, which a busy machine needs.
    const passing = setInterval(() => s.clock.pass(100), 100)
    const answers = await burst(s.gateways, s.ids.slice(200), fields)
    clearInterval(passing)
    const three = s.takeCalls()
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([])
    expect([sum(one), sum(three)]).toEqual([200, 200])
    expect(three.length).toBeLessThanOrEqual(one.length + 3)
    const again = await burst([...s.gateways].reverse(), s.ids.slice(200), fields)
    expect(s.takeCalls()).toEqual([])
    expect(again.map(({ data }) => data)).toEqual(answers.map(({ data }) => data))
  })

  it('poll once for all subscribers of the same posts', async () => {
    await using s = await setUp(3, 100)
    const opened: Events[] = []
    for (let index = 0; index < 30; index++) {
      const gateway = present(s.gateways[index % 3])
      opened.push(await subscribe(gateway.url, LIKES, { variables: { ids: s.ids } }))
    }
    for (const events of opened) await events.next()
    expect(s.takeCalls()).toEqual([100])
    for (let interval = 0; interval < 3; interval++) {
      s.like(first(s.ids))
      s.clock.pass(15_000)
      for (const events of opened) {
        const { posts } = (await events.next())?.data.data.postMetrics ?? {}
        expect(posts.map(({ id }: { id: string }) => id)).toEqual([s.ids[0]])
      }
      expect(s.takeCalls()).toEqual([100])
    }
    const last = (
      await subscribe(present(s.gateways[0]).url, LIKES, { variables: { ids: s.ids } })
    ).next()
    const after = (await last)?.id ?? ''
    for (const events of opened) events.close()
    s.like(first(s.ids))
    const resumed = await subscribe(present(s.gateways[1]).url, LIKES, {
      variables: { ids: s.ids },
      headers: { 'last-event-id': after },
    })
    expect((await resumed.next())?.data.data.postMetrics.posts).toHaveLength(100)
    resumed.close()
  })

  it('go on when a gateway that has claimed posts dies, after its lease', async () => {
    await using s = await setUp(1, 10)
    const redis = await connectRedis(s.redis.url, {
      setting: 'REDIS_URL',
      strict: true,
      onEvent: () => {},
    })
    const pubSub = await createRedisPubSub(redis, CLAIMS_TOPIC)
    const store = createClaimStore(redis, pubSub)
    const key = (id: string): string => `public post ${id}`
    const started = performance.now()
    // The claim is not renewed, as if its process had been killed.
    await store.claim(
      'dead',
      s.ids.map((id) => ({
        key: key(id),
        fields: 'tweet:author_id tweet:public_metrics',
        notBefore: 0,
      })),
      NOW,
    )
    const answer = await first(s.gateways).query(
      `{ posts(ids: ${literal(s.ids)}) { id ${PUBLIC} } }`,
    )
    expect([answer.errors, answer.data.posts.length]).toEqual([undefined, 10])
    expect(performance.now() - started).toBeGreaterThan(LEASE_MS / 2)
    for (const each of [pubSub, redis]) await each.close()
  })

  it('serve every query while Redis is killed and started again, and share afterwards', async () => {
    await using s = await setUp(3, 300)
    const ask = (index: number, id: string | undefined) =>
      present(s.gateways[index]).query(`{ post(id: "${id}") { id ${PUBLIC} } }`)
    const codes: unknown[] = []
    let running = true
    const load = [0, 1, 2].map(async (index) => {
      for (let step = 0; running; step++) {
        const { errors, data } = await ask(index, s.ids[step % 200])
        if (errors !== undefined || data.post.id !== s.ids[step % 200]) codes.push(errors)
        await setTimeout(5)
      }
    })
    for (let restart = 0; restart < 3; restart++) {
      await setTimeout(100)
      await s.redis.stop()
      await setTimeout(100)
      await s.redis.start()
    }
    running = false
    await Promise.all(load)
    expect(codes).toEqual([])
    s.takeCalls()
    let next = 200
    await expect
      .poll(async () => {
        next += 1
        for (const index of [0, 1, 2]) await ask(index, s.ids[next])
        return s.takeCalls()
      })
      .toEqual([1])
  })

  it('run a persisted query whose text was sent to another one', async () => {
    await using s = await setUp(2, 10)
    const [one, other] = [first(s.gateways), first(s.gateways.slice(1))]
    for (const query of ['{ viewer { __typename } }', '{ __type(name: "Post") { name } }']) {
      const sha256Hash = createHash('sha256').update(query).digest('hex')
      const extensions = { persistedQuery: { version: 1, sha256Hash } }
      const send = async ({ url }: TestGateway, body: object): Promise<GraphQLResponse> => {
        const response = await postJson(`${url}/graphql`, { extensions, ...body })
        return (await response.json()) as GraphQLResponse
      }
      const sent = await send(one, { query })
      expect(sent.errors).toBeUndefined()
      await expect.poll(() => send(other, {})).toMatchObject({ data: sent.data })
    }
  })

  it('store private metrics encrypted, and delete them when the account is disconnected', async () => {
    const tokens: string[] = []
    const onResponse: Observer['onResponse'] = ({ path }, text) => {
      if (path.endsWith('/oauth2/token'))
        tokens.push(...Object.values(JSON.parse(text)).map(String))
    }
    await using s = await setUp(2, 20, { onRequest: () => {}, onResponse })
    const [one, other] = [first(s.gateways), first(s.gateways.slice(1))]
    const browser = createBrowser('a browser')
    await browser.logIn(one.url, s.x.credentials.userId)
    const query = `{ posts(ids: ${literal(s.ids)}) { id ${PRIVATE} } }`
    const seen = async (gateway: TestGateway) => {
      const { data } = await browser.query(gateway.url, query, THROUGH_PROXY)
      return data.posts.map((post: { organicMetrics: unknown }) => post.organicMetrics)
    }
    const planted = { userProfileClicks: PLANTED }
    expect(await seen(one)).toEqual(s.ids.map(() => planted))
    s.takeCalls()
    expect(await seen(other)).toEqual(s.ids.map(() => planted))
    expect(s.takeCalls()).toEqual([])
    const text = (await one.query(`{ post(id: "${s.ids[0]}") { text } }`)).data.post.text
    const dump = await s.dump()
    expect(dump.keys.filter((key) => /:entity:(?!public)/.test(key))).toHaveLength(20)
    // Public data is legible, so private data would be found.
    expect(dump.text).toContain(text)
    const { accessToken, accessTokenSecret, bearer } = s.x.credentials
    const values = [...tokens, ...browser.cookies.values(), accessToken, accessTokenSecret, bearer]
    const secrets = values.filter(({ length }) => length > 20)
    expect(secrets.length).toBeGreaterThan(5)
    for (const secret of [String(PLANTED), ...secrets]) {
      expect(dump.text).not.toContain(secret)
    }
    const disconnect = `mutation { disconnectAccount(userId: "${s.x.credentials.userId}") { viewer { loginUrl } } }`
    expect((await browser.query(one.url, disconnect, THROUGH_PROXY)).errors).toBeUndefined()
    await expect
      .poll(async () => (await s.dump()).keys.filter((key) => /:entity:(?!public)/.test(key)))
      .toEqual([])
    for (const gateway of [one, other]) {
      expect(await seen(gateway)).toEqual(s.ids.map(() => null))
    }
  })
})
