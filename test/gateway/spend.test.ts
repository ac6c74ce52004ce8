// Spend limits over HTTP: what reaches X, what is refused, and what callers are told.

import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'

import { runKeyCommand } from '../../src/app/key-commands.ts'
import { spendTable } from '../../src/app/spend-command.ts'
import { readConfig } from '../../src/config/index.ts'
import { createClock } from '../kit/clock.ts'
import { subscribe } from '../kit/events.ts'
import { createTestGateway, keysOf, literal, temporary } from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const directory = temporary()
afterAll(() => directory[Symbol.dispose]())
const file = join(directory.path, 'keys.json')

const textsOf = (ids: readonly string[]): string => `{ posts(ids: ${literal(ids)}) { text } }`
const SPEND = '{ viewer { spend { todayUsd monthUsd dailyLimitUsd monthlyLimitUsd dayResetsAt } } }'

describe('a daily limit', () => {
  it('lets requests pass until it is used, and then serves what is cached', async () => {
    await using g = await createTestGateway({
      environment: { DAILY_USD: '0.02', CACHE_TTL_SECONDS: '60' },
    })
    const ids = foreignPosts(g.x)
      .slice(0, 10)
      .map(({ id }) => id)
    const three = await g.query(textsOf(ids.slice(0, 3)))
    expect(three.errors).toBeUndefined()
    expect(three.extensions.notices).toBeUndefined()
    const two = await g.query(textsOf(ids.slice(3, 5)))
    expect(two.data.posts).toEqual([null, null])
    expect(two.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Of the $0.020 that the gateway may spend a day, $0.015'),
      extensions: {
        code: 'SPEND_LIMIT_REACHED',
        payer: 'gateway',
        limitUsd: 0.02,
        spentUsd: 0.015,
      },
    })
    const one = await g.query(textsOf(ids.slice(5, 6)))
    expect(one.errors).toBeUndefined()
    expect(one.extensions.notices).toMatchObject([{ code: 'SPEND_LIMIT_NEAR' }])
    g.takeRequests()
    expect((await g.query(textsOf(ids.slice(0, 3)))).errors).toBeUndefined()
    expect((await g.query(textsOf(ids.slice(6, 7)))).data.posts).toEqual([null])
    expect(g.takeRequests()).toEqual([])
    const { data } = await g.query(SPEND)
    expect(data.viewer.spend).toMatchObject({
      todayUsd: 0.02,
      monthUsd: 0.02,
      dailyLimitUsd: 0.02,
      monthlyLimitUsd: null,
    })
  })

  it('is for reads that X bills: a post that was billed today is free', async () => {
    await using g = await createTestGateway({ environment: { DAILY_USD: '0.005' } })
    const ids = foreignPosts(g.x)
      .slice(0, 2)
      .map(({ id }) => id)
    for (let count = 0; count < 3; count++)
      expect((await g.query(textsOf(ids.slice(0, 1)))).errors).toBeUndefined()
    expect((await g.query(textsOf(ids.slice(1)))).errors).toBeDefined()
    expect(g.takeRequests()).toHaveLength(3)
  })

  it('counts users and pages', async () => {
    await using g = await createTestGateway({ environment: { DAILY_USD: '0.05' } })
    const user = foreignPosts(g.x)[0]?.authorId
    const page = `{ user(by: { id: "${user}" }) { name posts(first: 20) { nodes { id } } } }`
    const { errors } = await g.query(page)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'SPEND_LIMIT_REACHED' })
    expect((await g.query(SPEND)).data.viewer.spend.todayUsd).toBe(0.01)
  })
})

