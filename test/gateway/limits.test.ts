// Limits of queries and bodies. Each one has a setting and applies on both paths; queries above it send nothing to X.

import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'
import { exampleOperations } from '../../src/app/example-operations.ts'
import { readConfig } from '../../src/config/index.ts'
import { subscribe } from '../kit/events.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { onBothPaths, post, YOGA_PATH } from '../kit/paths.ts'
import { NOW } from '../kit/sandbox/call.ts'

const GRAPHQL = { accept: 'application/graphql-response+json' }

interface Limit {
  readonly limit: string
  readonly max: number
  readonly found?: number
}

const expectLimit = async (
  g: TestGateway,
  parameters: object,
  { limit, max, found }: Limit,
): Promise<void> => {
  const responses = [
    ...(await onBothPaths(g, parameters)),
    ...(await onBothPaths(g, parameters, GRAPHQL)),
  ]
  for (const { status, text } of responses) {
    expect(text).toBe(responses[0]?.text)
    expect(status).toBe(400)
    const { data, errors } = JSON.parse(text)
    expect(data).toBeUndefined()
    expect(errors).toHaveLength(1)
    const { message, extensions } = errors[0]
    expect(extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit,
      max,
      ...(found !== undefined && { found }),
    })
    expect(message).toMatch(new RegExp(`^The .* ${max}\\b.*, or raise ${limit}\\.$`))
  }
  expect(responses.map(({ type }) => type)).toEqual([
    ...Array(2).fill('application/json; charset=utf-8'),
    ...Array(2).fill('application/graphql-response+json; charset=utf-8'),
  ])
  expect(g.takeRequests()).toEqual([])
}

const expectServed = async (g: TestGateway, parameters: object): Promise<void> => {
  for (const { status, text } of await onBothPaths(g, parameters)) {
    expect(status, text).toBe(200)
    expect(JSON.parse(text).data).toBeTruthy()
  }
  g.takeRequests()
}

const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

/** Queries with `count` of the measured thing. Three are allowed. */
const SIZES: readonly (readonly [string, string, query: (count: number) => string])[] = [
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
    (count) => `{ viewer { ${times(count - 1, () => '...V')} } } fragment V on Viewer { loginUrl }`,
  ],
  [
    'MAX_QUERY_DEPTH',
    'levels',
    (count) =>
      count === 3 ? '{ viewer { accounts { owned } } }' : '{ viewer { accounts { user { id } } } }',
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
    'repeated fields',
    (count) => `{ ${times(count + 1, () => 'viewer { loginUrl }')} }`,
  ],
  [
    'MAX_QUERY_OVERLAPS',
    'repeated fields in inline fragments',
    (count) =>
      `{ viewer { loginUrl } ${times(count, () => '... { viewer { accounts { owned } } }')} }`,
  ],
  [
    'MAX_QUERY_OVERLAPS',
    'repeated fields in a fragment with the name of another',
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

/** Queries that are measured, and then invalid for other reasons. */
const ALWAYS_INVALID = /levels of lists|the name of another/

describe('query limits:', () => {
  it.each(SIZES)('%s applies to %s', async (setting, what, query) => {
    await using g = await createTestGateway({ environment: { [setting]: '3' } })
    if (!ALWAYS_INVALID.test(what)) await expectServed(g, { query: query(3) })
    await expectLimit(g, { query: query(4) }, { limit: setting, max: 3, found: 4 })
  })

  it('MAX_QUERY_KB applies to the text', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_KB: '1' } })
    const query = '{ viewer { loginUrl } } #'
    await expectServed(g, { query: query.padEnd(1024, ' ') })
    await expectLimit(
      g,
      { query: query.padEnd(1025, ' ') },
      { limit: 'MAX_QUERY_KB', max: 1, found: 2 },
    )
  })

  it('MAX_QUERY_TOKENS applies to tokens', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_TOKENS: '6' } })
    await expectServed(g, { query: '{ viewer { loginUrl } }' })
    await expectServed(g, { query: '{ viewer { loginUrl }, } # and a comment that does not count' })
    await expectLimit(
      g,
      { query: '{ viewer { loginUrl } __typename }' },
      { limit: 'MAX_QUERY_TOKENS', max: 6 },
    )
  })
})

