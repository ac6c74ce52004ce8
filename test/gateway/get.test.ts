// Queries in the URL, which shared caches may store, and automatic persisted queries.

import { createHash } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
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
    caching: response.headers.get('cache-control'),
    body: await response.json(),
  }
}

const postTo = async (g: TestGateway, body: object) => {
  const response = await postJson(`${g.url}/graphql`, body, ACCEPT)
  return { status: response.status, body: await response.json() }
}

const foreignIds = (g: TestGateway): string[] =>
  foreignPosts(g.x)
    .slice(0, 3)
    .map(({ id }) => id)

describe('a query in the URL', () => {
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

  it('may be stored until the gateway’s own cache entries expire', async () => {
    await using s = await start()
    const { body, caching } = await s.ask()
    expect(body.data.posts.map(({ id }: { id: string }) => id)).toEqual(s.ids)
    expect(caching).toBe('public, max-age=60')
    s.later(20_500)
    expect(await s.ask()).toMatchObject({ caching: 'public, max-age=39' })
    expect(s.g.takeRequests()).toHaveLength(1)
    // The stale entry is served while it is revalidated.
    s.later(45_000)
    expect(await s.ask()).toMatchObject({ caching: 'no-store' })
  })

  it.each([
    [
      'private numbers',
      'query Q($ids: [PostID!]!) { posts(ids: $ids) { organicMetrics { likeCount } } }',
    ],
    ['a post that does not exist', '{ posts(ids: ["987654320000"]) { id } }'],
    ['the viewer', '{ viewer { accounts { user { id } } } }'],
    ['no post at all', '{ viewer { loginUrl } }'],
    ['X’s rate limits', '{ rateLimits { remaining } }'],
  ])('must not be stored with %s', async (_, query) => {
    await using s = await start()
    const { status, caching } = await s.ask(query)
    expect([status, caching]).toEqual([200, 'no-store'])
  })

  it('may be stored by private caches only if callers need the key', async () => {
    const key = 'a-key-of-sixteen-letters'
    await using s = await start({ GATEWAY_KEY: key })
    expect(await s.ask()).toMatchObject({ status: 401, caching: 'no-store' })
    expect(await s.ask(PUBLIC, { authorization: `Bearer ${key}` })).toMatchObject({
      status: 200,
      caching: 'private, max-age=60',
    })
  })

  it('must not be stored if the gateway’s cache is off', async () => {
    await using s = await start({ CACHE_TTL_SECONDS: '0' })
    expect(await s.ask()).toMatchObject({ status: 200, caching: 'no-store' })
  })

  it('must not be a mutation', async () => {
    await using s = await start()
    const { status, body } = await s.ask(
      'mutation { disconnectAccount(userId: "1") { viewer { user { id } } } }',
    )
    expect(status).toBe(405)
    expect(body.errors).toHaveLength(1)
  })

  it('is not run for browsers, which get GraphiQL', async () => {
    await using s = await start()
    const page = await fetch(`${s.g.url}/graphql`, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    })
    expect(page.headers.get('content-type')).toContain('text/html')
  })

  it.each([
    ['no query', {}],
    ['variables that are not JSON', { query: '{ viewer { loginUrl } }', variables: '{' }],
    ['a syntax error', { query: '{ viewer ' }],
  ])('with %s is rejected', async (_, parameters) => {
    await using s = await start()
    const { body } = await get(s.g, parameters)
    expect(body.errors).toHaveLength(1)
    expect(body.data).toBeUndefined()
  })
})

describe('a persisted query', () => {
  const persisted = (
    query: string,
    sha256Hash = createHash('sha256').update(query).digest('hex'),
  ) => ({
    persistedQuery: { version: 1, sha256Hash },
  })

  const methods = {
    'by POST': (g: TestGateway, body: object) => postTo(g, body),
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

  it.each(Object.entries(methods))(
    'runs by its hash once its text was sent, %s',
    async (_, send) => {
      await using g = await createTestGateway()
      const ids = foreignIds(g)
      const query = 'query Q($ids: [PostID!]!) { posts(ids: $ids) { id } }'
      const extensions = persisted(query)
      const variables = { ids }
      expect(await send(g, { variables, extensions })).toMatchObject({
        status: 200,
        body: {
          errors: [
            {
              message: 'PersistedQueryNotFound',
              extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
            },
          ],
        },
      })
      expect(g.takeRequests()).toEqual([])
      const posts = ids.map((id) => ({ id }))
      expect((await send(g, { query, variables, extensions })).body.data.posts).toEqual(posts)
      expect((await send(g, { variables, extensions })).body.data.posts).toEqual(posts)
    },
  )

  it('works on the Yoga path, too', async () => {
    await using g = await createTestGateway()
    const query = '{ __type(name: "Post") { name } }'
    const extensions = persisted(query)
    const expected = { data: { __type: { name: 'Post' } } }
    expect((await postTo(g, { query, extensions })).body).toMatchObject(expected)
    expect((await postTo(g, { extensions })).body).toMatchObject(expected)
    expect((await methods['by GET'](g, { extensions })).body).toMatchObject(expected)
  })

  it('is rejected if its text and hash do not match', async () => {
    await using g = await createTestGateway()
    const [own] = ownPosts(g.x)
    const query = `{ posts(ids: ${literal([own?.id ?? ''])}) { id } }`
    const extensions = persisted('{ viewer { loginUrl } }')
    const { status, body } = await postTo(g, { query, extensions })
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect((await postTo(g, { extensions })).body.errors[0].message).toBe('PersistedQueryNotFound')
  })

  it('is rejected without the key', async () => {
    await using g = await createTestGateway({
      environment: { GATEWAY_KEY: 'a-key-of-sixteen-letters' },
    })
    const query = '{ viewer { loginUrl } }'
    expect((await postTo(g, { query, extensions: persisted(query) })).status).toBe(401)
  })

  it.each([
    { persistedQuery: { version: 2, sha256Hash: 'a'.repeat(64) } },
    { persistedQuery: 'x' },
  ])('of another kind is ignored: %j', async (extensions) => {
    await using g = await createTestGateway()
    expect((await postTo(g, { extensions })).body.errors[0].message).toEqual(
      expect.stringContaining('The request has no query.'),
    )
  })

  it('is the only extension that has an effect', async () => {
    await using g = await createTestGateway()
    const extensions = { clientLibrary: { name: '@apollo/client', version: '4.0.0' } }
    const { body } = await postTo(g, { query: '{ viewer { loginUrl } }', extensions })
    expect(body.data.viewer).toEqual({ loginUrl: expect.any(String) })
  })
})
