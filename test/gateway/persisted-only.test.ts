// With PERSISTED_QUERIES only what a file lists is answered, however it is asked for.

import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { createTestGateway, type TestGateway, temporary } from '../kit/gateway.ts'
import { bothWays, LONG_WAY, post } from '../kit/ways.ts'

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

/** The same in an address. */
const get = async ({ url }: TestGateway, asked: object) => {
  const parameters = Object.entries(asked).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const response = await fetch(
    `${url}/graphql?${new URLSearchParams(Object.fromEntries(parameters))}`,
    { headers: { accept: 'application/json' } },
  )
  return { status: response.status, text: await response.text() }
}

const everyWay = async (g: TestGateway, asked: object) => [
  ...(await bothWays(g, asked)),
  await get(g, asked),
]

const withFile = async (content: string): Promise<TestGateway> => {
  using directory = temporary()
  const path = join(directory.path, 'queries.json')
  writeFileSync(path, content)
  return await createTestGateway({ environment: { PERSISTED_QUERIES: path } })
}

describe.each(Object.entries(MANIFESTS))('a manifest %s', (_, manifest) => {
  it.each<[string, object]>([
    ['their text', { query: LISTED }],
    ['their text and its hash', { query: LISTED, extensions: persisted(hashed(LISTED)) }],
    ['their SHA-256', { extensions: persisted(hashed(LISTED)) }],
    ['the manifest’s own name for them', { extensions: persisted(hashed(LISTED, 'sha1')) }],
  ])('lets queries be asked by %s', async (_name, asked) => {
    await using g = await withFile(JSON.stringify(manifest))
    for (const { status, text } of await everyWay(g, asked)) {
      expect(status).toBe(200)
      expect(JSON.parse(text).data.viewer).toEqual({ loginUrl: expect.any(String) })
    }
  })

  it('lists what takes the long way, too', async () => {
    await using g = await withFile(JSON.stringify(manifest))
    for (const asked of [{ query: TYPE }, { extensions: persisted(hashed(TYPE)) }]) {
      for (const { text } of await everyWay(g, asked)) {
        expect(JSON.parse(text).data).toEqual({ __type: { name: 'Post' } })
      }
    }
  })

  it.each<[string, object]>([
    ['their text', { query: OTHER }],
    ['almost the same text', { query: `${LISTED} ` }],
    ['text and hash', { query: OTHER, extensions: persisted(hashed(OTHER)) }],
    [
      'their text, with the hash of a listed one',
      { query: OTHER, extensions: persisted(hashed(LISTED)) },
    ],
    ['a hash', { extensions: persisted(hashed(OTHER)) }],
    ['a hash that is none', { extensions: persisted('__proto__') }],
    ['no GraphQL', { query: '{' }],
  ])('refuses others by %s', async (_name, asked) => {
    await using g = await withFile(JSON.stringify(manifest))
    for (const { status, text } of await everyWay(g, asked)) {
      expect(status).toBe(403)
      expect(JSON.parse(text)).toEqual({
        errors: [
          {
            message:
              'Only queries that the file of PERSISTED_QUERIES lists are answered here, and this one is not in it. Add it there, or leave PERSISTED_QUERIES unset.',
            extensions: { code: 'PERSISTED_QUERY_REQUIRED' },
          },
        ],
      })
    }
    expect(g.asked()).toEqual([])
  })
})

it('each operation of a batch has to be listed', async () => {
  await using g = await withFile(JSON.stringify(MANIFESTS['of Apollo']))
  for (const headers of [{}, LONG_WAY]) {
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
  'bodies of type %s have to be listed, too',
  async (type) => {
    await using g = await withFile(JSON.stringify(MANIFESTS['of Code Generator']))
    const body = (query: string): string =>
      type === 'application/graphql' ? query : String(new URLSearchParams({ query }))
    const said = (query: string) =>
      post(g, body(query), { 'content-type': type, 'apollo-require-preflight': 'true' })
    expect((await said(LISTED)).status).toBe(200)
    expect((await said(OTHER)).status).toBe(403)
  },
)

it('without a file everything is answered', async () => {
  await using g = await createTestGateway()
  expect((await post(g, JSON.stringify({ query: OTHER }))).status).toBe(200)
})

describe('the gateway does not start with a file that', () => {
  it.each([
    ['is no JSON', '{', 'it is no JSON.'],
    ['is something else', '{"a": 1}', 'it is neither'],
    ['is a list', '[]', 'it is neither'],
    [
      'is a manifest of another version',
      '{"format":"apollo-persisted-query-manifest","version":"2"}',
      'it is neither',
    ],
    ['lists nothing', '{}', 'it lists no query'],
    ['lists what is no GraphQL', '{"abc": "query {"}', 'what it calls "abc" is no GraphQL'],
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

  it('is not there', async () => {
    await expect(
      createTestGateway({ environment: { PERSISTED_QUERIES: '/nowhere/queries.json' } }),
    ).rejects.toThrow(
      /^PERSISTED_QUERIES is "\/nowhere\/queries.json", but it cannot be read\. ENOENT/,
    )
  })
})