describe('the cost of a query', () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n + 1))
  const LIST = 'query ($ids: [PostID!]!)'

  it.each<[name: string, query: string, cost: number, given?: string]>([
    ['one per id', '{ posts(ids: ["1", "2", "3"]) { id } }', 3],
    ['one per repetition of an id', '{ a: post(id: 1) { id } b: post(id: 1) { id } }', 2],
    ['one per id of other fields', '{ privateMetrics(ids: [1, 2, 3]) { data { tweetId } } }', 3],
    ['one for an id in place of a list', '{ posts(ids: 1) { id } }', 1],
    [
      'one more per post that a field may load',
      '{ posts(ids: [1, 2]) { conversation { id } } }',
      4,
    ],
    ['two for referenced posts', '{ post(id: 1) { referencedPosts { post { id } } } }', 3],
    [
      'none for references that are not loaded',
      '{ post(id: 1) { referencedPosts { postId } } }',
      1,
    ],
    ['six for the edit history', '{ post(id: 1) { editHistory { id } } }', 7],
    [
      'the product of nested fields',
      '{ posts(ids: [1, 2]) { ...P } } fragment P on Post { author { pinnedPost { referencedPosts { post { id } } } } }',
      8,
    ],
    [
      'one per alias',
      '{ post(id: 1) { a: conversation { id } b: conversation { author { mostRecentPost { id } } } } }',
      4,
    ],
    ['one for repeated fields', '{ post(id: 1) { conversation { id } conversation { text } } }', 2],
    ['none for skipped fields', '{ post(id: 1) { conversation @skip(if: true) { id } } }', 1],
    ['one per id of a variable', `${LIST} { posts(ids: $ids) { conversation { id } } }`, 6, '3'],
    [
      'one per variable in a list',
      'query ($id: PostID!) { posts(ids: [$id, $id]) { id } }',
      2,
      'id',
    ],
    [
      'one per archive field',
      `{ post(id: 1) { metricsChange(variant: PUBLIC, since: "2026-01-01T00:00:00Z") { since } } }`,
      2,
    ],
    [
      'one per possible mention',
      '{ post(id: 1) { entities { mentions { user { pinnedPost { id } } } } } }',
      51,
    ],
  ])('counts %s', async (_, query, cost, given) => {
    const variables = given === '3' ? { ids: ids(3) } : given === 'id' ? { id: '1' } : {}
    await using enough = await createTestGateway({ environment: { MAX_QUERY_COST: String(cost) } })
    await expectServed(enough, { query, variables })
    if (cost === 1) return
    await using short = await createTestGateway({
      environment: { MAX_QUERY_COST: String(cost - 1) },
    })
    await expectLimit(
      short,
      { query, variables },
      { limit: 'MAX_QUERY_COST', max: cost - 1, found: cost },
    )
  })

  it('depends on @include and on the length of each request’s list', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_COST: '4' } })
    const query = `query ($ids: [PostID!]!, $more: Boolean!) { posts(ids: $ids) { id conversation @include(if: $more) { id } } }`
    const limit = { limit: 'MAX_QUERY_COST', max: 4 }
    await expectServed(g, { query, variables: { ids: ids(4), more: false } })
    await expectLimit(g, { query, variables: { ids: ids(5), more: false } }, { ...limit, found: 5 })
    await expectServed(g, { query, variables: { ids: ids(2), more: true } })
    await expectLimit(g, { query, variables: { ids: ids(3), more: true } }, { ...limit, found: 6 })
    await expectServed(g, { query, variables: { ids: '1', more: true } })
  })

  it('applies to mutations, too', async () => {
    await using g = await createTestGateway({ environment: { MAX_QUERY_COST: '1' } })
    const query = `mutation { disconnectAccount(userId: "1") { viewer { accounts { user { pinnedPost { id } mostRecentPost { id } } } } } }`
    await expectLimit(g, { query }, { limit: 'MAX_QUERY_COST', max: 1, found: 4 })
  })
})

