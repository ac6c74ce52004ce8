// CORS: no origins, listed origins, or all origins.

import { describe, expect, it } from 'vitest'

import { type ConfigError, readConfig } from '../../src/config/index.ts'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'

const APP = 'https://app.example'
const QUERY = '{ viewer { loginUrl } }'

const corsOf = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

const preflight = (
  { url }: TestGateway,
  origin: string,
  names = 'content-type',
): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': names,
    },
  })

const post = ({ url }: TestGateway, body: string, headers: Record<string, string>) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })

const LISTED = {
  'access-control-allow-origin': APP,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'retry-after, x-request-id',
}

describe('with no CORS_ORIGINS', () => {
  it('preflights and requests of pages of other origins are rejected', async () => {
    await using g = await createTestGateway()
    const preflighted = await preflight(g, APP)
    expect([preflighted.status, corsOf(preflighted)]).toEqual([403, {}])
    expect(await preflighted.text()).toContain('CORS_ORIGINS')
    const posted = await post(g, JSON.stringify({ query: QUERY }), { origin: APP })
    expect([posted.status, corsOf(posted)]).toEqual([403, {}])
  })
})

describe('with a list of origins', () => {
  const environment = { CORS_ORIGINS: `https://other.example, ${APP}/` }

  it('a preflight of a listed origin gets the allowed methods and headers', async () => {
    await using g = await createTestGateway({ environment })
    const response = await preflight(g, APP)
    expect(response.status).toBe(204)
    expect(corsOf(response)).toMatchObject({
      ...LISTED,
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '7200',
    })
    const names = response.headers.get('access-control-allow-headers')?.split(', ')
    expect(names).toEqual(
      expect.arrayContaining(['content-type', 'authorization', 'x-user-token', 'x-dry-run']),
    )
  })

  it('a listed origin may send the headers of its tracer, but none that tell where it comes from', async () => {
    await using g = await createTestGateway({ environment })
    const asked =
      'Baggage, sentry-trace,graphql-client-name, x-forwarded-for, Cookie, sec-x, a b, x-real-ip'
    const response = await preflight(g, APP, asked)
    const names = response.headers.get('access-control-allow-headers')?.split(', ') ?? []
    expect(names.slice(-3)).toEqual(['baggage', 'sentry-trace', 'graphql-client-name'])
    expect(names).not.toContain('x-forwarded-for')
    await using open = await createTestGateway({ on: g.x, environment: { CORS_ORIGINS: '*' } })
    const any = await preflight(open, APP, asked)
    expect(any.headers.get('access-control-allow-headers')).not.toContain('baggage')
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['a fast-path response', JSON.stringify({ query: QUERY }), {}, 200],
    ['a Yoga response', JSON.stringify({ query: '{ __typename viewer { loginUrl } }' }), {}, 200],
    ['an error', '{', {}, 400],
    ['a body that is too large', ' '.repeat(2 ** 20 + 1), {}, 413],
    ['an unsupported body', QUERY, { 'content-type': 'text/plain' }, 415],
  ])('a listed origin can read %s', async (_, body, headers, status) => {
    await using g = await createTestGateway({ environment })
    const response = await post(g, body, {
      origin: APP,
      'sec-fetch-site': 'cross-site',
      ...headers,
    })
    expect([response.status, corsOf(response)]).toEqual([status, LISTED])
  })

  it('a listed origin can read that the key is missing', async () => {
    await using g = await createTestGateway({
      environment: { ...environment, GATEWAY_KEY: 'the key of this gateway' },
    })
    const response = await post(g, JSON.stringify({ query: QUERY }), { origin: APP })
    expect([response.status, corsOf(response)]).toEqual([401, LISTED])
  })

  it('responses to GET requests vary by origin, also without an Origin', async () => {
    await using g = await createTestGateway({ environment })
    const url = `${g.url}/graphql?${new URLSearchParams({ query: QUERY })}`
    for (const headers of [{}, { origin: APP }]) {
      const response = await fetch(url, { headers: { ...headers, accept: 'application/json' } })
      expect(response.headers.get('vary')).toMatch(/\borigin\b/)
    }
  })

  it.each([
    'https://evil.example',
    'http://app.example',
    'https://app.example:8443',
    'https://app.example.evil.example',
    'null',
  ])('%s is rejected', async (origin) => {
    await using g = await createTestGateway({ environment })
    expect((await preflight(g, origin)).status).toBe(403)
    const response = await post(g, JSON.stringify({ query: QUERY }), { origin })
    expect([response.status, corsOf(response)]).toEqual([403, {}])
  })

  it('only /graphql has CORS headers', async () => {
    await using g = await createTestGateway({ environment })
    for (const path of ['/', '/auth/login', '/auth/logout', '/nowhere']) {
      const response = await fetch(`${g.url}${path}`, {
        headers: { origin: APP },
        redirect: 'manual',
      })
      expect(corsOf(response), path).toEqual({})
    }
    const logout = await fetch(`${g.url}/auth/logout`, { method: 'POST', headers: { origin: APP } })
    expect([logout.status, corsOf(logout)]).toEqual([403, {}])
  })
})

it('with *, every page may read public data without credentials', async () => {
  await using g = await createTestGateway({ environment: { CORS_ORIGINS: '*' } })
  const expected = {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after, x-request-id',
  }
  expect(corsOf(await preflight(g, APP))).toMatchObject(expected)
  const response = await post(g, JSON.stringify({ query: QUERY }), {
    origin: APP,
    'sec-fetch-site': 'cross-site',
  })
  expect([response.status, corsOf(response)]).toEqual([200, expected])
})

describe('CORS_ORIGINS', () => {
  const mistakes = (list: string): readonly string[] => {
    try {
      readConfig({ CORS_ORIGINS: list })
      return []
    } catch (error) {
      return (error as ConfigError).mistakes
    }
  }

  it.each([
    'app.example',
    'https://app.example/path',
    'https://app.example?query',
    'https://user@app.example',
    'ftp://app.example',
    '*, https://app.example',
    'https://*.example',
    'null',
  ])('%s is invalid', (list) => {
    expect(mistakes(list)).toEqual([expect.stringMatching(/^CORS_ORIGINS must be .*\.$/)])
  })

  it('is normalized to the form of the Origin header', () => {
    const { corsOrigins } = readConfig({ CORS_ORIGINS: ' HTTPS://App.Example:443 ,http://b:81/' })
    expect(corsOrigins).toEqual(new Set(['https://app.example', 'http://b:81']))
    expect(readConfig({ CORS_ORIGINS: ' * ' }).corsOrigins).toBe('any')
    expect(readConfig({}).corsOrigins).toEqual(new Set())
  })
})
