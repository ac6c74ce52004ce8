// Shared caches may store a response only if the gateway has proved that everyone may see all of it.

import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { describe, expect, it } from 'vitest'

import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const KEY = 'a-key-of-sixteen-letters'
const TTL = { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' }

/** Every header that selects the response. */
const VARYING = [
  'accept',
  'authorization',
  'content-type',
  'cookie',
  'origin',
  'sec-fetch-site',
  'x-user-token',
]

interface Init extends RequestInit {
  readonly headers?: Record<string, string>
}

/** A public query and a private one. */
const queriesOf = ({ x }: TestGateway) => ({
  PUBLIC: `{ posts(ids: ${literal([foreignPosts(x)[0]?.id ?? ''])}) { id publicMetrics { likeCount } } }`,
  PRIVATE: `{ posts(ids: ${literal([ownPosts(x)[0]?.id ?? ''])}) { organicMetrics { impressionCount } } }`,
})

const JSON_ACCEPT = { accept: 'application/json' }
const JSON_TYPE = { 'content-type': 'application/json' }

/** Ways to send a query, which replaces QUERY. */
const REQUESTS: readonly (readonly [what: string, parameters: string, init: Init])[] = [
  ['an unknown parameter', 'query=QUERY&utm_source=x', { headers: JSON_ACCEPT }],
  ['empty variables', 'query=QUERY&variables=', { headers: JSON_ACCEPT }],
  ['empty extensions', 'query=QUERY&extensions=', { headers: JSON_ACCEPT }],
  ['Accept: application/*', 'query=QUERY', { headers: { accept: 'application/*' } }],
  ['Accept: multipart/mixed', 'query=QUERY', { headers: { accept: 'multipart/mixed' } }],
  ['Accept: text/event-stream', 'query=QUERY', { headers: { accept: 'text/event-stream' } }],
  ['Accept: text/html', 'query=QUERY', { headers: { accept: 'text/html' } }],
  ['Accept: image/png', 'query=QUERY', { headers: { accept: 'image/png' } }],
  ['no acceptable media type', 'query=QUERY', { headers: { accept: 'text/plain' } }],
  ['HEAD', 'query=QUERY', { method: 'HEAD', headers: JSON_ACCEPT }],
  ['PUT', 'query=QUERY', { method: 'PUT', headers: JSON_ACCEPT }],
  ['a POST', '', { method: 'POST', headers: JSON_TYPE, body: '{"query":"QUERY"}' }],
  ['a batch', '', { method: 'POST', headers: JSON_TYPE, body: '[{"query":"QUERY"}]' }],
  [
    'a POST with a query string',
    'query=QUERY',
    { method: 'POST', headers: JSON_TYPE, body: '{"query":"QUERY","variables":{}}' },
  ],
]

const expectUnstorable = (response: Response, what: string): void => {
  expect(response.headers.get('cache-control'), what).toBe('no-store')
  expect(response.headers.get('vary')?.split(', '), what).toEqual(expect.arrayContaining(VARYING))
}

describe('responses of /graphql must not be stored', () => {
  it.each(REQUESTS)('by %s', async (what, parameters, { body, ...init }) => {
    await using g = await createTestGateway({ environment: TTL })
    for (const query of Object.values(queriesOf(g))) {
      const response = await fetch(
        `${g.url}/graphql?${parameters.replace('QUERY', encodeURIComponent(query))}`,
        {
          ...init,
          ...(body && { body: String(body).replace('QUERY', query.replaceAll('"', '\\"')) }),
        },
      )
      await response.body?.cancel()
      expectUnstorable(response, what)
    }
  })

  it.each<[what: string, status: number, parameters: Record<string, string>]>([
    ['introspection', 200, { query: '{ __schema { queryType { name } } }' }],
    ['__typename only', 200, { query: '{ __typename }' }],
    ['a query that does not validate', 200, { query: '{ nothing }' }],
    ['a query that does not parse', 200, { query: '{' }],
    ['no query', 400, {}],
    ['variables that are not JSON', 400, { query: '{ __typename }', variables: '{' }],
    ['an unknown hash', 200, { extensions: hashed('a'.repeat(64)) }],
    [
      'a mutation',
      405,
      { query: 'mutation { disconnectAccount(userId: "1") { viewer { loginUrl } } }' },
    ],
    ['a subscription', 406, { query: 'subscription { postMetrics(ids: ["1"]) { posts { id } } }' }],
    ['a query above a limit', 400, { query: `{ ${'a:__typename '.repeat(300)} }` }],
  ])('with %s', async (what, status, parameters) => {
    await using g = await createTestGateway({ environment: TTL })
    const response = await fetch(`${g.url}/graphql?${new URLSearchParams(parameters)}`, {
      headers: JSON_ACCEPT,
    })
    expect(response.status).toBe(status)
    expectUnstorable(response, what)
  })

  it.each<[what: string, status: number, init: Init, environment?: Record<string, string>]>([
    ['a caller without the key', 401, {}, { GATEWAY_KEY: KEY }],
    ['a page of another site', 403, { headers: { 'sec-fetch-site': 'cross-site' } }],
    ['a body of an unsupported type', 415, { method: 'POST', body: '{}' }],
    ['a body that is too large', 413, { method: 'POST', headers: JSON_TYPE, body: BODY() }],
    ['a preflight', 403, { method: 'OPTIONS', headers: preflight('https://elsewhere.example') }],
    [
      'a preflight of a listed origin',
      204,
      { method: 'OPTIONS', headers: preflight('https://app.example') },
      { CORS_ORIGINS: 'https://app.example' },
    ],
    ['GraphiQL if it is disabled', 404, { headers: { accept: 'text/html' } }, { GRAPHIQL: 'off' }],
  ])('that reject %s', async (what, status, init, environment) => {
    await using g = await createTestGateway({ environment: { ...TTL, ...environment } })
    const response = await fetch(`${g.url}/graphql`, init)
    await response.body?.cancel()
    expect(response.status).toBe(status)
    expectUnstorable(response, what)
  })

  it('that reject requests above the rate limit', async () => {
    await using g = await createTestGateway({ environment: { RATE_LIMIT_PER_MINUTE: '1' } })
    for (const path of ['/graphql', '/graphql', '/auth/login', '/nowhere']) {
      const response = await fetch(`${g.url}${path}`, { redirect: 'manual' })
      await response.body?.cancel()
      expectUnstorable(response, `${path}: ${response.status}`)
    }
  })
})

function hashed(sha256Hash: string): string {
  return JSON.stringify({ persistedQuery: { version: 1, sha256Hash } })
}

function BODY(): string {
  return ' '.repeat(2 ** 20 + 1)
}

function preflight(origin: string): Record<string, string> {
  return { origin, 'access-control-request-method': 'POST' }
}

describe('public responses may be stored, with Vary', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['public, max-age=60', {}, {}],
    ['private, max-age=60', { GATEWAY_KEY: KEY }, { authorization: `Bearer ${KEY}` }],
  ])('%s', async (control, environment, headers) => {
    await using g = await createTestGateway({ environment: { ...TTL, ...environment } })
    const parameters = new URLSearchParams({ query: queriesOf(g).PUBLIC })
    const response = await fetch(`${g.url}/graphql?${parameters}`, {
      headers: { ...JSON_ACCEPT, ...headers },
    })
    expect(response.headers.get('cache-control')).toBe(control)
    expect(response.headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(VARYING))
  })
})

