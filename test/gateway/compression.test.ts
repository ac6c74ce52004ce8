// Compressed responses, and conditional requests.

import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

interface Received {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** Sends a request as it is: fetch adds Accept-Encoding, and decompresses. */
const send = async (
  url: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Received> => {
  const method = body === undefined ? 'GET' : 'POST'
  const sent = request(url, { method, headers: { 'content-type': 'application/json', ...headers } })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const bytes = Buffer.concat(await response.toArray())
  return { status: response.statusCode ?? 0, headers: response.headers, bytes }
}

const DECODE = { br: brotliDecompressSync, gzip: gunzipSync }

let g: TestGateway
let query: string
beforeAll(async () => {
  g = await createTestGateway({ environment: { CACHE_TTL_SECONDS: '60' } })
  const ids = foreignPosts(g.x)
    .slice(0, 100)
    .map(({ id }) => id)
  query = `{ posts(ids: ${literal(ids)}) { id text createdAt publicMetrics { likeCount retweetCount replyCount } } }`
})
afterAll(() => g[Symbol.asyncDispose]())

describe.each([
  ['the fast path', 'application/json'],
  ['the Yoga path', 'application/json; charset="utf-8"'],
])('%s', (_, type) => {
  const ask = (accepted: string | undefined, text = query) =>
    send(
      `${g.url}/graphql`,
      {
        'content-type': type,
        ...(accepted !== undefined && { 'accept-encoding': accepted }),
      },
      JSON.stringify({ query: text }),
    )

  it.each<[string, 'br' | 'gzip']>([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['GZIP;q=0.5, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
  ])('compresses a large answer for Accept-Encoding: %s', async (accepted, encoding) => {
    const plain = await ask(undefined)
    expect(plain.headers['content-encoding']).toBeUndefined()
    const { headers, bytes } = await ask(accepted)
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers['content-length']).toBe(String(bytes.length))
    expect(headers.vary).toContain('accept-encoding')
    const { data } = JSON.parse(DECODE[encoding](bytes).toString())
    expect(data).toEqual(JSON.parse(plain.bytes.toString()).data)
    expect(bytes.length).toBeLessThan(plain.bytes.length / 2)
  })

  it.each(['identity', 'deflate', 'br;q=0', ''])('does not for %j', async (accepted) => {
    expect((await ask(accepted)).headers['content-encoding']).toBeUndefined()
  })

  it('does not compress a small answer', async () => {
    const { headers } = await ask('br', '{ viewer { loginUrl } }')
    expect(headers['content-encoding']).toBeUndefined()
  })
})

it('COMPRESSION=off leaves it to a proxy', async () => {
  await using off = await createTestGateway({ on: g.x, environment: { COMPRESSION: 'off' } })
  const headers = { 'accept-encoding': 'br, gzip' }
  const answered = await send(`${off.url}/graphql`, headers, JSON.stringify({ query }))
  const schema = await send(`${off.url}/schema.graphql`, headers)
  for (const { status, headers, bytes } of [answered, schema]) {
    expect([status, headers['content-encoding']]).toEqual([200, undefined])
    expect(bytes.length).toBeGreaterThan(10_000)
  }
})

describe('a GET of public data', () => {
  const get = (text: string, headers: Record<string, string> = {}) =>
    send(`${g.url}/graphql?${new URLSearchParams({ query: text })}`, {
      accept: 'application/json',
      ...headers,
    })

  it('is 304 for its ETag while the data is the same, whatever it cost', async () => {
    const first = await get(query)
    const { etag = '' } = first.headers
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/)
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `"x", ${etag.slice(2)}`, 'accept-encoding': 'br' },
    ]) {
      const again = await get(query, headers)
      expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, etag])
      expect(again.headers['cache-control']).toMatch(/^public, max-age=\d+$/)
    }
    expect((await get(query, { 'if-none-match': 'W/"other"' })).status).toBe(200)
    expect((await get(query.replace('replyCount', ''))).headers.etag).not.toBe(etag)
  })

  it('has no ETag if it must not be stored', async () => {
    const { status, headers } = await get('{ viewer { loginUrl } }', { 'if-none-match': '*' })
    expect([status, headers.etag]).toEqual([200, undefined])
  })
})

describe('/schema.graphql', () => {
  it('serves the schema, compressed, and 304', async () => {
    const { headers, bytes } = await send(`${g.url}/schema.graphql`, { 'accept-encoding': 'br' })
    expect(brotliDecompressSync(bytes).toString()).toContain('type Post')
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'content-encoding': 'br' })
    const etag = headers.etag ?? ''
    expect((await send(`${g.url}/schema.graphql`, { 'if-none-match': etag })).status).toBe(304)
  })

  it.each([
    ['introspection is off', { INTROSPECTION: 'off' }, 404],
    ['the key is missing', { GATEWAY_KEY: 'a-key-of-sixteen-letters' }, 401],
  ])('is not served if %s', async (_, environment, status) => {
    await using closed = await createTestGateway({ on: g.x, environment })
    expect((await send(`${closed.url}/schema.graphql`)).status).toBe(status)
  })
})

it('GraphiQL is a small page that must not be stored, with immutable files', async () => {
  const load = async (encoding: string) => {
    const headers = { accept: 'text/html', 'accept-encoding': encoding }
    const page = await send(`${g.url}/graphql`, headers)
    expect(page.headers['cache-control']).toBe('no-store')
    const html = DECODE[page.headers['content-encoding'] as 'br'](page.bytes).toString()
    const paths = [...html.matchAll(/(?:src|href)="(\/graphiql\/[\w-]{22}\.\w+)"/g)]
    expect(paths).toHaveLength(3)
    const files = await Promise.all(paths.map(([, path]) => send(`${g.url}${path}`, headers)))
    for (const { status, headers } of files) {
      expect([status, headers['cache-control']]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ])
    }
    const bytes = files.reduce((sum, { bytes }) => sum + bytes.length, page.bytes.length)
    return { first: bytes, second: page.bytes.length }
  }
  for (const encoding of ['gzip', 'br']) {
    const { first, second } = await load(encoding)
    expect(first).toBeLessThan(3e6)
    expect(second).toBeLessThan(20_000)
  }
  expect((await send(`${g.url}/graphiql/other.js`)).status).toBe(404)
})
