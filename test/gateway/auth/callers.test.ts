// The access of each kind of caller, by where the gateway listens and whether it has an API key.

import { request } from 'undici'
import { describe, expect, it } from 'vitest'

import type { Sandbox } from '../../../sandbox/index.ts'
import { createBrowser } from '../../kit/browser.ts'
import { createTestGateway, type GraphQLResponse, type TestGateway } from '../../kit/gateway.ts'
import { logIn } from '../../kit/sandbox/login.ts'
import { first, foreignPosts, ownPosts, postsOf } from '../../kit/sandbox/posts.ts'

const USER = '1289001122334455808'
const KEY = 'the secret API key of this gateway'

interface Caller {
  readonly name: string
  headers(g: TestGateway): Promise<Record<string, string>>
}

const session = async ({ url }: TestGateway): Promise<Record<string, string>> => {
  const agent = 'a browser'
  const browser = createBrowser(agent)
  // X redirects to the public URL, which does not exist here.
  const { search } = await browser.decide(await browser.toConsent(url), USER)
  await browser.visit(`${url}/auth/callback${search}`)
  return { 'user-agent': agent, cookie: `xmg=${browser.cookies.get('xmg')}` }
}

const token = async (x: Sandbox): Promise<Record<string, string>> => ({
  'x-user-token': await logIn(x, USER),
})

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` })

const ANY_CLIENT: Caller = { name: 'any client', headers: async () => ({}) }
const CALLERS: readonly Caller[] = [
  ANY_CLIENT,
  { name: 'the API key', headers: async () => bearer(KEY) },
  { name: 'a wrong API key', headers: async () => bearer('the API key of another gateway') },
  { name: 'a session', headers: session },
  {
    name: 'a session and the API key',
    headers: async (g) => ({ ...(await session(g)), ...bearer(KEY) }),
  },
  { name: 'a user’s token', headers: ({ x }) => token(x) },
  { name: 'an expired token', headers: async () => ({ 'x-user-token': 'expired-long-ago' }) },
  { name: 'an expired session', headers: async () => ({ cookie: 'xmg=expired-long-ago' }) },
  { name: 'a proxy', headers: async () => ({ 'x-forwarded-for': '203.0.113.7' }) },
  { name: 'another site’s page', headers: async () => ({ origin: 'https://elsewhere.example' }) },
  {
    name: 'another site’s page with a session',
    headers: async (g) => ({ ...(await session(g)), 'sec-fetch-site': 'cross-site' }),
  },
  { name: 'a rebound host name', headers: async () => ({ host: 'rebound.example:4000' }) },
]

/** The results for public metrics, and for private metrics of the settings' account, the user and a stranger. */
const outcome = async (g: TestGateway, caller: Caller): Promise<string> => {
  const own = first(ownPosts(g.x)).id
  const connected = first(postsOf(g.x), ({ authorId }) => authorId === USER).id
  const [visible, foreign] = foreignPosts(g.x)
  if (visible === undefined || foreign === undefined) throw new Error('the world is too small')
  const hidden = (alias: string, id: string): string =>
    `${alias}: post(id: "${id}") { organicMetrics { likeCount } unavailableMetrics { reason } }`
  const query = `{ open: post(id: "${visible.id}") { publicMetrics { likeCount } }
    ${hidden('own', own)} ${hidden('connected', connected)} ${hidden('foreign', foreign.id)} }`
  const headers = await caller.headers(g)
  g.takeRequests()
  // Unlike fetch, undici sends any Host header.
  const answer = await request(`${g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  const { data, errors = [] } = (await answer.body.json()) as Partial<GraphQLResponse>
  const codes = new Map(errors.map(({ path, extensions }) => [path?.[0], extensions.code]))
  if (data === undefined) return codes.get(undefined) ?? 'nothing'
  const usedAppToken = g.takeRequests().some(({ as }) => as === 'app')
  return ['open', 'own', 'connected', 'foreign']
    .map((alias) => {
      const post = data[alias]
      if (post === null) return codes.get(alias)
      if (post.publicMetrics ?? post.organicMetrics) return 'served'
      return post.unavailableMetrics[0]?.reason
    })
    .concat(usedAppToken ? 'app-only token' : [])
    .join(', ')
}

const PUBLIC_ONLY =
  'served, USER_CONTEXT_REQUIRED, USER_CONTEXT_REQUIRED, USER_CONTEXT_REQUIRED, app-only token'
const LOGGED_IN = 'served, NOT_OWNER, served, NOT_OWNER'
const EVERYTHING = 'served, served, served, NOT_OWNER'
const OWNED = 'served, served, NOT_OWNER, NOT_OWNER'
const APP = ', app-only token'

const REACHABLE = { HOST: '0.0.0.0', GATEWAY_URL: 'http://gateway.example' }

const WITH_KEY: Readonly<Record<string, string>> = {
  'any client': 'UNAUTHENTICATED',
  'the API key': OWNED + APP,
  'a wrong API key': 'UNAUTHENTICATED',
  'a session': LOGGED_IN,
  'a session and the API key': EVERYTHING + APP,
  'a user’s token': LOGGED_IN,
  'an expired token': 'UNAUTHENTICATED',
  'an expired session': 'UNAUTHENTICATED',
  'a proxy': 'UNAUTHENTICATED',
  'another site’s page': 'FORBIDDEN',
  'another site’s page with a session': 'FORBIDDEN',
  'a rebound host name': 'UNAUTHENTICATED',
}

