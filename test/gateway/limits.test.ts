// How much may be asked for. Each limit holds on both ways, has a setting, and X hears nothing of what is beyond it.

import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'
import { exampleOperations } from '../../src/app/example-operations.ts'
import { readConfig } from '../../src/config/index.ts'
import { follow } from '../kit/events.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { bothWays, LONG_WAY, post } from '../kit/ways.ts'

const GRAPHQL = { accept: 'application/graphql-response+json' }

interface Refusal {
  readonly limit: string
  readonly most: number
  readonly found?: number
}

const expectRefused = async (
  g: TestGateway,
  asked: object,
  { limit, most, found }: Refusal,
): Promise<void> => {
  const ways = [...(await bothWays(g, asked)), ...(await bothWays(g, asked, GRAPHQL))]
  for (const { status, text } of ways) {
    expect(text).toBe(ways[0]?.text)
    expect(status).toBe(400)
    const { data, errors } = JSON.parse(text)
    expect(data).toBeUndefined()
    expect(errors).toHaveLength(1)
    const { message, extensions } = errors[0]
    expect(extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit,
      most,
      ...(found !== undefined && { found }),
    })
    expect(message).toMatch(new RegExp(`^The .* ${most}\\b.*, or raise ${limit}\\.$`))
  }
  expect(ways.map(({ type }) => type)).toEqual([
    ...Array(2).fill('application/json; charset=utf-8'),
    ...Array(2).fill('application/graphql-response+json; charset=utf-8'),
  ])
  expect(g.asked()).toEqual([])
}

const expectAnswered = async (g: TestGateway, asked: object): Promise<void> => {
  for (const { status, text } of await bothWays(g, asked)) {
    expect(status, text).toBe(200)
    expect(JSON.parse(text).data).toBeTruthy()
  }
  g.asked()
}

const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

/** Three of it are allowed. */
const SIZES: readonly (readonly [setting: string, what: string, of: (count: number) => string])[] =
  [
    [
      'MAX_QUERY_ALIASES',
      'aliases',
      (count) => `{ ${times(count, (n) => `a${n}: viewer { loginUrl }`)} }`,
    ],
    [
      'MAX_QUERY_FIELDS',
      'fields',
      (count) =>
        `{ ${['__typename', 'viewer', 'viewer { loginUrl }', 'viewer { loginUrl accounts { owned } }'][count - 1]} }`,
    ],
    [
      'MAX_QUERY_FIELDS',
      'fields of fragments, wherever they are spread',
      (count) =>
        `{ viewer { ${times(count - 1, () => '...V')} } } fragment V on Viewer { loginUrl }`,
    ],
    [
      'MAX_QUERY_DEPTH',
      'levels',
      (count) =>
        count === 3
          ? '{ viewer { accounts { owned } } }'
          : '{ viewer { accounts { user { id } } } }',
    ],
    [
      'MAX_QUERY_DEPTH',
      'levels of fragments',
      (count) =>
        `{ viewer { ...V } } fragment V on Viewer { accounts { ...A } } fragment A on Account { ${count === 3 ? 'owned' : 'user { id }'} }`,
    ],
    [
      'MAX_QUERY_DEPTH',
      'levels of lists',
      (count) =>
        `query ($ids: ${'['.repeat(count)}ID${']'.repeat(count)}) { viewer @skip(if: false) { loginUrl } a: __typename @include(if: ${count === 3 ? 'true' : '[[[[true]]]]'}) }`,
    ],
    [
      'MAX_QUERY_DIRECTIVES',
      'directives',
      (count) => `query { ${times(count, (n) => `a${n}: viewer @skip(if: false) { loginUrl }`)} }`,
    ],
    [
      'MAX_QUERY_OVERLAPS',
      'fields that are written again',
      (count) => `{ ${times(count + 1, () => 'viewer { loginUrl }')} }`,
    ],
    [
      'MAX_QUERY_OVERLAPS',
      'fields that are written again in inline fragments',
      (count) =>
        `{ viewer { loginUrl } ${times(count, () => '... { viewer { accounts { owned } } }')} }`,
    ],
    [
      'MAX_QUERY_OVERLAPS',
      'fields that are written again in a fragment, which has the name of another',
      (count) =>
        `{ ...F } fragment F on Query { ${times(count - 1, () => 'viewer { loginUrl }')} } fragment F on Query { viewer { loginUrl } }`,
    ],
    [
      'MAX_QUERY_OVERLAPS',
      'fragments',
      (count) =>
        `{ ${times(count, (n) => `...F${n}`)} } ${times(count, (n) => `fragment F${n} on Query { viewer { loginUrl } }`)}`,
    ],
  ]