it.each([
  '/auth/login',
  '/auth/login/oauth1',
  '/auth/logout',
  '/auth/callback',
  '/auth/nowhere',
  '/live',
  '/ready',
  '/metrics',
  '/nowhere',
  '/assets/nowhere.js',
])('%s must not be stored', async (path) => {
  await using g = await createTestGateway({ environment: { GATEWAY_KEY: KEY } })
  const response = await fetch(`${g.url}${path}`, { redirect: 'manual' })
  await response.body?.cancel()
  expectUnstorable(response, path)
})

it('the redirect to GraphiQL must not be stored', async () => {
  await using g = await createTestGateway({ environment: { DASHBOARD: 'off' } })
  const response = await fetch(g.url, { redirect: 'manual' })
  expect(response.status).toBe(302)
  expectUnstorable(response, '/')
})

/** Sends bytes that fetch would not send. */
const sendRaw = async ({ url }: TestGateway, head: string): Promise<string> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`${head}\r\n\r\n`)
  return text(socket)
}

it.each([
  [
    'an unsupported method',
    400,
    'TRACE /auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close',
  ],
  ['an invalid header', 400, 'GET /graphql HTTP/1.1\r\nno header'],
  [
    'headers that are too large',
    431,
    `GET /graphql HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}`,
  ],
  [
    'an unsupported Expect header',
    417,
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nExpect: more\r\nConnection: close',
  ],
])('a rejection of %s must not be stored', async (_, status, head) => {
  await using g = await createTestGateway()
  const response = await sendRaw(g, head)
  expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(response).toMatch(/^cache-control: no-store\r$/im)
})
