// Queries in an address, which others may keep; and queries by their hash.

import { createHash } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const ACCEPT = { accept: 'application/json' }

const get = async (
  { url }: TestGateway,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) => {
  const response = await fetch(`${url}/graphql?${new URLSearchParams(parameters)}`, {
    headers: { ...ACCEPT, ...headers },
  })
  return {
    status: response.status,
    kept: response.headers.get('cache-control'),
    answer: await response.json(),
  }
}

const postIn = async (g: TestGateway, body: object) => {
  const response = await fetch(`${g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...ACCEPT },
    body: JSON.stringify(body),
  })
  return { status: response.status, answer: await response.json() }
}

const foreignIds = (g: TestGateway): string[] =>
  foreignPosts(g.x)
    .slice(0, 3)
    .map(({ id }) => id)

describe('a query in an address', () => {
  const CACHED = { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' }
  const PUBLIC = 'query Q($ids: [PostID!]!) { posts(ids: $ids) { id publicMetrics { likeCount } } }'

  const start = async (environment: Record<string, string> = {}) => {
    let time = NOW
    const g = await createTestGateway({
      environment: { ...CACHED, ...environment },
      now: () => time,
    })
    const ids = foreignIds(g)
    const variables = JSON.stringify({ ids })
    return {
      g,
      ids,
      ask: (query = PUBLIC, headers?: Record<string, string>) =>
        get(g, { query, ...(query.includes('$ids') && { variables }) }, headers),
      later: (ms: number) => {
        time += ms
      },
      [Symbol.asyncDispose]: () => g[Symbol.asyncDispose](),
    }
  }

  it('may be kept for as long as the gateway itself keeps what is in it', async () => {
    await using s = await start()
    const { answer, kept } = await s.ask()
    expect(answer.data.posts.map(({ id }: { id: string }) => id)).toEqual(s.ids)
    expect(kept).toBe('public, max-age=60')
    s.later(20_500)
    expect(await s.ask()).toMatchObject({ kept: 'public, max-age=39' })
    expect(s.g.asked()).toHaveLength(1)
    // It ages, and is asked for again behind the answer.
    s.later(45_000)
    expect(await s.ask()).toMatchObject({ kept: 'no-store' })
  })

  it.each([
    [
      'private numbers',
      'query Q($ids: [PostID!]!) { posts(ids: $ids) { organicMetrics { likeCount } } }',
    ],
    ['a part that is missing', '{ posts(ids: ["987654320000"]) { id } }'],
    ['who is asking', '{ viewer { accounts { user { id } } } }'],
    ['no post at all', '{ viewer { loginUrl } }'],
    ['what is left of X’s windows', '{ rateLimits { remaining } }'],
  ])('is not to be kept with %s', async (_, query) => {
    await using s = await start()
    const { status, kept } = await s.ask(query)
    expect([status, kept]).toEqual([200, 'no-store'])
  })

  it('is for those who may ask only, where not everybody may', async () => {
    const key = 'a-key-of-sixteen-letters'
    await using s = await start({ GATEWAY_KEY: key })
    expect(await s.ask()).toMatchObject({ status: 401, kept: 'no-store' })
    expect(await s.ask(PUBLIC, { authorization: `Bearer ${key}` })).toMatchObject({
      status: 200,
      kept: 'private, max-age=60',
    })
  })

  it('that nothing is cached for is not to be kept by others', async () => {
    await using s = await start({ CACHE_TTL_SECONDS: '0' })
    expect(await s.ask()).toMatchObject({ status: 200, kept: 'no-store' })
  })

  it('can be no mutation', async () => {
    await using s = await start()
    const { status, answer } = await s.ask(
      'mutation { disconnectAccount(userId: "1") { user { id } } }',
    )
    expect(status).toBe(405)
    expect(answer.errors).toHaveLength(1)
  })

  it('shows browsers GraphiQL', async () => {
    await using s = await start()
    const page = await fetch(`${s.g.url}/graphql`, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    })
    expect(page.headers.get('content-type')).toContain('text/html')
  })

  it.each([
    ['no query', {}],
    ['variables that are no JSON', { query: '{ viewer { loginUrl } }', variables: '{' }],
    ['a syntax error', { query: '{ viewer ' }],
  ])('with %s is refused', async (_, parameters) => {
    await using s = await start()
    const { answer } = await get(s.g, parameters)
    expect(answer.errors).toHaveLength(1)
    expect(answer.data).toBeUndefined()
  })
})

describe('a query by its hash', () => {
  const persisted = (
    query: string,
    sha256Hash = createHash('sha256').update(query).digest('hex'),
  ) => ({
    persistedQuery: { version: 1, sha256Hash },
  })

  const ways = {
    'by POST': (g: TestGateway, body: object) => postIn(g, body),
    'by GET': (g: TestGateway, body: object) =>
      get(
        g,
        Object.fromEntries(
          Object.entries(body).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        ),
      ),
  }

  it.each(Object.entries(ways))('is answered once its text has come along, %s', async (_, ask) => {
    await using g = await createTestGateway()
    const ids = foreignIds(g)
    const query = 'query Q($ids: [PostID!]!) { posts(ids: $ids) { id } }'
    const extensions = persisted(query)
    const variables = { ids }
    expect(await ask(g, { variables, extensions })).toMatchObject({
      status: 200,
      answer: {
        errors: [
          {
            message: 'PersistedQueryNotFound',
            extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
          },
        ],
      },
    })
    expect(g.asked()).toEqual([])
    const posts = ids.map((id) => ({ id }))
    expect((await ask(g, { query, variables, extensions })).answer.data.posts).toEqual(posts)
    expect((await ask(g, { variables, extensions })).answer.data.posts).toEqual(posts)
  })

  it('is the same for what takes the long way', async () => {
    await using g = await createTestGateway()
    const query = '{ __type(name: "Post") { name } }'
    const extensions = persisted(query)
    const right = { data: { __type: { name: 'Post' } } }
    expect((await postIn(g, { query, extensions })).answer).toMatchObject(right)
    expect((await postIn(g, { extensions })).answer).toMatchObject(right)
    expect((await ways['by GET'](g, { extensions })).answer).toMatchObject(right)
  })

  it('never brings another query’s text', async () => {
    await using g = await createTestGateway()
    const [own] = ownPosts(g.x)
    const query = `{ posts(ids: ${literal([own?.id ?? ''])}) { id } }`
    const extensions = persisted('{ viewer { loginUrl } }')
    const { status, answer } = await postIn(g, { query, extensions })
    expect([status, answer.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect((await postIn(g, { extensions })).answer.errors[0].message).toBe(
      'PersistedQueryNotFound',
    )
  })

  it('is kept for nobody who may not ask', async () => {
    await using g = await createTestGateway({
      environment: { GATEWAY_KEY: 'a-key-of-sixteen-letters' },
    })
    const query = '{ viewer { loginUrl } }'
    expect((await postIn(g, { query, extensions: persisted(query) })).status).toBe(401)
  })

  it.each([
    { persistedQuery: { version: 2, sha256Hash: 'a'.repeat(64) } },
    { persistedQuery: { version: 1, sha256Hash: 'short' } },
    { persistedQuery: 'x' },
  ])('of another kind is none: %j', async (extensions) => {
    await using g = await createTestGateway()
    expect((await postIn(g, { extensions })).answer.errors[0].message).toBe(
      'Must provide query string.',
    )
  })

  it('and other words of clients about themselves change nothing', async () => {
    await using g = await createTestGateway()
    const extensions = { clientLibrary: { name: '@apollo/client', version: '4.0.0' } }
    const { answer } = await postIn(g, { query: '{ viewer { loginUrl } }', extensions })
    expect(answer.data.viewer).toEqual({ loginUrl: expect.any(String) })
  })
})
