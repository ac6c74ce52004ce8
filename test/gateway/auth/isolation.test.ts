// Unauthenticated clients cannot exhaust the calls to X of authenticated ones; and calls about tokens in requests.

import { describe, expect, it } from 'vitest'

import type { Fault } from '../../../sandbox/faults.ts'
import { createTestGateway, type TestGateway } from '../../kit/gateway.ts'
import { postJson } from '../../kit/post-json.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { logIn } from '../../kit/sandbox/login.ts'
import { first, foreignPosts } from '../../kit/sandbox/posts.ts'

const USER = '1289001122334455808'
const KEY = 'the secret API key of this gateway'
const MINUTE = 60_000

const gatewayWithKey = (
  options: Parameters<typeof createTestGateway>[0] = {},
): Promise<TestGateway> =>
  createTestGateway({
    asX: true,
    ...options,
    environment: { GATEWAY_KEY: KEY, ...options.environment },
  })

/** Runs a query with the API key, and returns its error codes. */
const queryWithKey = async (g: TestGateway): Promise<string[]> => {
  const { id } = first(foreignPosts(g.x))
  const { errors = [] } = await g.query(
    `{ post(id: "${id}") { publicMetrics { likeCount } } }`,
    {},
    { authorization: `Bearer ${KEY}` },
  )
  return errors.map(({ extensions }) => extensions.code)
}

const beginLogin = (g: TestGateway): Promise<Response> =>
  fetch(`${g.url}/auth/login/oauth1`, { redirect: 'manual' })

const withToken = (g: TestGateway, token: string): Promise<Response> =>
  postJson(`${g.url}/graphql`, { query: '{ __typename }' }, { 'x-user-token': token })

const repeat20 = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 20 }, (_, index) => work(index)))

const identityCalls = ({ x }: TestGateway): number =>
  x.requests.filter(({ path }) => path === '/2/users/me').length

describe.each<[string, string, (g: TestGateway, index: number) => Promise<Response>]>([
  ['logins', '/oauth/request_token', beginLogin],
  ['guessed user tokens', '/2/users/me', (g, index) => withToken(g, `guess-${index}`)],
])('queries with the API key are served while %s', (_, path, attempt) => {
  const when: Fault['when'] = (request) => request.path === path

  it('fail at X', async () => {
    await using g = await gatewayWithKey()
    g.x.fault({ kind: 'refuse', as: 'unavailable', when })
    const failed = await repeat20((index) => attempt(g, index))
    expect(failed.every(({ status }) => status >= 500)).toBe(true)
    expect(await queryWithKey(g)).toEqual([])
  })

  it('hang at X', async () => {
    await using g = await gatewayWithKey({
      environment: {
        UPSTREAM_CONCURRENCY: '2',
        UPSTREAM_QUEUE: '0',
        UPSTREAM_TIMEOUT_MS: '2000',
      },
    })
    const hanging = g.x.fault({ kind: 'hang', when })
    const attempts = repeat20((index) => attempt(g, index))
    await expect.poll(() => hanging.hits).toBeGreaterThan(1)
    expect(await queryWithKey(g)).toEqual([])
    await attempts
  })
})

describe('with a key set, an X-User-Token', () => {
  it('that X refuses gets 401 for every query, and causes one call in five minutes', async () => {
    let time = NOW
    await using g = await gatewayWithKey({ now: () => time })
    for (let count = 0; count < 3; count++) {
      const response = await withToken(g, 'guessed')
      expect([response.status, await response.json()]).toEqual([
        401,
        { errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] },
      ])
    }
    expect(identityCalls(g)).toBe(1)
    time += 5 * MINUTE
    expect((await withToken(g, 'guessed')).status).toBe(401)
    expect(identityCalls(g)).toBe(2)
  })

  it('that X refuses gets 401 for every kind of request, before its body is parsed', async () => {
    await using g = await gatewayWithKey()
    const send = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${g.url}${path}`, {
        ...init,
        headers: { ...init.headers, 'x-user-token': 'guessed' },
      })
    const json = { 'content-type': 'application/json' }
    const requests = [
      send('/graphql?query={__typename}', { headers: { accept: 'application/json' } }),
      send('/graphql', { method: 'POST', headers: json, body: '[{"query":"{__typename}"}]' }),
      send('/graphql', {
        method: 'POST',
        headers: json,
        body: '{"query":"{__schema{types{name}}}"}',
      }),
      send('/graphql', { method: 'POST', headers: json, body: 'not even JSON' }),
      send('/graphql?query=subscription{x}', { headers: { accept: 'text/event-stream' } }),
    ]
    for (const response of await Promise.all(requests)) expect(response.status).toBe(401)
    expect(identityCalls(g)).toBe(1)
  })

  it('that X accepts causes one call in an hour, which its first response counts', async () => {
    let time = NOW
    await using g = await gatewayWithKey({ now: () => time })
    const token = await logIn(g.x, USER)
    const before = identityCalls(g)
    const answers = await repeat20(() => withToken(g, token))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(identityCalls(g) - before).toBe(1)
    time += 60 * MINUTE
    const { extensions } = await g.query(
      '{ viewer { accounts { user { id } } } }',
      {},
      { 'x-user-token': token },
    )
    expect(extensions.upstream.calls).toBe(1)
    expect(identityCalls(g) - before).toBe(2)
  })

  it('that X refuses later in a call is rejected from then on', async () => {
    await using g = await gatewayWithKey()
    const token = await logIn(g.x, USER)
    expect((await withToken(g, token)).status).toBe(200)
    const { id } = first(foreignPosts(g.x))
    g.x.fault({ kind: 'refuse', as: 'unauthorized', times: 1 })
    await g.query(`{ post(id: "${id}") { id } }`, {}, { 'x-user-token': token })
    expect((await withToken(g, token)).status).toBe(401)
  })

  it('whose user X cannot identify temporarily gets 503 instead of 401', async () => {
    await using g = await gatewayWithKey()
    const token = await logIn(g.x, USER)
    g.x.fault({ kind: 'refuse', as: 'unavailable', times: 1 })
    expect((await withToken(g, token)).status).toBe(503)
    expect((await withToken(g, token)).status).toBe(200)
  })
})

it('failing logins at X do not prevent the exchange of tokens', async () => {
  await using g = await gatewayWithKey({ environment: { X_BEARER_TOKEN: '' } })
  g.x.fault({
    kind: 'refuse',
    as: 'unavailable',
    when: ({ path }) => path === '/oauth/request_token',
  })
  await repeat20(() => beginLogin(g))
  // The query needs an exchange, because there is no bearer token.
  expect(await queryWithKey(g)).toEqual([])
})