/** Measured, and wrong for other reasons. */
const NEVER_RIGHT = /levels of lists|the name of another/

describe('a query may have', () => {
  it.each(SIZES)('as many as %s says: %s', async (setting, what, of) => {
    await using g = await createTestGateway({ environment: { [setting]: '3' } })
    if (!NEVER_RIGHT.test(what)) await expectAnswered(g, { query: of(3) })
    await expectRefused(g, { query: of(4) }, { limit: setting, most: 3, found: 4 })
  })

  it('as long a text as MAX_QUERY_KB says', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_KB: '1' } })
    const query = '{ viewer { loginUrl } } #'
    await expectAnswered(g, { query: query.padEnd(1024, ' ') })
    await expectRefused(
      g,
      { query: query.padEnd(1025, ' ') },
      { limit: 'MAX_QUERY_KB', most: 1, found: 2 },
    )
  })

  it('as many words and signs as MAX_QUERY_TOKENS says', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_TOKENS: '6' } })
    await expectAnswered(g, { query: '{ viewer { loginUrl } }' })
    await expectAnswered(g, { query: '{ viewer { loginUrl }, } # and words that nobody counts' })
    await expectRefused(
      g,
      { query: '{ viewer { loginUrl } __typename }' },
      { limit: 'MAX_QUERY_TOKENS', most: 6 },
    )
  })
})