it('a key has a limit of its own, and knows what it has spent', async () => {
  const keyOf = (name: string, ...args: string[]): string =>
    runKeyCommand(['add', name, ...args], file, NOW).split('\n', 1)[0] ?? ''
  const [web, app] = [keyOf('web', '--daily-usd', '0.005'), keyOf('app')]
  await using g = await createTestGateway({ environment: { KEYS_FILE: file } })
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  const ids = foreignPosts(g.x)
    .slice(0, 3)
    .map(({ id }) => id)
  const first = await g.query(textsOf(ids.slice(0, 1)), {}, bearer(web))
  expect(first.errors).toBeUndefined()
  const second = await g.query(textsOf(ids.slice(1, 2)), {}, bearer(web))
  expect(second.errors?.[0]?.extensions).toMatchObject({ payer: 'key web' })
  expect((await g.query(textsOf(ids.slice(2)), {}, bearer(app))).errors).toBeUndefined()
  const spent = async (key: string) =>
    (await g.query(SPEND, {}, bearer(key))).data.viewer.spend.todayUsd
  expect([await spent(web), await spent(app)]).toEqual([0.005, 0.005])
})

it('spend is counted by key and operation name, and printed as a table', async () => {
  using own = temporary()
  const keysFile = join(own.path, 'keys.json')
  const [web, app] = ['web', 'app'].map((name) => {
    const args = ['add', name, '--monthly-usd', '2', '--grants', 'PUBLIC,METRICS,LIVE']
    return { authorization: `Bearer ${runKeyCommand(args, keysFile, NOW).split('\n', 1)[0]}` }
  })
  const environment = { KEYS_FILE: keysFile, DATA_DIR: own.path, DAILY_USD: '5' }
  const g = await createTestGateway({ asX: true, environment })
  const ids = foreignPosts(g.x).map(({ id }) => id)
  await g.query(`query Top ${textsOf(ids.slice(0, 3))}`, {}, web)
  await g.query(`query Top ${textsOf(ids.slice(3, 4))}`, {}, app)
  await g.query(textsOf(ids.slice(4, 6)), {}, app)
  const subscription = `subscription { postMetrics(ids: ${literal(ids.slice(6, 7))}) { posts { id } } }`
  {
    await using events = await subscribe(g.url, subscription, { ...(app && { headers: app }) })
    await events.next()
  }
  const text = await (await fetch(`${g.url}/metrics`, { ...(web && { headers: web }) })).text()
  expect(text.match(/^gateway_spend_usd_total.*$/gm)).toEqual([
    'gateway_spend_usd_total{key="web",operation="Top"} 0.015',
    'gateway_spend_usd_total{key="app",operation="Top"} 0.005',
    'gateway_spend_usd_total{key="app",operation="anonymous"} 0.01',
    'gateway_spend_usd_total{key="app",operation="(subscriptions)"} 0.005',
  ])
  const config = readConfig({ ...keysOf(g.x, own.path), ...environment })
  await g[Symbol.asyncDispose]()
  expect((await spendTable(config, () => NOW)).split('\n')).toEqual([
    'PAYER          TODAY   LIMIT   THIS MONTH  LIMIT',
    'gateway        $0.035  $5.000  $0.035      –',
    'subscriptions  $0.005  –       $0.005      –',
    'recorder       $0.000  –       $0.000      –',
    'key web        $0.015  –       $0.015      $2.000',
    'key app        $0.020  –       $0.020      $2.000',
    '',
    'The day ends at 2026-11-21T00:00:00.000Z, the month at 2026-12-01T00:00:00.000Z.',
    '',
  ])
})

