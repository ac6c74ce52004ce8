// The gateway's state for its operator, and the callers that count as operators.

import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

import { runKeyCommand } from '../../src/app/key-commands.ts'
import { createTestGateway, literal, temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const STATE = `{ viewer { operator keyUrl } gateway { version accountCount
  spend { payer spend { todayUsd dailyLimitUsd } }
  keys { name grants origins requestsPerMinute expiresAt spend { todayUsd monthUsd dailyLimitUsd } }
  rateLimits { context account endpoint limit remaining }
  accounts { id username method owned reconnectNeeded recording { recorded lagSeconds limits { reason } } }
  leftOut { posts }
  process { pid workers startedAt uptimeSeconds memoryBytes breaker callsInFlight callsQueued subscribers records
    operations { key operation requests postsRead usd } errors { code count lastAt }
    lastHour { at requests errors calls usd }
    cache { entries bytes maxBytes hitRatio postsFromX postsFromCache postsCoalesced } } processes { id pid host } } }`

const ALL = ['PUBLIC', 'OWNED', 'LIVE', 'HISTORY', 'WATCH', 'USAGE', 'METRICS', 'OPERATOR']
const KEY = 'a-key-of-the-gateway'
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

it('shows spend, keys, rate limits, accounts and the process, without secrets or calls to X', async () => {
  using directory = temporary()
  const file = join(directory.path, 'keys.json')
  const key = (...args: string[]) =>
    runKeyCommand(['add', ...args], file, NOW).split('\n', 1)[0] ?? ''
  const web = key('web', '--grants', 'PUBLIC,OWNED', '--daily-usd', '2', '--per-minute', '600')
  const environment = {
    ...{ KEYS_FILE: file, GATEWAY_KEY: KEY, DAILY_USD: '5', ARCHIVE: 'on', RECORD: 'own' },
    CACHE_TTL_SECONDS: '60',
  }
  const clock = { time: NOW }
  await using g = await createTestGateway({ environment, now: () => clock.time })
  const account = { id: g.x.credentials.userId, owned: true, method: 'OAUTH1' }
  const state = async (sent = KEY) => (await g.query(STATE, {}, bearer(sent))).data.gateway
  const recorded = async () => (await state()).accounts[0].recording.lagSeconds
  await expect.poll(recorded).toBe(0)
  const before = await state()
  const ids = foreignPosts(g.x).slice(0, 2)
  const chart = `query Chart { posts(ids: ${literal([...ids.map(({ id }) => id), '1'])}) { text } }`
  for (let times = 0; times < 2; times++) await g.query(chart, {}, bearer(web))
  clock.time += 5000
  g.takeRequests()

  const response = await postJson(`${g.url}/graphql`, { query: STATE }, bearer(KEY))
  const text = await response.text()
  expect(response.headers.get('cache-control')).toBe('no-store')
  for (const secret of [KEY, web, 'sha256']) expect(text).not.toContain(secret)
  expect(g.takeRequests()).toEqual([])

  const { viewer, gateway } = JSON.parse(text).data
  expect(viewer).toEqual({ operator: true, keyUrl: `${g.url}/auth/key` })
  const spent = 0.01
  expect(gateway.keys).toEqual([
    {
      ...{ name: 'web', grants: ['PUBLIC', 'OWNED'], origins: null, requestsPerMinute: 600 },
      ...{ expiresAt: null, spend: { todayUsd: spent, monthUsd: spent, dailyLimitUsd: 2 } },
    },
    expect.objectContaining({ name: 'GATEWAY_KEY', grants: ALL, requestsPerMinute: null }),
  ])
  const [all, subscriptions, recorder] = gateway.spend
  expect(all).toMatchObject({ payer: 'gateway', spend: { dailyLimitUsd: 5 } })
  expect(all.spend.todayUsd).toBeCloseTo(recorder.spend.todayUsd + spent, 6)
  expect(recorder).toMatchObject({ payer: 'recorder', spend: { dailyLimitUsd: null } })
  expect(subscriptions).toMatchObject({ payer: 'subscriptions', spend: { todayUsd: 0 } })
  expect(gateway.accountCount).toBe(1)
  expect(gateway.accounts).toEqual([
    {
      ...account,
      username: 'haldenroasters',
      reconnectNeeded: false,
      recording: { recorded: true, lagSeconds: 0, limits: [] },
    },
  ])
  const windows = gateway.rateLimits.map(({ account: id, endpoint }: Record<string, string>) =>
    [id, endpoint].join(' '),
  )
  expect(windows).toContain(' GET /2/tweets')
  expect(windows).toContain(`${account.id} GET /2/users/:id/tweets`)

  const { operations, errors, cache, lastHour, ...process } = gateway.process
  expect(process).toMatchObject({
    ...{ pid: globalThis.process.pid, workers: 1, startedAt: new Date(NOW).toISOString() },
    ...{ uptimeSeconds: 5, breaker: 'CLOSED', callsInFlight: 0, callsQueued: 0, subscribers: 0 },
    records: true,
  })
  const { pid } = globalThis.process
  expect(gateway.processes).toEqual([{ id: expect.any(String), pid, host: hostname() }])
  const [minute] = lastHour
  expect(lastHour).toHaveLength(1)
  expect(minute).toMatchObject({ at: new Date(NOW).toISOString(), errors: 2 })
  expect(minute.calls).toBeGreaterThan(1)
  expect(minute.usd).toBeCloseTo(recorder.spend.todayUsd + spent, 6)
  expect(process.memoryBytes).toBeGreaterThan(1e7)
  const row = { key: 'web', operation: 'Chart', requests: 2, postsRead: 2, usd: spent }
  expect(operations).toContainEqual(row)
  expect(operations).toContainEqual(
    expect.objectContaining({ key: null, operation: '(recorder)', usd: recorder.spend.todayUsd }),
  )
  const lastAt = new Date(NOW).toISOString()
  expect(errors).toEqual([{ code: 'POST_NOT_FOUND', count: 2, lastAt }])
  expect(cache.postsFromX - before.process.cache.postsFromX).toBe(2)
  expect(cache.postsFromCache - before.process.cache.postsFromCache).toBe(3)
  expect(cache.hitRatio).toBeCloseTo(3 / (cache.postsFromX + 3), 6)
  expect(cache.entries).toBeGreaterThan(2)
  expect(cache.bytes).toBeLessThan(cache.maxBytes)

  for (const [sent, message] of [
    [web, 'The API key "web" does not grant OPERATOR.'],
    ['', 'requires an API key'],
  ] as const) {
    const { data, errors: refusals } = await g.query(STATE, {}, sent === '' ? {} : bearer(sent))
    expect(refusals?.[0]?.message).toContain(message)
    expect(data?.viewer.operator ?? false).toBe(false)
    expect(data?.gateway ?? null).toBeNull()
  }
})

it('is shown without keys to the machine of a gateway on loopback, and to nobody else', async () => {
  const mayRead = async (
    { query }: { query: Awaited<ReturnType<typeof createTestGateway>>['query'] },
    headers = {},
  ) => {
    const { data, errors } = await query(
      '{ viewer { operator keyUrl } gateway { version } }',
      {},
      headers,
    )
    expect(data.viewer.keyUrl).toBeNull()
    expect(data.gateway === null).toBe(!data.viewer.operator)
    return errors?.[0]?.extensions.code ?? data.viewer.operator
  }
  await using g = await createTestGateway()
  expect(await mayRead(g)).toBe(true)
  expect(await mayRead(g, { 'x-forwarded-for': '203.0.113.9' })).toBe('FORBIDDEN')
  await using open = await createTestGateway({ environment: { HOST: '0.0.0.0' }, on: g.x })
  expect(await mayRead(open)).toBe('FORBIDDEN')
})