describe('the posts that a query can cause to be read', () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n + 1))
  const LIST = 'query ($ids: [PostID!]!)'

  it.each<[string, string, number, string]>([
    ['its ids', '{ posts(ids: ["1", "2", "3"]) { id } }', 3, ''],
    ['every id as often as it is named', '{ a: post(id: 1) { id } b: post(id: 1) { id } }', 2, ''],
    ['those of other fields', '{ privateMetrics(ids: [1, 2, 3]) { data { tweetId } } }', 3, ''],
    ['one that is no list', '{ posts(ids: 1) { id } }', 1, ''],
    [
      'with each the posts that may follow',
      '{ posts(ids: [1, 2]) { conversation { id } } }',
      4,
      '',
    ],
    ['two that it refers to', '{ post(id: 1) { referencedPosts { post { id } } } }', 3, ''],
    [
      'not what is told of those without reading them',
      '{ post(id: 1) { referencedPosts { id } } }',
      1,
      '',
    ],
    ['six versions', '{ post(id: 1) { editHistory { id } } }', 7, ''],
    [
      'and so on',
      '{ posts(ids: [1, 2]) { ...P } } fragment P on Post { author { pinnedPost { referencedPosts { post { id } } } } }',
      8,
      '',
    ],
    [
      'what aliases bring',
      '{ post(id: 1) { a: conversation { id } b: conversation { author { mostRecentPost { id } } } } }',
      4,
      '',
    ],
    [
      'what is written twice only once',
      '{ post(id: 1) { conversation { id } conversation { text } } }',
      2,
      '',
    ],
    ['nothing that is skipped', '{ post(id: 1) { conversation @skip(if: true) { id } } }', 1, ''],
    ['lists in variables', `${LIST} { posts(ids: $ids) { conversation { id } } }`, 6, '3'],
    ['lists of variables', 'query ($id: PostID!) { posts(ids: [$id, $id]) { id } }', 2, 'id'],
    [
      'what the archive is asked for in place of X',
      `{ post(id: 1) { metricsChange(variant: PUBLIC, since: "2026-01-01T00:00:00Z") { since } } }`,
      2,
      '',
    ],
    [
      'those of everybody mentioned',
      '{ post(id: 1) { entities { mentions { user { pinnedPost { id } } } } } }',
      51,
      '',
    ],
  ])('are %s', async (_, query, cost, given) => {
    const variables = given === '3' ? { ids: ids(3) } : given === 'id' ? { id: '1' } : {}
    await using enough = await createTestGateway({ environment: { MAX_QUERY_COST: String(cost) } })
    await expectAnswered(enough, { query, variables })
    if (cost === 1) return
    await using short = await createTestGateway({
      environment: { MAX_QUERY_COST: String(cost - 1) },
    })
    await expectRefused(
      short,
      { query, variables },
      { limit: 'MAX_QUERY_COST', most: cost - 1, found: cost },
    )
  })

  it('depend on what is switched on, and on each request’s own list', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_COST: '4' } })
    const query = `query ($ids: [PostID!]!, $more: Boolean!) { posts(ids: $ids) { id conversation @include(if: $more) { id } } }`
    const refused = { limit: 'MAX_QUERY_COST', most: 4 }
    await expectAnswered(g, { query, variables: { ids: ids(4), more: false } })
    await expectRefused(
      g,
      { query, variables: { ids: ids(5), more: false } },
      { ...refused, found: 5 },
    )
    await expectAnswered(g, { query, variables: { ids: ids(2), more: true } })
    await expectRefused(
      g,
      { query, variables: { ids: ids(3), more: true } },
      { ...refused, found: 6 },
    )
    await expectAnswered(g, { query, variables: { ids: '1', more: true } })
  })

  it('count for mutations, too', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_COST: '1' } })
    const query = `mutation { disconnectAccount(userId: "1") { accounts { user { pinnedPost { id } mostRecentPost { id } } } } }`
    await expectRefused(g, { query }, { limit: 'MAX_QUERY_COST', most: 1, found: 4 })
  })
})

describe('out of bounds', () => {
  it.each<[string, string, string]>([
    ['a thousand aliases', `{ ${times(1000, (n) => `a${n}: __typename`)} }`, 'MAX_QUERY_ALIASES'],
    ['ten thousand levels', '{ viewer '.repeat(10_000), 'MAX_QUERY_TOKENS'],
    ['lists in lists in lists', `{ post(id: ${'['.repeat(3900)}`, 'MAX_QUERY_DEPTH'],
    ['a hundred thousand words', `{ ${'id '.repeat(100_000)} }`, 'MAX_QUERY_KB'],
    [
      'fragments that grow by doubling',
      `{ post(id: 1) { ...F0 } } ${times(15, (n) => `fragment F${n} on Post { conversation { ...F${n + 1} } author { pinnedPost { ...F${n + 1} } } }`)} fragment F15 on Post { id }`,
      'MAX_QUERY_DEPTH',
    ],
    [
      'fragments that grow by doubling, within the levels',
      `{ post(id: 1) { ...F0 } } ${times(11, (n) => `fragment F${n} on Post { conversation { ...F${n + 1} } editHistory { ...F${n + 1} } }`)} fragment F11 on Post { id }`,
      'MAX_QUERY_FIELDS',
    ],
  ])('is %s', async (_, query, setting) => {
    await using g = await createTestGateway()
    for (const { status, text } of await bothWays(g, { query })) {
      expect(status).toBe(400)
      expect(JSON.parse(text).errors).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', limit: setting } },
      ])
    }
  })

  it('are hundreds of thousands of wrong ids, and not each of them is told', async () => {
    await using g = await createTestGateway()
    const query = 'query ($ids: [PostID!]!) { posts(ids: $ids) { id } }'
    const [short, long] = await bothWays(g, { query, variables: { ids: Array(300_000).fill('') } })
    expect(short).toEqual(long)
    const { errors } = JSON.parse(short.text)
    expect(errors.length).toBeLessThan(100)
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('are fragments that spread each other, however they are asked', async () => {
    await using g = await createTestGateway()
    const query =
      '{ post(id: 1) { ...A } } fragment A on Post { conversation { ...B } } fragment B on Post { conversation { ...A } ...B }'
    for (const { text } of await bothWays(g, { query })) {
      const { data, errors } = JSON.parse(text)
      expect(data).toBeUndefined()
      expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
      expect(errors[0].message).toContain('Cannot spread fragment')
    }
    expect(g.asked()).toEqual([])
  })
})