describe('with default limits, rejected:', () => {
  it.each<[string, string, string]>([
    ['a thousand aliases', `{ ${times(1000, (n) => `a${n}: __typename`)} }`, 'MAX_QUERY_ALIASES'],
    // Whichever is reached first: the limit, or the end of the parser's stack.
    ['ten thousand levels', '{ viewer '.repeat(10_000), 'MAX_QUERY_(TOKENS|DEPTH)'],
    ['deeply nested lists', `{ post(id: ${'['.repeat(3900)}`, 'MAX_QUERY_DEPTH'],
    ['a hundred thousand tokens', `{ ${'id '.repeat(100_000)} }`, 'MAX_QUERY_KB'],
    [
      'exponential fragments',
      `{ post(id: 1) { ...F0 } } ${times(15, (n) => `fragment F${n} on Post { conversation { ...F${n + 1} } author { pinnedPost { ...F${n + 1} } } }`)} fragment F15 on Post { id }`,
      'MAX_QUERY_DEPTH',
    ],
    [
      'exponential fragments within the depth limit',
      `{ post(id: 1) { ...F0 } } ${times(11, (n) => `fragment F${n} on Post { conversation { ...F${n + 1} } editHistory { ...F${n + 1} } }`)} fragment F11 on Post { id }`,
      'MAX_QUERY_FIELDS',
    ],
  ])('%s', async (_, query, setting) => {
    await using g = await createTestGateway()
    for (const { status, text } of await onBothPaths(g, { query })) {
      expect(status).toBe(400)
      expect(JSON.parse(text).errors).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', limit: expect.stringMatching(setting) } },
      ])
    }
  })

  it('hundreds of thousands of invalid ids, with few errors', async () => {
    await using g = await createTestGateway()
    const query = 'query ($ids: [PostID!]!) { posts(ids: $ids) { id } }'
    const [fast, yoga] = await onBothPaths(g, {
      query,
      variables: { ids: Array(300_000).fill('') },
    })
    expect(fast).toEqual(yoga)
    const { errors } = JSON.parse(fast.text)
    expect(errors.length).toBeLessThan(100)
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('fragments that spread each other', async () => {
    await using g = await createTestGateway()
    const query =
      '{ post(id: 1) { ...A } } fragment A on Post { conversation { ...B } } fragment B on Post { conversation { ...A } ...B }'
    for (const { text } of await onBothPaths(g, { query })) {
      const { data, errors } = JSON.parse(text)
      expect(data).toBeUndefined()
      expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
      expect(errors[0].message).toContain('Cannot spread fragment')
    }
    expect(g.takeRequests()).toEqual([])
  })
})

describe('with default limits, served:', () => {
  it('GraphiQL’s introspection and example operations', async () => {
    await using g = await createTestGateway()
    const introspection = getIntrospectionQuery({
      specifiedByUrl: true,
      inputValueDeprecation: true,
    })
    const examples = exampleOperations({ world: g.x.world, now: NOW, archive: false })
    const [live, ...others] = examples.filter(({ query }) => /^subscription/m.test(query))
    expect(others).toEqual([])
    for (const example of [{ query: introspection }, ...examples]) {
      if (example !== live) await expectServed(g, example)
    }
    await using events = await subscribe(g.url, live?.query ?? '', {
      variables: live?.variables ?? {},
    })
    const { data, errors } = (await events.next())?.data ?? {}
    expect(errors).toBeUndefined()
    expect(data.postMetrics.lost).toEqual([])
  })

  it('five hundred posts with their referenced posts', async () => {
    await using g = await createTestGateway()
    const ids = [...g.x.world.posts.keys()].slice(0, 500)
    const query = `{ posts(ids: ${literal(ids)}) { id referencedPosts { post { id } } } }`
    await expectServed(g, { query })
  })
})

