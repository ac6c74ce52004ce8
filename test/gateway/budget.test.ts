// Rate-limit budgets, learned from the headers of X.

import { expect, it } from 'vitest'

import { createTestGateway, keysOf, literal, temporary } from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const NOBODY = { 'x-forwarded-for': '203.0.113.7' }
const MINUTE = 60_000

const setUp = async (app: number, user = 900) => {
  const clock = { time: NOW }
  const g = await createTestGateway({
    asX: true,
    now: () => clock.time,
    limits: { 'GET /2/tweets': { app, user } },
  })
  const [post] = foreignPosts(g.x)
  const ask = (headers: Record<string, string> = NOBODY) =>
    g.query(`{ post(id: "${post?.id}") { text } }`, {}, headers)
  const codes = async (headers?: Record<string, string>) =>
    (await ask(headers)).errors?.map(({ extensions }) => extensions)
  return { g, clock, ask, codes, [Symbol.asyncDispose]: () => g[Symbol.asyncDispose]() }
}

it('does not call X with an exhausted budget, and returns the reset time', async () => {
  await using s = await setUp(2)
  for (let call = 0; call < 2; call++) expect(await s.codes()).toBeUndefined()
  s.clock.time += MINUTE
  for (let call = 0; call < 3; call++) {
    expect(await s.codes()).toEqual([
      {
        code: 'RATE_LIMITED',
        context: 'APP',
        retryAfterSeconds: 14 * 60,
        resetAt: new Date(NOW + 15 * MINUTE).toISOString(),
      },
    ])
  }
  expect(s.g.takeRequests()).toHaveLength(2)
  s.clock.time += 14 * MINUTE
  expect(await s.codes()).toBeUndefined()
})

it('uses the caller’s account when the app’s budget is exhausted', async () => {
  await using s = await setUp(1, 2)
  const mine = async () => s.codes({})
  for (let call = 0; call < 3; call++) expect(await mine()).toBeUndefined()
  expect(s.g.takeRequests().map(({ as }) => as)).toEqual(['app', 'owner', 'owner'])
  expect((await mine())?.map(({ code }) => code)).toEqual(['RATE_LIMITED'])
  expect((await s.codes(NOBODY))?.map(({ code }) => code)).toEqual(['RATE_LIMITED'])
  expect(s.g.takeRequests()).toEqual([])
})

it('50 concurrent queries with a budget of ten make at most ten calls, none of which X refuses', async () => {
  await using s = await setUp(10)
  const ids = foreignPosts(s.g.x).map(({ id }) => id)
  await s.ask()
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      // Queries with different expansions do not share calls.
      s.g.query(
        `{ posts(ids: ${literal(ids.slice(index, index + 1))}) { id ${['text', 'author { name }', 'media { type }', 'polls { id }', 'inReplyToUser { name }'][index % 5]} } }`,
        {},
        NOBODY,
      ),
    ),
  )
  const refused = answers.filter(({ errors }) => errors !== undefined)
  for (const { errors } of refused) expect(errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
  const calls = s.g.takeRequests().length
  expect(calls).toBeLessThanOrEqual(10)
  expect(s.g.x.requests.every(({ status }) => status === 200)).toBe(true)
})

it('rateLimits returns the app’s budget to all callers, and an account’s budget only to callers who may use it', async () => {
  await using s = await setUp(300)
  const limits = async (headers: Record<string, string>) =>
    (
      await s.g.query(
        '{ rateLimits { context account endpoint limit remaining resetAt } }',
        {},
        headers,
      )
    ).data.rateLimits
  expect(await limits({})).toEqual([])
  await s.ask()
  await s.g.query('{ viewer { accounts { user { name } } } }')
  const resetAt = new Date(NOW + 15 * MINUTE).toISOString()
  const app = {
    context: 'APP',
    account: null,
    endpoint: 'GET /2/tweets',
    limit: 300,
    remaining: 299,
    resetAt,
  }
  const account = {
    context: 'USER',
    account: s.g.x.credentials.userId,
    endpoint: 'GET /2/users',
    limit: 900,
    remaining: 899,
    resetAt,
  }
  expect(await limits({})).toEqual([app, account])
  expect(await limits(NOBODY)).toEqual([app])
})

it.runIf(hasRedis)(`shares exhausted budgets between processes${NEEDS_REDIS}`, async () => {
  using directory = temporary()
  await using redis = await startRedis()
  await using x = await sandboxAt({ limits: { 'GET /2/tweets': { app: 1, user: 900 } } })
  const environment = {
    ...keysOf(x, directory.path),
    ...sharing(redis),
  }
  await using one = await createTestGateway({ on: x, environment })
  await using other = await createTestGateway({ on: x, environment })
  const [post] = foreignPosts(x)
  const query = `{ post(id: "${post?.id}") { text } }`
  expect((await one.query(query, {}, NOBODY)).errors).toBeUndefined()
  await expect
    .poll(async () => (await other.query('{ rateLimits { remaining } }')).data.rateLimits)
    .toEqual([{ remaining: 0 }])
  expect((await other.query(query, {}, NOBODY)).errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
  expect(x.requests).toHaveLength(1)
})
