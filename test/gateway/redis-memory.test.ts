// A Redis whose memory is full evicts no session for what the gateway caches, and takes new ones; a policy that could is
// reported at the start.

import { createClient } from '@redis/client'
import { describe, expect, it } from 'vitest'

import { createClaimStore } from '../../src/infra/claim-store.ts'
import { connectRedis } from '../../src/infra/redis.ts'
import { createMemoryGuard } from '../../src/infra/redis-memory.ts'
import { createSharedCache } from '../../src/infra/shared-cache.ts'
import { createSharedDocuments } from '../../src/infra/shared-documents.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../kit/redis.ts'
import { openTestStore } from '../kit/stores.ts'

const SECRET = 'a secret of thirty-two characters and more'
const POST = 'x'.repeat(1000)
const MONTH_MS = 30 * 86_400_000

const withMemory = (policy: string, maxmemory = '6mb') =>
  startRedis(undefined, ['--maxmemory', maxmemory, '--maxmemory-policy', policy])

const POLICIES = ['noeviction', 'volatile-ttl', 'volatile-lru', 'allkeys-lru']

describe.each(POLICIES)(`with the policy %s${NEEDS_REDIS}`, (policy) => {
  it.runIf(hasRedis)('20,000 cached posts evict none of 20 sessions', async () => {
    await using server = await withMemory(policy)
    const redis = await connectRedis(server.url, {
      setting: 'REDIS_URL',
      strict: true,
      onEvent: () => {},
    })
    const { store } = await openTestStore({
      kind: 'redis',
      redis,
      setting: 'REDIS_URL',
      hasCache: true,
      secrets: [SECRET],
    })
    const sessions = Array.from({ length: 20 }, (_, session) => `session:${session}`)
    for (const session of sessions) await store.write(session, '', 'sealed', MONTH_MS)
    const cache = createSharedCache(redis)
    const silent = { publish: () => {}, subscribe: () => {} }
    const claims = createClaimStore(redis, silent, 5000)
    for (let batch = 0; batch < 200; batch++) {
      const keys = Array.from({ length: 100 }, (_, post) => `${batch * 100 + post}`)
      if (batch % 2 === 0) cache.setMany(new Map(keys.map((key) => [key, POST])), 60_000)
      else {
        const result = { tokens: [], text: POST, fields: 'text', at: Date.now(), lifeMs: 60_000 }
        claims.publish(
          keys.map((key) => ({ ...result, key })),
          undefined,
        )
      }
      await redis.run('ping', 1000, (client) => client.ping())
    }
    const found = await Promise.all(sessions.map((session) => store.read(session)))
    expect(found.filter(({ size }) => size === 1)).toHaveLength(20)
    await store.write('session:new', '', 'sealed', MONTH_MS)
    expect((await store.read('session:new')).size).toBe(1)
    expect(await redis.run('size', 1000, (client) => client.dbSize())).toBeGreaterThan(1000)
    await redis.close()
  })
})

it.runIf(hasRedis).each([
  ['noeviction', false, 'REDIS_URL: Redis has no memory limit', '0'],
  ['volatile-lru', false, 'REDIS_URL: when its memory is full, Redis may evict sessions'],
  ['volatile-ttl', false, undefined],
  ['noeviction', false, undefined],
  ['volatile-ttl', true, 'ACCOUNTS_REDIS_URL: when its memory is full, Redis may evict sessions'],
  ['noeviction', true, undefined],
])(
  `the policy %s, own Redis: %s, is reported at the start as: %s${NEEDS_REDIS}`,
  async (policy, isOwn, warning, maxmemory = '6mb') => {
    await using other = isOwn ? await withMemory('allkeys-lru') : undefined
    await using accounts = await withMemory(policy, maxmemory)
    const warnings: string[] = []
    await using _ = await createTestGateway({
      asX: true,
      environment: {
        REDIS_URL: other?.url ?? accounts.url,
        ...(isOwn && { ACCOUNTS_REDIS_URL: accounts.url }),
        GATEWAY_SECRET: SECRET,
      },
      onWarning: (_details, message) => warnings.push(message),
    })
    expect(warnings).toEqual(warning === undefined ? [] : [expect.stringContaining(warning)])
    const hasAccounts = async (url: string): Promise<number> => {
      const client = await createClient({ url }).connect()
      const found = await client.exists('x-metrics-gateway:format')
      client.destroy()
      return found
    }
    expect(await hasAccounts(accounts.url)).toBe(1)
    if (other !== undefined) expect(await hasAccounts(other.url)).toBe(0)
  },
)

it.runIf(hasRedis)(`persisted queries are bounded${NEEDS_REDIS}`, async () => {
  await using server = await startRedis()
  const redis = await connectRedis(server.url, {
    setting: 'REDIS_URL',
    strict: true,
    onEvent: () => {},
  })
  // A busy machine takes longer than a gateway would wait.
  const documents = createSharedDocuments({
    ...redis,
    run: (operation, _, command) => redis.run(operation, 5000, command),
  })
  for (let batch = 0; batch < 21; batch++) {
    for (let index = 0; index < 100; index++) documents.store(`${batch}.${index}`, '{ viewer }')
    await redis.run('ping', 5000, (client) => client.ping())
  }
  documents.store('long', 'x'.repeat(16_001))
  const find = async (hash: string) => (await documents.find(hash)) !== undefined
  expect([await find('0.0'), await find('20.99'), await find('long')]).toEqual([false, true, false])
  const keys = await redis.run('keys', 1000, (client) => client.keys('*'))
  // The documents and their index, all of which expire.
  expect(keys).toHaveLength(2001)
  for (const key of keys.slice(0, 10)) {
    expect(await redis.run('ttl', 1000, (client) => client.ttl(key))).toBeGreaterThan(0)
  }
  await redis.close()
})

it('counts what was written until the memory is read again, and any Redis without a limit has room', async () => {
  const memory = { used: 50, limit: 100, policy: 'noeviction' }
  const clock = { time: 0 }
  const guard = createMemoryGuard(
    async () => ({ ...memory }),
    () => clock.time,
  )
  expect(guard.hasRoom(1)).toBe(true)
  await new Promise(setImmediate)
  expect([guard.hasRoom(20), guard.hasRoom(20), guard.hasRoom(9)]).toEqual([true, false, true])
  clock.time += 100
  memory.used = 40
  guard.hasRoom(0)
  await new Promise(setImmediate)
  expect([guard.hasRoom(40), guard.hasRoom(1)]).toEqual([true, false])
  memory.limit = Number.POSITIVE_INFINITY
  clock.time += 100
  guard.hasRoom(0)
  await new Promise(setImmediate)
  expect(guard.hasRoom(1e9)).toBe(true)
})
