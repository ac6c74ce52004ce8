// Pages of other origins: nobody's, those that are listed, or everybody's.

import { describe, expect, it } from 'vitest'

import { type ConfigError, readConfig } from '../../src/config/index.ts'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'

const APP = 'https://app.example'
const QUERY = '{ viewer { loginUrl } }'

const corsOf = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

const preflight = ({ url }: TestGateway, origin: string): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
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
  it('no page of another origin may read anything, nor ask whether it may', async () => {
    await using g = await createTestGateway()
    const asked = await preflight(g, APP)
    expect([asked.status, corsOf(asked)]).toEqual([403, {}])
    expect(await asked.text()).toContain('CORS_ORIGINS')
    const answered = await post(g, JSON.stringify({ query: QUERY }), { origin: APP })
    expect([answered.status, corsOf(answered)]).toEqual([403, {}])
  })
})

describe('with a list of origins', () => {
  const environment = { CORS_ORIGINS: `https://other.example, ${APP}/` }

  it('a listed one is told what it may send', async () => {
    await using g = await createTestGateway({ environment })
    const answer = await preflight(g, APP)
    expect(answer.status).toBe(204)
    expect(corsOf(answer)).toMatchObject({
      ...LISTED,
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '7200',
    })
    const names = answer.headers.get('access-control-allow-headers')?.split(', ')
    expect(names).toEqual(expect.arrayContaining(['content-type', 'authorization', 'x-user-token']))
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['an answer of the lean way', JSON.stringify({ query: QUERY }), {}, 200],
    ['an answer of yoga', JSON.stringify({ query: '{ __typename viewer { loginUrl } }' }), {}, 200],
    ['a mistake', '{', {}, 400],
    ['a body that is too large', ' '.repeat(2 ** 20 + 1), {}, 413],
    ['a body of a wrong kind', QUERY, { 'content-type': 'text/plain' }, 415],
  ])('%s can be read', async (_, body, headers, status) => {
    await using g = await createTestGateway({ environment })
    const answer = await post(g, body, { origin: APP, 'sec-fetch-site': 'cross-site', ...headers })
    expect([answer.status, corsOf(answer)]).toEqual([status, LISTED])
  })

  it('a refusal for want of the key can be read', async () => {
    await using g = await createTestGateway({
      environment: { ...environment, GATEWAY_KEY: 'the key of this gateway' },
    })
    const answer = await post(g, JSON.stringify({ query: QUERY }), { origin: APP })
    expect([answer.status, corsOf(answer)]).toEqual([401, LISTED])
  })

  it('what is kept of a GET is kept by origin, also when none asked', async () => {
    await using g = await createTestGateway({ environment })
    const address = `${g.url}/graphql?${new URLSearchParams({ query: QUERY })}`
    for (const headers of [{}, { origin: APP }]) {
      const answer = await fetch(address, { headers: { ...headers, accept: 'application/json' } })
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/)
    }
  })

  it.each([
    'https://evil.example',
    'http://app.example',
    'https://app.example:8443',
    'https://app.example.evil.example',
    'null',
  ])('%s is not listed', async (origin) => {
    await using g = await createTestGateway({ environment })
    expect((await preflight(g, origin)).status).toBe(403)
    const answer = await post(g, JSON.stringify({ query: QUERY }), { origin })
    expect([answer.status, corsOf(answer)]).toEqual([403, {}])
  })

  it('nothing but /graphql is theirs', async () => {
    await using g = await createTestGateway({ environment })
    for (const path of ['/', '/auth/login', '/auth/logout', '/nowhere']) {
      const answer = await fetch(`${g.url}${path}`, {
        headers: { origin: APP },
        redirect: 'manual',
      })
      expect(corsOf(answer), path).toEqual({})
    }
    const logout = await fetch(`${g.url}/auth/logout`, { method: 'POST', headers: { origin: APP } })
    expect([logout.status, corsOf(logout)]).toEqual([403, {}])
  })
})

it('with *, every page may read what is public, in nobody’s name', async () => {
  await using g = await createTestGateway({ environment: { CORS_ORIGINS: '*' } })
  const expected = {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after, x-request-id',
  }
  expect(corsOf(await preflight(g, APP))).toMatchObject(expected)
  const answer = await post(g, JSON.stringify({ query: QUERY }), {
    origin: APP,
    'sec-fetch-site': 'cross-site',
  })
  expect([answer.status, corsOf(answer)]).toEqual([200, expected])
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
  ])('%s is a mistake', (list) => {
    expect(mistakes(list)).toEqual([expect.stringMatching(/^CORS_ORIGINS must be .*\.$/)])
  })

  it('is understood as browsers write it', () => {
    const { corsOrigins } = readConfig({ CORS_ORIGINS: ' HTTPS://App.Example:443 ,http://b:81/' })
    expect(corsOrigins).toEqual(new Set(['https://app.example', 'http://b:81']))
    expect(readConfig({ CORS_ORIGINS: ' * ' }).corsOrigins).toBe('any')
    expect(readConfig({}).corsOrigins).toEqual(new Set())
  })
})