describe('within bounds, as they are set by default,', () => {
  it('is what GraphiQL asks, and its examples', async () => {
    await using g = await createTestGateway()
    const introspection = getIntrospectionQuery({
      specifiedByUrl: true,
      inputValueDeprecation: true,
    })
    const examples = exampleOperations({ world: g.x.world, now: NOW, archive: false })
    const [live = '', ...others] = examples.filter((query) => /^subscription/m.test(query))
    expect(others).toEqual([])
    for (const query of [introspection, ...examples]) {
      if (query !== live) await expectAnswered(g, { query })
    }
    await using events = await follow(g.url, live)
    const { data, errors } = (await events.next())?.data ?? {}
    expect(errors).toBeUndefined()
    expect(data.postMetrics.lost).toEqual([])
  })

  it('are five hundred posts with the posts that they refer to', async () => {
    await using g = await createTestGateway()
    const ids = [...g.x.world.posts.keys()].slice(0, 500)
    const query = `{ posts(ids: ${literal(ids)}) { id referencedPosts { post { id } } } }`
    await expectAnswered(g, { query })
  })
})

describe('a body', () => {
  const ONE = { query: '{ viewer { loginUrl } }' }

  it('may hold several operations, each with its own answer', async () => {
    await using g = await createTestGateway({
      environment: { MAX_BATCH: '3', MAX_QUERY_COST: '1' },
    })
    const { status, text } = await post(
      g,
      JSON.stringify([ONE, { query: '{ posts(ids: [1, 2]) { id } }' }, { query: '{ nothing }' }]),
    )
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject([
      { data: { viewer: {} }, extensions: { upstream: { calls: 0 } } },
      { errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_QUERY_COST' } }] },
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ])
    expect(text).not.toContain('"http"')
  })

  it.each([1, 3])('may hold as many as MAX_BATCH says: %i', async (most) => {
    await using g = await createTestGateway({ environment: { MAX_BATCH: String(most) } })
    const said = (count: number, headers?: Record<string, string>) =>
      post(g, JSON.stringify(Array(count).fill(ONE)), headers)
    expect(JSON.parse((await said(most)).text)).toHaveLength(most)
    for (const headers of [{}, LONG_WAY, GRAPHQL]) {
      const { status, text } = await said(most + 1, headers)
      expect(status).toBe(400)
      expect(JSON.parse(text)).toEqual({
        errors: [
          {
            message: `The body holds ${most + 1} operations, and may hold ${most}. Send several requests, or raise MAX_BATCH.`,
            extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_BATCH', most, found: most + 1 },
          },
        ],
      })
    }
  })

  it.each([
    [
      'variables',
      (lists: string) => `{"query":"{ viewer { loginUrl } }","variables":{"a":${lists}}}`,
    ],
    ['operations', (lists: string) => lists],
  ])('is no endless list of lists as %s', async (_, body) => {
    await using g = await createTestGateway()
    const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    for (const headers of [{}, LONG_WAY]) {
      const { status, text } = await post(g, body(lists(500_000)), headers)
      expect(status).toBe(400)
      expect(JSON.parse(text).errors).toMatchObject([
        { message: expect.stringContaining('levels'), extensions: { code: 'BAD_USER_INPUT' } },
      ])
    }
    // Wide is not deep.
    const wide = JSON.stringify({
      query: '{ viewer { loginUrl } }',
      variables: { a: Array(9000).fill([[[1]]]) },
    })
    expect((await post(g, wide)).status).toBe(200)
  })

  it('may be as large as MAX_BODY_KB says', async () => {
    await using g = await createTestGateway({ environment: { MAX_BODY_KB: '2' } })
    const padded = (size: number): string => JSON.stringify(ONE).padEnd(size, ' ')
    for (const headers of [{}, LONG_WAY]) {
      expect((await post(g, padded(2048), headers)).status).toBe(200)
      const { status, text } = await post(g, padded(2049), headers)
      expect(status).toBe(413)
      expect(JSON.parse(text).errors).toEqual([
        {
          message:
            'The request’s body is larger than 2 KB. Ask for fewer things at once, or raise MAX_BODY_KB.',
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_BODY_KB', most: 2 },
        },
      ])
    }
  })
})

describe('the schema', () => {
  const QUERIES = [
    '{ __schema { types { name } } }',
    '{ __type(name: "Post") { name } }',
    '{ viewer { loginUrl } ...F } fragment F on Query { s: __schema { description } }',
  ]

  it('is told to whoever asks', async () => {
    await using g = await createTestGateway()
    for (const query of QUERIES) await expectAnswered(g, { query })
    for (const { text } of await bothWays(g, { query: '{ viewr { loginUrl } }' })) {
      expect(text).toContain('Did you mean \\"viewer\\"')
    }
  })

  it('is not, with INTROSPECTION=off, and neither are its names hinted at', async () => {
    await using g = await createTestGateway({ environment: { INTROSPECTION: 'off' } })
    for (const query of QUERIES) {
      for (const { status, text } of await bothWays(g, { query })) {
        expect(status).toBe(403)
        const { errors, data } = JSON.parse(text)
        expect(data).toBeUndefined()
        expect(errors).toEqual([
          {
            message: expect.stringMatching(/INTROSPECTION is off.*INTROSPECTION=on\.$/),
            extensions: { code: 'FORBIDDEN' },
          },
        ])
      }
    }
    for (const query of ['{ viewr { loginUrl } }', '{ post(idd: 1) { id } }']) {
      for (const { text } of await bothWays(g, { query })) {
        expect(text).toContain('GRAPHQL_VALIDATION_FAILED')
        expect(text).not.toContain('Did you mean')
      }
    }
    await expectAnswered(g, { query: '{ __typename viewer { __typename } }' })
  })
})

describe('GraphiQL', () => {
  const visit = (g: TestGateway, address = '/graphql') =>
    fetch(`${g.url}${address}`, { headers: { accept: 'text/html,*/*;q=0.8' } })

  it('is shown to browsers', async () => {
    await using g = await createTestGateway()
    expect((await visit(g)).headers.get('content-type')).toContain('text/html')
  })

  it.each(['/graphql', '/graphql?query={viewer{loginUrl}}', '/'])(
    'is off with GRAPHIQL=off, at %s, and a sentence says so',
    async (address) => {
      // With a dashboard, / is that.
      const environment = { GRAPHIQL: 'off', DASHBOARD: 'off' }
      await using g = await createTestGateway({ environment })
      const response = await visit(g, address)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(await response.text()).toMatch(/^GraphiQL is off here \(GRAPHIQL\)\./)
      await expectAnswered(g, { query: '{ viewer { loginUrl } }' })
    },
  )
})

it('settings that cannot be are told all at once', () => {
  expect(() => readConfig({ GRAPHIQL: 'no', MAX_BATCH: '0', MAX_QUERY_COST: 'much' })).toThrow(
    expect.objectContaining({
      mistakes: [
        'MAX_QUERY_COST must be a whole number, but is "much".',
        'MAX_BATCH must be at least 1, but is "0".',
        'GRAPHIQL must be on or off, but is "no".',
      ],
    }),
  )
})