describe('a body', () => {
  const ONE = { query: '{ viewer { loginUrl } }' }

  it('may have several operations, each with its own result', async () => {
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

  it.each([1, 3])('may have up to MAX_BATCH operations: %i', async (most) => {
    await using g = await createTestGateway({ environment: { MAX_BATCH: String(most) } })
    const send = (count: number, headers?: Record<string, string>) =>
      post(g, JSON.stringify(Array(count).fill(ONE)), headers)
    expect(JSON.parse((await send(most)).text)).toHaveLength(most)
    for (const headers of [{}, YOGA_PATH, GRAPHQL]) {
      const { status, text } = await send(most + 1, headers)
      expect(status).toBe(400)
      const rejected = {
        message: `The body has ${most + 1} operations, and the maximum is ${most}. Send several requests, or raise MAX_BATCH.`,
        extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_BATCH', max: most, found: most + 1 },
      }
      expect(JSON.parse(text)).toEqual(Array(most + 1).fill({ errors: [rejected] }))
    }
  })

  it.each([
    [
      'variables',
      (lists: string) => `{"query":"{ viewer { loginUrl } }","variables":{"a":${lists}}}`,
    ],
    ['operations', (lists: string) => lists],
  ])('must not be deeply nested: %s', async (_, body) => {
    await using g = await createTestGateway()
    const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    for (const headers of [{}, YOGA_PATH]) {
      const { status, text } = await post(g, body(lists(500_000)), headers)
      expect(status).toBe(400)
      expect(JSON.parse(text).errors).toMatchObject([
        { message: expect.stringContaining('levels'), extensions: { code: 'BAD_USER_INPUT' } },
      ])
    }
    // Wide JSON is allowed.
    const wide = JSON.stringify({
      query: '{ viewer { loginUrl } }',
      variables: { a: Array(9000).fill([[[1]]]) },
    })
    expect((await post(g, wide)).status).toBe(200)
  })

  it('may be as large as MAX_BODY_KB', async () => {
    await using g = await createTestGateway({ environment: { MAX_BODY_KB: '2' } })
    const padded = (size: number): string => JSON.stringify(ONE).padEnd(size, ' ')
    for (const headers of [{}, YOGA_PATH]) {
      expect((await post(g, padded(2048), headers)).status).toBe(200)
      const { status, text } = await post(g, padded(2049), headers)
      expect(status).toBe(413)
      expect(JSON.parse(text).errors).toEqual([
        {
          message: 'The request body is larger than 2 KB. Split the request, or raise MAX_BODY_KB.',
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_BODY_KB', max: 2 },
        },
      ])
    }
  })
})

describe('introspection', () => {
  const QUERIES = [
    '{ __schema { types { name } } }',
    '{ __type(name: "Post") { name } }',
    '{ viewer { loginUrl } ...F } fragment F on Query { s: __schema { description } }',
  ]

  it('is on by default', async () => {
    await using g = await createTestGateway()
    for (const query of QUERIES) await expectServed(g, { query })
    for (const { text } of await onBothPaths(g, { query: '{ viewr { loginUrl } }' })) {
      expect(text).toContain('Did you mean \\"viewer\\"')
    }
  })

  it('is rejected with INTROSPECTION=off, and errors suggest no names', async () => {
    await using g = await createTestGateway({ environment: { INTROSPECTION: 'off' } })
    for (const query of QUERIES) {
      for (const { status, text } of await onBothPaths(g, { query })) {
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
      for (const { text } of await onBothPaths(g, { query })) {
        expect(text).toContain('GRAPHQL_VALIDATION_FAILED')
        expect(text).not.toContain('Did you mean')
      }
    }
    await expectServed(g, { query: '{ __typename viewer { __typename } }' })
  })
})

describe('GraphiQL', () => {
  const visit = (g: TestGateway, path: string) =>
    fetch(`${g.url}${path}`, { headers: { accept: 'text/html,*/*;q=0.8' } })

  it.each(['/graphql', '/graphql?query={viewer{loginUrl}}', '/'])(
    'is disabled with GRAPHIQL=off, at %s, with a message',
    async (path) => {
      // Otherwise / is the dashboard.
      const environment = { GRAPHIQL: 'off', DASHBOARD: 'off' }
      await using g = await createTestGateway({ environment })
      const response = await visit(g, path)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(await response.text()).toMatch(/^GraphiQL is disabled \(GRAPHIQL\)\./)
      await expectServed(g, { query: '{ viewer { loginUrl } }' })
    },
  )
})

it('all invalid settings are reported in one error', () => {
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
