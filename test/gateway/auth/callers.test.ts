// Every kind of caller, what it asks for, and where the gateway listens: what is served, what is not, and why.

import { request } from 'undici'
import { describe, expect, it } from 'vitest'

import type { Sandbox } from '../../../sandbox/index.ts'
import { createBrowser } from '../../kit/browser.ts'
import { type Answer, createTestGateway, type TestGateway } from '../../kit/gateway.ts'
import { logIn } from '../../kit/sandbox/login.ts'
import { first, foreignPosts, ownPosts, postsOf } from '../../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'
const KEY = 'the key of this gateway, not to be guessed'

interface Caller {
  readonly name: string
  headers(g: TestGateway): Promise<Record<string, string>>
}

const session = async ({ url }: TestGateway): Promise<Record<string, string>> => {
  const agent = 'a browser'
  const browser = createBrowser(agent)
  // Where X sends people back to is the public address; here it is this one.
  const { search } = await browser.decide(await browser.toConsent(url), WRITER)
  await browser.visit(`${url}/auth/callback${search}`)
  return { 'user-agent': agent, cookie: `xmg=${browser.cookies.get('xmg')}` }
}

const token = async (x: Sandbox): Promise<Record<string, string>> => ({
  'x-user-token': await logIn(x, WRITER),
})

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` })

const ANYBODY: Caller = { name: 'anybody', headers: async () => ({}) }
const CALLERS: readonly Caller[] = [
  ANYBODY,
  { name: 'the key', headers: async () => bearer(KEY) },
  { name: 'a wrong key', headers: async () => bearer('the key of another gateway') },
  { name: 'a session', headers: session },
  {
    name: 'a session and the key',
    headers: async (g) => ({ ...(await session(g)), ...bearer(KEY) }),
  },
  { name: 'a user’s token', headers: ({ x }) => token(x) },
  { name: 'a token that ended', headers: async () => ({ 'x-user-token': 'that-ended-long-ago' }) },
  { name: 'a session that ended', headers: async () => ({ cookie: 'xmg=that-ended-long-ago' }) },
  { name: 'a proxy', headers: async () => ({ 'x-forwarded-for': '203.0.113.7' }) },
  { name: 'another site’s page', headers: async () => ({ origin: 'https://elsewhere.example' }) },
  {
    name: 'another site’s page with the session’s cookie',
    headers: async (g) => ({ ...(await session(g)), 'sec-fetch-site': 'cross-site' }),
  },
  { name: 'a name that points here', headers: async () => ({ host: 'rebound.example:4000' }) },
]

/** Public numbers of a stranger, then private ones of the settings' account, of the writer, and of a stranger. */
const outcome = async (g: TestGateway, caller: Caller): Promise<string> => {
  const own = first(ownPosts(g.x)).id
  const written = first(postsOf(g.x), ({ authorId }) => authorId === WRITER).id
  const [open, foreign] = foreignPosts(g.x)
  if (open === undefined || foreign === undefined) throw new Error('the world is too small')
  const hidden = (alias: string, id: string): string =>
    `${alias}: post(id: "${id}") { organicMetrics { likeCount } unavailableMetrics { reason } }`
  const query = `{ open: post(id: "${open.id}") { publicMetrics { likeCount } }
    ${hidden('own', own)} ${hidden('written', written)} ${hidden('foreign', foreign.id)} }`
  const headers = await caller.headers(g)
  g.asked()
  // Unlike fetch, this sends whatever Host it is told.
  const answer = await request(`${g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  const { data, errors = [] } = (await answer.body.json()) as Partial<Answer>
  const codes = new Map(errors.map(({ path, extensions }) => [path?.[0], extensions.code]))
  if (data === undefined) return codes.get(undefined) ?? 'nothing'
  const askedAsApp = g.asked().some(({ as }) => as === 'app')
  return ['open', 'own', 'written', 'foreign']
    .map((alias) => {
      const post = data[alias]
      if (post === null) return codes.get(alias)
      if (post.publicMetrics ?? post.organicMetrics) return 'served'
      return post.unavailableMetrics[0]?.reason
    })
    .concat(askedAsApp ? 'by the app' : [])
    .join(', ')
}

const NOBODY =
  'served, USER_CONTEXT_REQUIRED, USER_CONTEXT_REQUIRED, USER_CONTEXT_REQUIRED, by the app'
const LOGGED_IN = 'served, NOT_OWNER, served, NOT_OWNER'
const EVERYTHING = 'served, served, served, NOT_OWNER'
const OWNED = 'served, served, NOT_OWNER, NOT_OWNER'
const APP = ', by the app'

const BEYOND = { HOST: '0.0.0.0', GATEWAY_URL: 'http://gateway.example' }

