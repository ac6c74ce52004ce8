// With PERSISTED_QUERIES, only the queries listed in a file are allowed, on every path.

import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { createTestGateway, type TestGateway, temporary } from '../kit/gateway.ts'
import { onBothPaths, post, YOGA_PATH } from '../kit/paths.ts'

const LISTED = 'query Login { viewer { loginUrl } }'
const TYPE = 'query Type { __type(name: "Post") { name } }'
const OTHER = '{ viewer { accounts { owned } } }'

const hashed = (text: string, algorithm = 'sha256'): string =>
  createHash(algorithm).update(text).digest('hex')

const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } })

const MANIFESTS = {
  'of Code Generator': {
    [hashed(LISTED, 'sha1')]: LISTED,
    [hashed(TYPE, 'sha1')]: TYPE,
  },
  'of Apollo': {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [
      { id: hashed(LISTED, 'sha1'), name: 'Login', type: 'query', body: LISTED },
      { id: hashed(TYPE, 'sha1'), name: 'Type', type: 'query', body: TYPE },
    ],
  },
}

/** The same parameters in the URL. */
const get = async ({ url }: TestGateway, request: object) => {
  const parameters = Object.entries(request).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const response = await fetch(
    `${url}/graphql?${new URLSearchParams(Object.fromEntries(parameters))}`,
    { headers: { accept: 'application/json' } },
  )
  return { status: response.status, text: await response.text() }
}

const onEveryPath = async (g: TestGateway, request: object) => [
  ...(await onBothPaths(g, request)),
  await get(g, request),
]

const withFile = async (content: string): Promise<TestGateway> => {
  using directory = temporary()
  const path = join(directory.path, 'queries.json')
  writeFileSync(path, content)
  return await createTestGateway({ environment: { PERSISTED_QUERIES: path } })
}

describe.each(Object.entries(MANIFESTS))('a manifest %s', (_, manifest) => {
  it.each<[string, object]>([
    ['text', { query: LISTED }],
    ['text and hash', { query: LISTED, extensions: persisted(hashed(LISTED)) }],
    ['SHA-256', { extensions: persisted(hashed(LISTED)) }],
    ['id in the manifest', { extensions: persisted(hashed(LISTED, 'sha1')) }],
    ['SHA-256 as documentId', { documentId: `sha256:${hashed(LISTED)}` }],
    ['id as documentId', { documentId: hashed(LISTED, 'sha1') }],
  ])('allows listed queries by %s', async (_name, request) => {
    await using g = await withFile(JSON.stringify(manifest))
    for (const { status, text } of await onEveryPath(g, request)) {
      expect(status).toBe(200)
      expect(JSON.parse(text).data.viewer).toEqual({ loginUrl: expect.any(String) })
    }
  })

  it('applies to the Yoga path, too', async () => {
    await using g = await withFile(JSON.stringify(manifest))
    for (const request of [{ query: TYPE }, { extensions: persisted(hashed(TYPE)) }]) {
      for (const { text } of await onEveryPath(g, request)) {
        expect(JSON.parse(text).data).toEqual({ __type: { name: 'Post' } })
      }
    }
  })

  it.each<[string, object]>([
    ['text', { query: OTHER }],
    ['text that differs in a space', { query: `${LISTED} ` }],
    ['text and hash', { query: OTHER, extensions: persisted(hashed(OTHER)) }],
    [
      'text with the hash of a listed query',
      { query: OTHER, extensions: persisted(hashed(LISTED)) },
    ],
    ['hash', { extensions: persisted(hashed(OTHER)) }],
    ['invalid hash', { extensions: persisted('__proto__') }],
    ['invalid GraphQL', { query: '{' }],
  ])('rejects other queries by %s', async (_name, request) => {
    await using g = await withFile(JSON.stringify(manifest))
    for (const { status, text } of await onEveryPath(g, request)) {
      expect(status).toBe(403)
      expect(JSON.parse(text)).toEqual({
        errors: [
          {
            message:
              'This query is not in the file of PERSISTED_QUERIES. Add it there, or leave PERSISTED_QUERIES unset to allow all queries.',
            extensions: { code: 'PERSISTED_QUERY_REQUIRED' },
          },
        ],
      })
    }
    expect(g.takeRequests()).toEqual([])
  })
})

it('each operation of a batch must be listed', async () => {
  await using g = await withFile(JSON.stringify(MANIFESTS['of Apollo']))
  for (const headers of [{}, YOGA_PATH]) {
    const { text } = await post(
      g,
      JSON.stringify([
        { query: LISTED },
        { query: OTHER },
        { extensions: persisted(hashed(TYPE)) },
      ]),
      headers,
    )
    expect(JSON.parse(text)).toMatchObject([
      { data: { viewer: {} } },
      { errors: [{ extensions: { code: 'PERSISTED_QUERY_REQUIRED' } }] },
      { data: { __type: { name: 'Post' } } },
    ])
  }
})

it.each(['application/graphql', 'application/x-www-form-urlencoded'])(
  'queries in bodies of type %s must be listed, too',
  async (type) => {
    await using g = await withFile(JSON.stringify(MANIFESTS['of Code Generator']))
    const body = (query: string): string =>
      type === 'application/graphql' ? query : String(new URLSearchParams({ query }))
    const send = (query: string) =>
      post(g, body(query), { 'content-type': type, 'apollo-require-preflight': 'true' })
    expect((await send(LISTED)).status).toBe(200)
    expect((await send(OTHER)).status).toBe(403)
  },
)

it('without a file, all queries are allowed', async () => {
  await using g = await createTestGateway()
  expect((await post(g, JSON.stringify({ query: OTHER }))).status).toBe(200)
})

describe('the gateway does not start with a file that', () => {
  it.each([
    ['is not JSON', '{', 'it is not valid JSON.'],
    ['has another format', '{"a": 1}', 'it is neither'],
    ['is a list', '[]', 'it is neither'],
    [
      'is a manifest of another version',
      '{"format":"apollo-persisted-query-manifest","version":"2"}',
      'it is neither',
    ],
    ['lists nothing', '{}', 'it lists no queries'],
    ['lists invalid GraphQL', '{"abc": "query {"}', 'its query "abc" is not valid GraphQL'],
  ])('%s', async (_, content, why) => {
    await expect(withFile(content)).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message: expect.stringMatching(
          new RegExp(`^PERSISTED_QUERIES is ".*queries.json", but ${why}`),
        ),
      }),
    )
  })

  it('does not exist', async () => {
    await expect(
      createTestGateway({ environment: { PERSISTED_QUERIES: '/nowhere/queries.json' } }),
    ).rejects.toThrow(
      /^PERSISTED_QUERIES is "\/nowhere\/queries.json", but it cannot be read\. ENOENT/,
    )
  })
})
