// Probes, metrics, the log and traces.

import { describe, expect, it, vi } from 'vitest'
import { startGateway } from '../../src/app/gateway.ts'
import { readConfig, secretsIn } from '../../src/config/index.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { createTracing } from '../../src/telemetry/traces.ts'
import { startCollector } from '../kit/collector.ts'
import { createTestGateway, keysOf, temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** `name{label="value"} 3` → 3 */
const numberOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('/live and /ready', () => {
  it('a gateway whose credentials X accepts is ready, after one call that reads nothing', async () => {
    await using g = await createTestGateway({ asX: true })
    expect((await get(`${g.url}/live`)).status).toBe(200)
    for (let probe = 0; probe < 3; probe++) {
      const { status, text } = await get(`${g.url}/ready`)
      expect([status, JSON.parse(text)]).toMatchObject([
        200,
        {
          ready: true,
          credentials: 'accepted',
          upstream: 'answering',
          accounts: 'available',
        },
      ])
    }
    expect(g.x.requests.map(({ path, query, status }) => [path, query, status])).toEqual([
      ['/2/tweets', {}, 400],
    ])
  })

  it('a gateway whose credentials X refuses is live and not ready', async () => {
    await using g = await createTestGateway({
      asX: true,
      environment: { X_BEARER_TOKEN: 'wrong', X_API_KEY_SECRET: 'wrong' },
    })
    const { status, text } = await get(`${g.url}/ready`)
    expect([status, JSON.parse(text).credentials]).toEqual([503, 'rejected'])
    expect((await get(`${g.url}/live`)).status).toBe(200)
  })

  it('a gateway stays ready while X is down, because the cache still serves', async () => {
    await using g = await createTestGateway({ asX: true })
    g.x.fault({ kind: 'reset' })
    const { status, text } = await get(`${g.url}/ready`)
    expect([status, JSON.parse(text).credentials]).toEqual([200, 'unknown'])
  })

  it.runIf(hasRedis)(`a lost Redis is reported, and not fatal${NEEDS_REDIS}`, async () => {
    using directory = temporary()
    await using redis = await startRedis()
    await using x = await sandboxAt()
    await using g = await createTestGateway({
      on: x,
      environment: {
        ...keysOf(x, directory.path),
        ...sharing(redis),
      },
    })
    const ready = async () => {
      const { status, text } = await get(`${g.url}/ready`)
      return [status, JSON.parse(text).redis]
    }
    expect(await ready()).toEqual([200, 'connected'])
    await redis.stop()
    await expect.poll(ready).toEqual([200, 'lost'])
  })
})

describe('/metrics', () => {
  it('counts requests by operation and code, calls by credential and status, and posts by source', async () => {
    await using g = await createTestGateway({ environment: { CACHE_TTL_SECONDS: '60' } })
    const [post] = foreignPosts(g.x)
    const [own] = ownPosts(g.x)
    const named = `query Named { post(id: "${post?.id}") { text } }`
    await g.query(named)
    await g.query(named)
    await g.query(`query Own { post(id: "${own?.id}") { organicMetrics { likeCount } } }`)
    await g.query('query Lost { post(id: "20") { text } }')
    await g.query('{ nothing }')
    const { status, headers, text } = await get(`${g.url}/metrics`)
    expect([status, headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ])
    const value = (series: string) => numberOf(text, series)
    expect(value('gateway_requests_total{operation="Named",code="OK"}')).toBe(2)
    expect(value('gateway_requests_total{operation="Lost",code="POST_NOT_FOUND"}')).toBe(1)
    expect(
      value('gateway_requests_total{operation="anonymous",code="GRAPHQL_VALIDATION_FAILED"}'),
    ).toBe(1)
    expect(value('gateway_errors_total{code="POST_NOT_FOUND"}')).toBe(1)
    expect(
      value(
        'gateway_upstream_calls_total{credential="app",endpoint="GET /2/tweets",outcome="200"}',
      ),
    ).toBe(2)
    expect(
      value(
        'gateway_upstream_calls_total{credential="oauth1",endpoint="GET /2/tweets",outcome="200"}',
      ),
    ).toBe(1)
    expect(value('gateway_request_duration_seconds_count{operation="Named"}')).toBe(2)
    expect(value('gateway_posts_total{source="cache"}')).toBe(1)
    expect(value('gateway_posts_total{source="x"}')).toBe(2)
    expect(value('gateway_estimated_cost_usd_total')).toBeCloseTo(0.01)
    expect(value('gateway_cache_entries')).toBe(2)
    expect(value('gateway_upstream_breaker')).toBe(0)
    expect(value('gateway_app_window_remaining{endpoint="GET /2/tweets"}')).toBe(3498)
  })

  it('of the Node.js process are collected once for all gateways, because collectors never stop', async () => {
    await using g = await createTestGateway()
    const timers = vi.spyOn(globalThis, 'setInterval')
    await using another = await createTestGateway()
    expect(timers).not.toHaveBeenCalled()
    for (const { url } of [g, another]) {
      expect((await get(`${url}/metrics`)).text).toContain('\nnodejs_eventloop_lag_seconds ')
    }
  })

  it('labels go to the operation names that are used, and others are counted together', async () => {
    await using g = await createTestGateway()
    for (let name = 0; name < 210; name++) await g.query(`query Made${name} { __typename }`)
    for (let use = 0; use < 3; use++) await g.query('query Used { __typename }')
    const { text } = await get(`${g.url}/metrics`)
    const series = text.split('\n').filter((line) => line.startsWith('gateway_requests_total{'))
    expect(series).toHaveLength(201)
    // The first use was counted before the name had a label.
    expect(numberOf(text, 'gateway_requests_total{operation="Used",code="OK"}')).toBe(2)
    expect(numberOf(text, 'gateway_requests_total{operation="other",code="OK"}')).toBe(11)
    expect(numberOf(text, 'gateway_request_duration_seconds_count{operation="Made0"}')).toBe(
      undefined,
    )
  })

  it('require the API key if there is one, and do not exist when METRICS is off', async () => {
    const key = 'a key of sixteen characters'
    await using guarded = await createTestGateway({ environment: { GATEWAY_KEY: key } })
    expect((await get(`${guarded.url}/metrics`)).status).toBe(401)
    const headers = { authorization: `Bearer ${key}` }
    expect((await get(`${guarded.url}/metrics`, headers)).status).toBe(200)
    expect((await get(`${guarded.url}/ready`)).status).toBe(200)
    await using off = await createTestGateway({ environment: { METRICS: 'off' } })
    expect((await get(`${off.url}/metrics`)).status).toBe(404)
  })
})

describe('a request’s id', () => {
  it('is taken from the request if it is well-formed', async () => {
    await using g = await createTestGateway()
    const url = `${g.url}/graphql?query={__typename}`
    const idFor = async (headers: Record<string, string>) =>
      (await get(url, headers)).headers.get('x-request-id')
    expect(await idFor({ 'x-request-id': 'my-own.id:7' })).toBe('my-own.id:7')
    const generated = await idFor({})
    expect(generated).toMatch(/^[\da-f]{8}-\w+$/)
    expect(await idFor({})).not.toBe(generated)
    for (const malformed of ['with blanks', '<script>', 'x'.repeat(101)]) {
      expect(await idFor({ 'x-request-id': malformed })).toMatch(/^[\da-f]{8}-\w+$/)
    }
    const mutation = await postJson(
      `${g.url}/graphql`,
      { query: 'mutation { nothing }' },
      { 'x-request-id': 'yoga-path' },
    )
    expect(mutation.headers.get('x-request-id')).toBe('yoga-path')
  })
})

describe('the log', () => {
  const setUp = async (level: string) => {
    const lines: string[] = []
    const x = await sandboxAt()
    const directory = temporary()
    const config = readConfig({ PORT: '0', ...keysOf(x, directory.path), LOG_LEVEL: level })
    const log = createLog({
      level: config.logLevel,
      secrets: () => secretsIn(config),
      to: { write: (line) => lines.push(line) },
    })
    const gateway = await startGateway({ config, now: () => NOW, log })
    const query = (headers: Record<string, string> = {}) =>
      postJson(
        `${gateway.url}/graphql`,
        {
          query: `query Q { post(id: "${foreignPosts(x)[0]?.id}") { text } }`,
        },
        headers,
      )
    return {
      x,
      log,
      query,
      lines: () => lines.map((line) => JSON.parse(line)),
      [Symbol.asyncDispose]: async () => {
        await gateway.close()
        await x.close()
        directory[Symbol.dispose]()
      },
    }
  }

  it('contains each request and its calls under one id, at level debug', async () => {
    await using s = await setUp('debug')
    await s.query({ 'x-request-id': 'my-request' })
    await expect
      .poll(() => s.lines())
      .toMatchObject([
        {
          level: 'debug',
          request: 'my-request',
          endpoint: 'GET /2/tweets',
          outcome: '200',
          credential: 'app',
        },
        { level: 'debug', request: 'my-request', operation: 'Q', codes: [], calls: 1, posts: 1 },
      ])
  })

  it('contains only failures at level info', async () => {
    await using s = await setUp('info')
    await s.query()
    expect(s.lines()).toEqual([])
    s.x.fault({ kind: 'refuse', as: 'unavailable', times: 1 })
    await s.query({ 'x-request-id': 'runFailing' })
    expect(s.lines()).toMatchObject([{ level: 'warn', request: 'runFailing', outcome: '503' }])
  })

  it('contains no secret of the settings', async () => {
    await using s = await setUp('debug')
    const { bearer, apiKeySecret, accessTokenSecret } = s.x.credentials
    const err = new Error(`request with Bearer ${bearer} failed: ${apiKeySecret}`)
    s.log.error({ err, nested: { deep: [accessTokenSecret] } }, `and ${apiKeySecret}`)
    s.log.error({ header: 'Bearer somebody-elses-token', cookie: 'xmg=a-session; a=b' }, 'said')
    const text = JSON.stringify(s.lines())
    for (const secret of [bearer, apiKeySecret, accessTokenSecret, 'somebody', 'a-session']) {
      expect(text).not.toContain(secret)
    }
    expect(text).toContain('[redacted]')
  })

  it.each<[string, unknown]>([
    [
      'a signed header',
      'OAuth oauth_consumer_key="planted-a", oauth_token="7-planted-b", oauth_signature="planted%2Bc"',
    ],
    ['a form', 'grant_type=refresh_token&refresh_token=planted-a&client_secret=planted-b'],
    ['form text of X', 'oauth_token=planted-a&oauth_token_secret=planted-b&user_id=7'],
    ['JSON of X', { refresh_token: 'planted-a', access_token: 'planted-b' }],
    [
      'JSON of X as text',
      JSON.stringify({ refresh_token: 'planted-a', access_token: 'planted-b' }),
    ],
    ['text with text in it', JSON.stringify(JSON.stringify({ refresh_token: 'planted-a' }))],
    ['cookies', 'a=b; xmg-login=planted-a; xmg=planted-b; __Host-xmg-login=planted-c; c=d'],
    ['headers', { 'x-user-token': 'planted-a', cookie: '__Host-xmg=planted-b' }],
    ['an address', '/auth/callback?state=planted-a&code=planted-b&oauth_verifier=planted-c'],
  ])('contains no unknown token: %s', async (_, planted) => {
    await using s = await setUp('debug')
    const before = s.lines().length
    const details = {
      code: 'UPSTREAM_UNAVAILABLE',
      credential: 'oauth1',
      endpoint: 'POST /oauth2/token',
    }
    s.log.warn({ planted, ...details, err: new Error(JSON.stringify(planted)) }, 'said')
    const [line] = s.lines().slice(before)
    expect(line).toMatchObject({ ...details, msg: 'said' })
    expect(JSON.stringify(line)).not.toMatch(/planted-|planted%|7-pl/)
    expect(JSON.stringify(line)).toContain('[redacted]')
  })
})

it('a trace continues the caller’s, and contains the query, its plan and its calls', async () => {
  await using collector = await startCollector()
  const g = await createTestGateway({
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  })
  const [own] = ownPosts(g.x)
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  await g.query(
    `query Traced { post(id: "${own?.id}") { organicMetrics { likeCount } } }`,
    {},
    { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  )
  // The shutdown exports the remaining spans.
  await g[Symbol.asyncDispose]()
  const named = (name: string) => collector.spans.find((span) => span.name === name)
  const [query, plan, call] = [named('graphql'), named('plan'), named('GET /2/tweets')]
  expect(collector.spans.map((span) => span.traceId)).toEqual([traceId, traceId, traceId])
  expect(query?.parentSpanId).toBe('b7ad6b7169203331')
  expect(plan?.parentSpanId).toBe(query?.spanId)
  expect(call?.parentSpanId).toBe(plan?.spanId)
  expect(collector.attributesOf('graphql')).toMatchObject({ 'graphql.operation.name': 'Traced' })
  expect(collector.attributesOf('plan')).toMatchObject({ 'x.posts': 1, 'x.private': true })
  expect(collector.attributesOf('GET /2/tweets')).toMatchObject({
    'x.credential': 'oauth1',
    'http.response.status_code': 200,
  })
})

it('a trace collector that is gone is logged once', async () => {
  const warnings: object[] = []
  const g = await createTestGateway({
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    onWarning: (details) => warnings.push(details),
  })
  await g.query('{ __typename }')
  await expect.poll(() => warnings).toHaveLength(1)
  expect(warnings).toMatchObject([{ cause: expect.stringContaining('ECONNREFUSED') }])
  await g.query('{ __typename }')
  await g[Symbol.asyncDispose]()
  expect(warnings).toHaveLength(1)
})

it('a trace collector that is gone does not delay the stop', async () => {
  const failures: unknown[] = []
  const options = { endpoint: 'http://127.0.0.1:1', serviceName: 'gateway', share: 1 }
  const tracing = await createTracing(options, (failure) => failures.push(failure))
  tracing.begin('graphql', {}).end()
  await expect.poll(() => failures).toHaveLength(1)
  tracing.begin('graphql', {}).end()
  // The stop waits for no timer.
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  await tracing.close().finally(() => vi.useRealTimers())
})