const WITH_KEY: Readonly<Record<string, string>> = {
  anybody: 'UNAUTHENTICATED',
  'the key': OWNED + APP,
  'a wrong key': 'UNAUTHENTICATED',
  'a session': LOGGED_IN,
  'a session and the key': EVERYTHING + APP,
  'a user’s token': LOGGED_IN,
  'a token that ended': 'UNAUTHENTICATED',
  'a session that ended': 'UNAUTHENTICATED',
  'a proxy': 'UNAUTHENTICATED',
  'another site’s page': 'FORBIDDEN',
  'another site’s page with the session’s cookie': 'FORBIDDEN',
  'a name that points here': 'UNAUTHENTICATED',
}

const TOKEN_ENDED = 'served, UNAUTHENTICATED, UNAUTHENTICATED, UNAUTHENTICATED, by the app'

describe.each<[string, Record<string, string>, Readonly<Record<string, string>>]>([
  [
    'on this machine only, without a key',
    {},
    {
      anybody: OWNED + APP,
      'the key': OWNED + APP,
      'a wrong key': OWNED + APP,
      'a session': EVERYTHING + APP,
      'a session and the key': EVERYTHING + APP,
      'a user’s token': EVERYTHING + APP,
      'a token that ended': TOKEN_ENDED,
      'a session that ended': OWNED + APP,
      'a proxy': NOBODY,
      'another site’s page': 'FORBIDDEN',
      'another site’s page with the session’s cookie': 'FORBIDDEN',
      'a name that points here': 'FORBIDDEN',
    },
  ],
  [
    'on this machine only, with a key',
    { GATEWAY_KEY: KEY },
    { ...WITH_KEY, 'a name that points here': 'FORBIDDEN' },
  ],
  ['beyond this machine, with a key', { ...BEYOND, GATEWAY_KEY: KEY }, WITH_KEY],
  [
    'beyond this machine, without a key and an account of its own',
    { ...BEYOND, X_ACCESS_TOKEN: '', X_ACCESS_TOKEN_SECRET: '' },
    {
      anybody: NOBODY,
      'the key': NOBODY,
      'a wrong key': NOBODY,
      'a session': LOGGED_IN + APP,
      'a session and the key': LOGGED_IN + APP,
      'a user’s token': LOGGED_IN + APP,
      'a token that ended': TOKEN_ENDED,
      'a session that ended': NOBODY,
      'a proxy': NOBODY,
      'another site’s page': 'FORBIDDEN',
      'another site’s page with the session’s cookie': 'FORBIDDEN',
      'a name that points here': NOBODY,
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
])('a request that a proxy forwards with %s is not from this machine', async (name, value) => {
  await using g = await createTestGateway({ asX: true })
  const proxy = { name, headers: async () => ({ [name.toLowerCase()]: value }) }
  expect(await outcome(g, proxy)).toBe(NOBODY)
})

it('a gateway on the sandbox shows its account to everybody: it is invented', async () => {
  await using g = await createTestGateway({ environment: BEYOND })
  expect(await outcome(g, ANYBODY)).toBe(OWNED + APP)
})

it.each([
  ['*', NOBODY],
  ['https://elsewhere.example', LOGGED_IN + APP],
])(
  'a page that CORS_ORIGINS=%s lets in is not this machine, with a session: %s',
  async (list, seen) => {
    await using g = await createTestGateway({ asX: true, environment: { CORS_ORIGINS: list } })
    const page = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    expect(await outcome(g, { name: 'a page', headers: async () => page })).toBe(NOBODY)
    const logged = async () => ({ ...(await session(g)), ...page })
    expect(await outcome(g, { name: 'a page with the session', headers: logged })).toBe(seen)
  },
)

it('whoever is refused gets 401 and the way to do it right, before the query is read', async () => {
  await using g = await createTestGateway({ environment: { GATEWAY_KEY: KEY } })
  const response = await fetch(`${g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'not even JSON',
  })
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(await response.text()).toContain('Authorization: Bearer <GATEWAY_KEY>')
  const page = await fetch(`${g.url}/graphql`, { headers: { accept: 'text/html' } })
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('GraphiQL')])
})

it('a token in X-User-Token is asked about once, and what cannot be one is refused', async () => {
  await using g = await createTestGateway({ asX: true })
  const headers = await token(g.x)
  const query = '{ viewer { accounts { method owned user { id } } } }'
  for (const calls of [1, 0]) {
    const { data, extensions } = await g.query(query, {}, headers)
    expect(data.viewer.accounts[0]).toEqual({
      method: 'OAUTH2',
      owned: false,
      user: { id: WRITER },
    })
    expect(extensions.upstream.calls).toBe(calls)
  }
  const { errors } = await g.query(query, {}, { 'x-user-token': 'two words' })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})