it('subscriptions have a limit of their own, warn before it, and go on when it resets', async () => {
  const clock = createClock(NOW)
  await using g = await createTestGateway({
    environment: { LIVE_DAILY_USD: '0.01' },
    now: clock.now,
    schedule: clock.schedule,
  })
  const ids = foreignPosts(g.x).map(({ id }) => id)
  const begin = async (some: readonly string[]) => {
    const events = await subscribe(
      g.url,
      `subscription { postMetrics(ids: ${literal(some)}) {
        posts { id publicMetrics { impressionCount } } lost { code } every slowedDown { reason until }
      } }`,
    )
    return { events, first: (await events.next())?.data }
  }
  const served = await begin(ids.slice(0, 2))
  expect(served.first.data.postMetrics).toMatchObject({ lost: [], slowedDown: null })
  expect(served.first.extensions.notices).toMatchObject([{ code: 'SPEND_LIMIT_NEAR' }])
  const refused = await begin(ids.slice(2, 3))
  expect(refused.first.data.postMetrics).toEqual({
    posts: [],
    lost: [{ code: 'SPEND_LIMIT_REACHED' }],
    every: 60,
    slowedDown: { reason: 'SPEND_LIMIT', until: '2026-11-21T00:00:00.000Z' },
  })
  expect((await g.query(textsOf(ids.slice(0, 3)))).errors).toBeUndefined()
  served.events.close()
  clock.pass(Date.parse('2026-11-21T00:00:00Z') - NOW)
  const next = vi.fn()
  void refused.events.next().then((event) => next(event?.data.data.postMetrics))
  await vi.waitFor(() => {
    clock.pass(60_000)
    expect(next).toHaveBeenCalled()
  })
  expect(next.mock.lastCall).toMatchObject([
    { posts: [{ id: ids[2] }], lost: [], slowedDown: null },
  ])
  refused.events.close()
})

it('a restart forgets nothing', async () => {
  const environment = { DAILY_USD: '0.01', DATA_DIR: directory.path }
  const first = await createTestGateway({ asX: true, environment })
  const ids = foreignPosts(first.x)
    .slice(0, 4)
    .map(({ id }) => id)
  expect((await first.query(textsOf(ids.slice(0, 2)))).errors).toBeUndefined()
  await first[Symbol.asyncDispose]()
  await using second = await createTestGateway({ asX: true, environment })
  expect((await second.query(textsOf(ids.slice(2)))).errors?.[0]?.extensions.code).toBe(
    'SPEND_LIMIT_REACHED',
  )
  const again = await second.query(textsOf(ids.slice(0, 2)))
  expect(again.extensions.upstream).toMatchObject({ postsRead: 2, estimatedCostUsd: 0 })
})

describe.runIf(hasRedis)(`several gateways${NEEDS_REDIS}`, () => {
  it('know what X has billed another one today, also before they started', async () => {
    await using redis = await startRedis()
    const environment = {
      ...sharing(redis),
    }
    await using one = await createTestGateway({ asX: true, environment })
    const other = await createTestGateway({ asX: true, on: one.x, environment })
    const ids = foreignPosts(one.x).map(({ id }) => id)
    /** Each attempt reads a post that only another gateway has read. */
    const readFreely = (g: typeof one) =>
      vi.waitFor(async () => {
        const { extensions } = await g.query(textsOf(ids.splice(0, 1)))
        expect(extensions.upstream).toMatchObject({ postsRead: 1, estimatedCostUsd: 0 })
      })
    await one.query(textsOf(ids.slice(0, 50)))
    await readFreely(other)
    ids.splice(0, 50)
    await other.query(textsOf(ids.slice(0, 50)))
    await other[Symbol.asyncDispose]()
    await using later = await createTestGateway({ asX: true, on: one.x, environment })
    await readFreely(later)
  })

  it('spend one limit together, and do not exceed it while Redis is gone', async () => {
    await using redis = await startRedis()
    const environment = {
      ...sharing(redis),
      DAILY_USD: '0.25',
    }
    await using one = await createTestGateway({ asX: true, environment })
    await using other = await createTestGateway({ asX: true, on: one.x, environment })
    const ids = foreignPosts(one.x).map(({ id }) => id)
    const ask = async (g: typeof one, count: number): Promise<number> => {
      const { data } = await g.query(textsOf(ids.splice(0, count)))
      return data.posts.filter((post: unknown) => post !== null).length
    }
    expect([await ask(one, 20), await ask(other, 20)]).toEqual([20, 20])
    expect([await ask(one, 10), await ask(other, 8)]).toEqual([0, 8])
    const config = readConfig({ ...keysOf(one.x, directory.path), ...environment })
    // 48 posts, and a prepaid block of 1 % at each gateway.
    expect(await spendTable(config, () => NOW)).toMatch(/^gateway +\$0\.245 +\$0\.250/m)
    await redis.stop()
    expect([await ask(one, 1), await ask(other, 1)]).toEqual([0, 0])
  })
})
