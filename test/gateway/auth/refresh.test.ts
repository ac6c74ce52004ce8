// Expired tokens are refreshed once, whatever the number of queries and processes; saved before use; and given up when X
// refuses the refresh token.

import { cpSync } from 'node:fs'

import { expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { createConnections } from '../../../src/auth/connections.ts'
import { createCredentialStatus } from '../../../src/auth/credential-status.ts'
import { createOAuth2 } from '../../../src/auth/oauth2.ts'
import { createRevocations } from '../../../src/auth/revocations.ts'
import { openSqliteStore } from '../../../src/auth/store/sqlite.ts'
import { createVault } from '../../../src/auth/vault.ts'
import { createBrowser } from '../../kit/browser.ts'
import { createClock } from '../../kit/clock.ts'
import { createTestGateway, temporary } from '../../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../../kit/redis.ts'
import { NOW, sandboxAt } from '../../kit/sandbox/call.ts'
import { first, postsOf } from '../../kit/sandbox/posts.ts'
import { createSend } from '../../kit/send.ts'

const USER = '1289001122334455808'
const TOKEN_LIFE_MS = 7200_000
const SECRET = 'a secret that two gateways share and nobody else knows'

const privateQuery = (x: Sandbox): string => {
  const { id } = first(postsOf(x), ({ authorId }) => authorId === USER)
  return `{ post(id: "${id}") { publicMetrics { likeCount } organicMetrics { likeCount }
    unavailableMetrics { reason message } } }`
}

/** The number of calls to X's token endpoint. */
const tokenCalls = (x: Sandbox): number =>
  x.requests.filter(({ path }) => path === '/2/oauth2/token').length

const setUp = async (environment: Record<string, string> = {}) => {
  const clock = { time: NOW }
  const directory = temporary()
  const g = await createTestGateway({
    ...{ asX: true, now: () => clock.time, redisTimeoutMs: 5000 },
    environment: { DATA_DIR: directory.path, ...environment },
  })
  const browser = createBrowser()
  await browser.logIn(g.url, USER)
  const query = () => browser.query(g.url, privateQuery(g.x))
  return {
    ...{ g, browser, query, clock, directory: directory.path },
    [Symbol.asyncDispose]: async () => {
      await g[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

it.each([
  ['that has expired', TOKEN_LIFE_MS],
  ['that expires within a minute', TOKEN_LIFE_MS - 30_000],
])('fifty concurrent queries with a token %s cause one refresh', async (_, later) => {
  await using s = await setUp()
  s.clock.time += later
  const answers = await Promise.all(Array.from({ length: 50 }, s.query))
  for (const { errors, data } of answers) {
    expect(errors).toBeUndefined()
    expect(data.post.organicMetrics).not.toBeNull()
  }
  expect(tokenCalls(s.g.x)).toBe(2)
  // No call was refused: the token was refreshed before its use.
  expect(s.g.x.requests.every(({ status }) => status < 400)).toBe(true)
})

it('fifty concurrent queries with a token that X refuses cause one refresh', async () => {
  const behind = { time: NOW }
  await using x = await sandboxAt({ now: () => behind.time })
  await using g = await createTestGateway({ on: x, asX: true })
  const browser = createBrowser()
  await browser.logIn(g.url, USER)
  await browser.query(g.url, privateQuery(x))
  // Only X's clock has advanced.
  behind.time += TOKEN_LIFE_MS
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => browser.query(g.url, privateQuery(x))),
  )
  expect(answers.every(({ data }) => data.post.organicMetrics !== null)).toBe(true)
  expect(tokenCalls(x)).toBe(2)
})

it('a token survives restarts, and is refreshed after each', async () => {
  const clock = { time: NOW }
  const now = () => clock.time
  using directory = temporary()
  await using x = await sandboxAt({ now })
  const browser = createBrowser()
  const environment = { DATA_DIR: directory.path }
  {
    await using g = await createTestGateway({ on: x, asX: true, now, environment })
    await browser.logIn(g.url, USER)
  }
  for (let restart = 1; restart <= 3; restart++) {
    clock.time += TOKEN_LIFE_MS
    await using g = await createTestGateway({ on: x, asX: true, now, environment })
    const { data } = await browser.query(g.url, privateQuery(x))
    expect(data.post.organicMetrics).not.toBeNull()
    expect(tokenCalls(x)).toBe(1 + restart)
  }
})

it('a refused refresh token is reported, not retried, and replaced by a login', async () => {
  await using s = await setUp()
  // X revokes all tokens.
  s.g.x.reset()
  const { data, errors, extensions } = await s.query()
  expect(errors).toBeUndefined()
  expect(data.post.publicMetrics).not.toBeNull()
  const message = `X no longer accepts the tokens of the account that wrote the post. Connect it again: ${s.g.url}/auth/login`
  expect(data.post.unavailableMetrics).toEqual([{ reason: 'RECONNECT_NEEDED', message }])
  expect(extensions.notices).toMatchObject([{ code: 'RECONNECT_NEEDED', message }])
  expect(tokenCalls(s.g.x)).toBe(1)

  const viewer = async () => {
    const answer = await s.browser.query(
      s.g.url,
      '{ viewer { accounts { reconnectNeeded user { id name } } } }',
    )
    return answer.data.viewer.accounts[1]
  }
  expect(await viewer()).toEqual({ reconnectNeeded: true, user: { id: USER, name: null } })
  s.g.takeRequests()
  for (let again = 0; again < 3; again++) {
    expect((await s.query()).data.post.unavailableMetrics[0].reason).toBe('RECONNECT_NEEDED')
  }
  expect(tokenCalls(s.g.x)).toBe(1)
  expect(s.g.takeRequests().map(({ as }) => as)).toEqual(['app', 'app', 'app'])
  // The same holds for a post with an unknown author.
  const [, other] = postsOf(s.g.x).filter(({ authorId }) => authorId === USER)
  const unknown = await s.browser.query(
    s.g.url,
    `{ post(id: "${other?.id}") { organicMetrics { likeCount } unavailableMetrics { reason } } }`,
  )
  expect(unknown.data.post.unavailableMetrics).toEqual([{ reason: 'RECONNECT_NEEDED' }])
  expect(tokenCalls(s.g.x)).toBe(1)

  await s.browser.logIn(s.g.url, USER)
  expect((await s.query()).data.post.organicMetrics).not.toBeNull()
  expect(await viewer()).toMatchObject({ reconnectNeeded: false })
})

it('an OAuth 1.0a account that X refuses needs to reconnect', async () => {
  await using g = await createTestGateway({ asX: true })
  const browser = createBrowser()
  await browser.logIn(g.url, USER, { way: 'oauth1' })
  g.x.reset()
  const { data } = await browser.query(g.url, privateQuery(g.x))
  expect(data.post).toMatchObject({
    publicMetrics: { likeCount: expect.any(Number) },
    organicMetrics: null,
    unavailableMetrics: [{ reason: 'RECONNECT_NEEDED' }],
  })
})

it('while X’s token endpoint is down, the current token serves until it expires', async () => {
  await using s = await setUp()
  s.clock.time += TOKEN_LIFE_MS - 30_000
  const down = s.g.x.fault({
    kind: 'refuse',
    as: 'unavailable',
    when: ({ path }) => path === '/2/oauth2/token',
  })
  expect((await s.query()).data.post.organicMetrics).not.toBeNull()
  s.clock.time += 30_000
  const { errors } = await s.query()
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNAVAILABLE'])
  down.remove()
  expect((await s.query()).data.post.organicMetrics).not.toBeNull()
})

it('an account that is disconnected during a refresh stays disconnected', async () => {
  await using s = await setUp()
  s.clock.time += TOKEN_LIFE_MS
  s.g.x.fault({ kind: 'delay', ms: 100, when: ({ path }) => path === '/2/oauth2/token' })
  const disconnect = `mutation { disconnectAccount(userId: "${USER}") { viewer { accounts { user { id } } } } }`
  const [, { data }] = await Promise.all([s.query(), s.browser.query(s.g.url, disconnect)])
  expect(data.disconnectAccount.viewer.accounts).toHaveLength(1)
  expect((await s.query()).data.post.unavailableMetrics[0].reason).toBe('NOT_OWNER')
})

it('a new token is saved when the store fails temporarily', async () => {
  await using x = await sandboxAt()
  const browser = createBrowser()
  const oauth2 = createOAuth2({
    keys: { id: x.credentials.clientId, secret: x.credentials.clientSecret },
    apiUrl: x.url,
    webUrl: x.url,
    callback: 'http://127.0.0.1/back',
    send: createSend(),
    now: () => NOW,
  })
  const back = await browser.decide(new URL(await oauth2.loginUrl('s', 'v'.repeat(43))), USER)
  const tokens = await oauth2.redeem(back.searchParams, 's', 'v'.repeat(43))
  const store = openSqliteStore(':memory:', () => NOW)
  let failures = 0
  const unreliable = {
    ...store,
    write: (...args: Parameters<typeof store.write>) =>
      failures-- > 0 ? Promise.reject(new Error('unavailable')) : store.write(...args),
  }
  const connections = createConnections({
    store: unreliable,
    vault: createVault([SECRET]),
    lifeMs: 1000,
    timeoutMs: 5000,
    consumer: undefined,
    credentialStatus: createCredentialStatus({ now: () => NOW }),
    oauth1: undefined,
    oauth2,
    revocations: createRevocations({
      store: unreliable,
      schedule: createClock(NOW).schedule,
      onRevocation: () => {},
    }),
    now: () => NOW,
  })
  await connections.save('owner', {
    method: 'OAUTH2',
    userId: USER,
    connectedAt: NOW,
    tokens: { ...tokens, expiresAt: NOW },
  })
  failures = 2
  const [account] = await connections.list('owner')
  const credential = await account?.credential()
  const [stored] = await connections.list('owner')
  expect(await stored?.credential()).toEqual(credential)
  expect(tokenCalls(x)).toBe(2)
})

it('a crash between the refresh and its use does not lose the token', async () => {
  await using s = await setUp()
  s.clock.time += TOKEN_LIFE_MS
  // The new token is saved, and the call that uses it is in flight.
  const hung = Promise.withResolvers<void>()
  const hang = s.g.x.fault({
    kind: 'hang',
    when: ({ path }) => {
      const used = path === '/2/tweets' && tokenCalls(s.g.x) === 2
      if (used) hung.resolve()
      return used
    },
  })
  const lost = s.query().catch(() => 'broken off')
  await hung.promise
  // A killed process leaves its files as they are now.
  using copy = temporary()
  cpSync(s.directory, copy.path, { recursive: true })
  hang.remove()
  await using other = await createTestGateway({
    ...{ on: s.g.x, asX: true, now: () => s.clock.time },
    environment: { DATA_DIR: copy.path },
  })
  const { data } = await s.browser.query(other.url, privateQuery(s.g.x))
  expect(data.post.organicMetrics).not.toBeNull()
  expect(tokenCalls(s.g.x)).toBe(2)
  await s.g[Symbol.asyncDispose]()
  expect(await lost).toBe('broken off')
})

it.runIf(hasRedis)(`two gateways on one Redis refresh once${NEEDS_REDIS}`, async () => {
  await using redis = await startRedis()
  const shared = { REDIS_URL: redis.url, GATEWAY_SECRET: SECRET }
  await using s = await setUp(shared)
  await using other = await createTestGateway({
    ...{ on: s.g.x, asX: true, now: () => s.clock.time, redisTimeoutMs: 5000 },
    environment: shared,
  })
  for (let round = 1; round <= 3; round++) {
    s.clock.time += TOKEN_LIFE_MS
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        s.browser.query(index % 2 === 0 ? s.g.url : other.url, privateQuery(s.g.x)),
      ),
    )
    expect(answers.map(({ data }) => data.post.organicMetrics)).not.toContain(null)
    expect(tokenCalls(s.g.x)).toBe(1 + round)
  }
})
