// Callers without the key cannot take from those with it what these need to reach X; and what is asked of X about a
// token that comes with requests.

import { describe, expect, it } from 'vitest'

import type { Fault } from '../../../sandbox/faults.ts'
import { createTestGateway, type TestGateway } from '../../kit/gateway.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { logIn } from '../../kit/sandbox/login.ts'
import { first, foreignPosts } from '../../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const KEY = 'the key of this gateway, not to be guessed'
const MINUTE = 60_000

const closed = (options: Parameters<typeof createTestGateway>[0] = {}): Promise<TestGateway> =>
  createTestGateway({
    asX: true,
    ...options,
    environment: { GATEWAY_KEY: KEY, ...options.environment },
  })

/** A query of somebody who has the key: the codes of its errors. */
const asKeyHolder = async (g: TestGateway): Promise<string[]> => {
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
  fetch(`${g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-token': token },
    body: JSON.stringify({ query: '{ __typename }' }),
  })

/** The same twenty times, each with a number of its own. */
const twenty = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 20 }, (_, index) => work(index)))

const identityCalls = ({ x }: TestGateway): number =>
  x.requests.filter(({ path }) => path === '/2/users/me').length

describe.each<[string, string, (g: TestGateway, index: number) => Promise<Response>]>([
  ['logins', '/oauth/request_token', beginLogin],
  ['guessed user tokens', '/2/users/me', (g, index) => withToken(g, `guess-${index}`)],
])('with the key, queries are served while %s', (_, path, attempt) => {
  const when: Fault['when'] = (request) => request.path === path

  it('fail at X', async () => {
    await using g = await closed()
    g.x.fault({ kind: 'refuse', as: 'unavailable', when })
    const failed = await twenty((index) => attempt(g, index))
    expect(failed.every(({ status }) => status >= 500)).toBe(true)
    expect(await asKeyHolder(g)).toEqual([])
  })

  it('hang at X', async () => {
    await using g = await closed({
      environment: {
        UPSTREAM_CONCURRENCY: '2',
        UPSTREAM_QUEUE: '0',
        UPSTREAM_TIMEOUT_MS: '2000',
      },
    })
    const hanging = g.x.fault({ kind: 'hang', when })
    const attempts = twenty((index) => attempt(g, index))
    await expect.poll(() => hanging.hits).toBeGreaterThan(1)
    expect(await asKeyHolder(g)).toEqual([])
    await attempts
  })
})

describe('with a key set, an X-User-Token', () => {
  it('that X does not accept gets 401 for everything, and is asked about once in five minutes', async () => {
    let time = NOW
    await using g = await closed({ now: () => time })
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

  it('gets 401 by every way of asking, before anything of the query is read', async () => {
    await using g = await closed()
    const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${g.url}${path}`, {
        ...init,
        headers: { ...init.headers, 'x-user-token': 'guessed' },
      })
    const json = { 'content-type': 'application/json' }
    const ways = [
      ask('/graphql?query={__typename}', { headers: { accept: 'application/json' } }),
      ask('/graphql', { method: 'POST', headers: json, body: '[{"query":"{__typename}"}]' }),
      ask('/graphql', {
        method: 'POST',
        headers: json,
        body: '{"query":"{__schema{types{name}}}"}',
      }),
      ask('/graphql', { method: 'POST', headers: json, body: 'not even JSON' }),
      ask('/graphql?query=subscription{x}', { headers: { accept: 'text/event-stream' } }),
    ]
    for (const response of await Promise.all(ways)) expect(response.status).toBe(401)
    expect(identityCalls(g)).toBe(1)
  })

  it('that X accepts is asked about once in an hour, and its first answer counts that call', async () => {
    let time = NOW
    await using g = await closed({ now: () => time })
    const token = await logIn(g.x, WRITER)
    const before = identityCalls(g)
    const answers = await twenty(() => withToken(g, token))
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

  it('that X has refused a call with counts no more, for anything', async () => {
    await using g = await closed()
    const token = await logIn(g.x, WRITER)
    expect((await withToken(g, token)).status).toBe(200)
    const { id } = first(foreignPosts(g.x))
    g.x.fault({ kind: 'refuse', as: 'unauthorized', times: 1 })
    await g.query(`{ post(id: "${id}") { id } }`, {}, { 'x-user-token': token })
    expect((await withToken(g, token)).status).toBe(401)
  })

  it('whose user X cannot tell just now is no 401: the client may try again', async () => {
    await using g = await closed()
    const token = await logIn(g.x, WRITER)
    g.x.fault({ kind: 'refuse', as: 'unavailable', times: 1 })
    expect((await withToken(g, token)).status).toBe(503)
    expect((await withToken(g, token)).status).toBe(200)
  })
})

it('logins at X that fail do not keep those who are connected from new tokens', async () => {
  await using g = await closed({ environment: { X_BEARER_TOKEN: '' } })
  g.x.fault({
    kind: 'refuse',
    as: 'unavailable',
    when: ({ path }) => path === '/oauth/request_token',
  })
  await twenty(() => beginLogin(g))
  // The app's own token has to be fetched first.
  expect(await asKeyHolder(g)).toEqual([])
})