const TOKEN_EXPIRED = 'served, UNAUTHENTICATED, UNAUTHENTICATED, UNAUTHENTICATED, app-only token'

describe.each<[string, Record<string, string>, Readonly<Record<string, string>>]>([
  [
    'on loopback, without an API key',
    {},
    {
      'any client': OWNED + APP,
      'the API key': OWNED + APP,
      'a wrong API key': OWNED + APP,
      'a session': EVERYTHING + APP,
      'a session and the API key': EVERYTHING + APP,
      'a user’s token': EVERYTHING + APP,
      'an expired token': TOKEN_EXPIRED,
      'an expired session': OWNED + APP,
      'a proxy': PUBLIC_ONLY,
      'another site’s page': 'FORBIDDEN',
      'another site’s page with a session': 'FORBIDDEN',
      'a rebound host name': 'FORBIDDEN',
    },
  ],
  [
    'on loopback, with an API key',
    { GATEWAY_KEY: KEY },
    { ...WITH_KEY, 'a rebound host name': 'FORBIDDEN' },
  ],
  ['on all addresses, with an API key', { ...REACHABLE, GATEWAY_KEY: KEY }, WITH_KEY],
  [
    'on all addresses, without an API key and an account',
    { ...REACHABLE, X_ACCESS_TOKEN: '', X_ACCESS_TOKEN_SECRET: '' },
    {
      'any client': PUBLIC_ONLY,
      'the API key': PUBLIC_ONLY,
      'a wrong API key': PUBLIC_ONLY,
      'a session': LOGGED_IN + APP,
      'a session and the API key': LOGGED_IN + APP,
      'a user’s token': LOGGED_IN + APP,
      'an expired token': TOKEN_EXPIRED,
      'an expired session': PUBLIC_ONLY,
      'a proxy': PUBLIC_ONLY,
      'another site’s page': 'FORBIDDEN',
      'another site’s page with a session': 'FORBIDDEN',
      'a rebound host name': PUBLIC_ONLY,
    },
  ],
])('a gateway %s', (_, environment, expected) => {
  it.each(CALLERS.map((caller) => [caller.name, caller] as const))('%s', async (name, caller) => {
    await using g = await createTestGateway({ asX: true, environment })
    expect(await outcome(g, caller)).toBe(expected[name])
  })
})

it.each([
  ['Forwarded', 'for=203.0.113.7'],
  ['Via', '1.1 proxy'],
  ['X-Real-IP', '203.0.113.7'],
  ['X-Forwarded-For', '203.0.113.7'],
  ['X-Forwarded-Host', 'gateway.example'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Server', 'proxy.example'],
  ['X-Client-IP', '203.0.113.7'],
  ['X-Cluster-Client-IP', '203.0.113.7'],
  ['X-Original-Host', 'gateway.example'],
  ['CF-Connecting-IP', '203.0.113.7'],
  ['CDN-Loop', 'cdn.example'],
  ['Fastly-Client-IP', '203.0.113.7'],
  ['Fly-Client-IP', '203.0.113.7'],
  ['True-Client-IP', '203.0.113.7'],
])('a request with %s does not count as from this machine', async (name, value) => {
  await using g = await createTestGateway({ asX: true })
  const proxy = { name, headers: async () => ({ [name.toLowerCase()]: value }) }
  expect(await outcome(g, proxy)).toBe(PUBLIC_ONLY)
})

it('a gateway on the sandbox serves its invented account to all clients', async () => {
  await using g = await createTestGateway({ environment: REACHABLE })
  expect(await outcome(g, ANY_CLIENT)).toBe(OWNED + APP)
})

it.each([
  ['*', PUBLIC_ONLY],
  ['https://elsewhere.example', LOGGED_IN + APP],
])(
  'a page allowed by CORS_ORIGINS=%s does not count as this machine, with a session: %s',
  async (list, withSession) => {
    await using g = await createTestGateway({ asX: true, environment: { CORS_ORIGINS: list } })
    const page = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    expect(await outcome(g, { name: 'a page', headers: async () => page })).toBe(PUBLIC_ONLY)
    const loggedIn = async () => ({ ...(await session(g)), ...page })
    expect(await outcome(g, { name: 'a page with the session', headers: loggedIn })).toBe(
      withSession,
    )
  },
)

it('unauthenticated requests get 401 with instructions, before the body is parsed', async () => {
  await using g = await createTestGateway({ environment: { GATEWAY_KEY: KEY } })
  const response = await fetch(`${g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'not even JSON',
  })
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(await response.text()).toContain('Authorization: Bearer <key>')
  const page = await fetch(`${g.url}/graphql`, { headers: { accept: 'text/html' } })
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('GraphiQL')])
})

it('the user of an X-User-Token is fetched once, and malformed tokens are rejected', async () => {
  await using g = await createTestGateway({ asX: true })
  const headers = await token(g.x)
  const query = '{ viewer { accounts { method owned user { id } } } }'
  for (const calls of [1, 0]) {
    const { data, extensions } = await g.query(query, {}, headers)
    expect(data.viewer.accounts[0]).toEqual({
      method: 'OAUTH2',
      owned: false,
      user: { id: USER },
    })
    expect(extensions.upstream.calls).toBe(calls)
  }
  const { errors } = await g.query(query, {}, { 'x-user-token': 'two words' })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})
