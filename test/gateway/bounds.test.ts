// Limits of the memory, the response size, the calls to X and the cost of one request body, summed over its operations.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { describe, expect, it } from 'vitest'

import { readConfig } from '../../src/config/index.ts'
import { createDocuments } from '../../src/execution/documents.ts'
import { schema } from '../../src/schema/index.ts'
import { subscribe } from '../kit/events.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { onBothPaths, post, YOGA_PATH } from '../kit/paths.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

const idIn = (g: TestGateway): string => foreignPosts(g.x)[0]?.id ?? ''

const heapAfterCollection = (): number => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

describe('the document cache', () => {
  it('stays within its memory limit, also with small texts that compile to large programs', () => {
    const { limits } = readConfig({})
    const documents = createDocuments({ schema, limits, introspection: true })
    const fields = times(22, (n) => `f${n}: text`)
    const spreads = times(80, (n) => `a${n}: post(id: 1) { ...F }`)
    const before = heapAfterCollection()
    for (let count = 0; count < 40; count++) {
      const text = `query Q${count} { ${spreads} } fragment F on Post { ${fields} }`
      expect(documents.prepare(text, undefined, {})).toBeDefined()
    }
    const megabytes = (heapAfterCollection() - before) / 2 ** 20
    // Keeps the documents reachable until here.
    expect(documents.prepare('{ __typename }', undefined, {})).toBeDefined()
    expect(megabytes).toBeLessThan(90)
  })

  it('stays within it with invalid documents, whose errors hold on to nothing', () => {
    const { limits } = readConfig({})
    const documentBytes = 8 * 2 ** 20
    const documents = createDocuments({ schema, limits, introspection: true, documentBytes })
    const before = heapAfterCollection()
    for (let count = 0; count < 1000; count++) {
      documents.prepare(`{ post(id: 1) { nothing${count} } }`, undefined, {})
      documents.prepare(`{ post(id: ${count}) { id`, undefined, {})
    }
    const bytes = heapAfterCollection() - before
    expect(documents.prepare('{ __typename }', undefined, {})).toBeDefined()
    expect(bytes).toBeLessThan(documentBytes * 1.5)
  })
})

describe('a response', () => {
  const TOO_LARGE = {
    message:
      'The answer is larger than 1 MB. Select fewer fields, request fewer posts, or raise MAX_ANSWER_MB.',
    extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_ANSWER_MB', max: 1 },
  }
  const ONE_MB = {
    environment: {
      MAX_ANSWER_MB: '1',
      MAX_QUERY_ALIASES: '100000',
      MAX_QUERY_FIELDS: '100000',
      MAX_QUERY_TOKENS: '100000',
    },
  }

  /** A query whose response has about that many bytes. */
  const queryOf = (g: TestGateway, bytes: number, fields = 'note { text }'): string => {
    const ids = Array(50).fill(idIn(g))
    const aliases = Math.floor(bytes / 50 / 30)
    return `{ posts(ids: ${literal(ids)}) { ${times(aliases, (n) => `n${n}: id`)} ${fields} } }`
  }

  it.each([
    ['with posts', ''],
    ['with posts that load others', 'conversation { id }'],
    ['with introspection', 'text } __schema { queryType { name }'],
  ])('%s is not larger than MAX_ANSWER_MB, on both paths', async (_, fields) => {
    await using g = await createTestGateway(ONE_MB)
    for (const { status, text } of await onBothPaths(g, { query: queryOf(g, 2 ** 21, fields) })) {
      expect(status).toBe(200)
      const { data, errors, extensions } = JSON.parse(text)
      expect({ data, errors }).toEqual({ data: null, errors: [TOO_LARGE] })
      expect(extensions.upstream.calls).toBeGreaterThan(0)
    }
    for (const { text } of await onBothPaths(g, { query: queryOf(g, 2 ** 19, fields) })) {
      expect(JSON.parse(text).errors).toBeUndefined()
    }
  })

  it('to a batch is not larger either', async () => {
    await using g = await createTestGateway(ONE_MB)
    const operations = Array(5).fill({ query: queryOf(g, 300_000) })
    const { text } = await post(g, JSON.stringify(operations))
    expect(text.length).toBeLessThan(1.1 * 2 ** 20)
    const results = JSON.parse(text) as { errors?: unknown }[]
    const rejected = results.filter(({ errors }) => errors !== undefined)
    expect(rejected.length).toBeGreaterThan(0)
    for (const { errors } of rejected) expect(errors).toEqual([TOO_LARGE])
  })

  it('includes its errors in its size', async () => {
    await using g = await createTestGateway({
      environment: { ...ONE_MB.environment, MAX_QUERY_COST: '100000', ARCHIVE: 'on' },
    })
    const aliases = times(
      30,
      (n) =>
        `a${n}: metricsHistory(variant: PUBLIC, since: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z") { at }`,
    )
    const id = idIn(g)
    const query = `{ posts(ids: ${literal(Array(50).fill(id))}) { ${aliases} } }`
    for (const { text } of await onBothPaths(g, { query })) {
      expect(JSON.parse(text).errors).toEqual([TOO_LARGE])
    }
  })

  it('in a stream has the limit for each message', async () => {
    await using g = await createTestGateway(ONE_MB)
    const id = idIn(g)
    const fields = times(400, (n) => `n${n}: id m${n}: text`)
    const ids = [...g.x.world.posts.keys()].slice(0, 50)
    await using events = await subscribe(
      g.url,
      `subscription { postMetrics(ids: ${literal([id, ...ids])}) { posts { ${fields} } } }`,
    )
    expect((await events.next())?.data).toMatchObject({ data: null, errors: [TOO_LARGE] })
  })

  it('that was too large does not affect the next one', async () => {
    await using g = await createTestGateway(ONE_MB)
    const first = await g.query('{ __typename }')
    for (let count = 0; count < 3; count++) await g.query(queryOf(g, 2 ** 21))
    expect(await g.query('{ __typename }')).toEqual(first)
  })
})

describe('calls to X', () => {
  const FEW = { environment: { MAX_UPSTREAM_CALLS: '3' } }
  const REFUSED = {
    extensions: { code: 'LIMIT_EXCEEDED', limit: 'MAX_UPSTREAM_CALLS', max: 3 },
  }

  it('are limited by MAX_UPSTREAM_CALLS; posts fetched by then are served', async () => {
    await using g = await createTestGateway(FEW)
    const ids = [...g.x.world.posts.keys()].slice(0, 500)
    const query = `{ posts(ids: ${literal(ids)}) { id } }`
    for (const { text } of await onBothPaths(g, { query })) {
      const { data, errors, extensions } = JSON.parse(text)
      expect(extensions.upstream.calls).toBe(3)
      expect(data.posts.filter(Boolean).length).toBeGreaterThan(200)
      expect(data.posts.slice(300)).toEqual(Array(ids.length - 300).fill(null))
      expect(errors.at(-1)).toMatchObject({ path: ['posts', ids.length - 1], ...REFUSED })
    }
  })

  it('are counted for timelines and users as well', async () => {
    await using g = await createTestGateway(FEW)
    const authors = [...new Set([...g.x.world.posts.values()].map((each) => each.authorId))]
    const users = times(
      5,
      (n) => `u${n}: user(by: { id: "${authors[n]}" }) { posts(first: 5) { nodes { id } } }`,
    )
    const { data, errors, extensions } = await g.query(`{ ${users} }`)
    expect(extensions.upstream.calls).toBe(3)
    expect(
      Object.values(data).filter((each) => (each as { posts: unknown }).posts === null),
    ).toHaveLength(2)
    expect(errors).toHaveLength(2)
    expect(errors).toMatchObject([REFUSED, REFUSED])
    const named = `query ($ids: [UserID!]!) { users(ids: $ids) { name } }`
    const many = await g.query(named, { ids: Array.from({ length: 400 }, (_, n) => String(n + 1)) })
    expect(many.extensions.upstream.calls).toBe(3)
    expect(many.errors?.at(-1)).toMatchObject({ path: ['users', 399], ...REFUSED })
  })

  it('are counted for the body, not for each operation', async () => {
    await using g = await createTestGateway(FEW)
    const ids = [...g.x.world.posts.keys()]
    const operations = Array.from({ length: 5 }, (_, n) => ({
      query: `{ posts(ids: ${literal(ids.slice(n * 100, n * 100 + 100))}) { id } }`,
    }))
    const { text } = await post(g, JSON.stringify(operations))
    const results = JSON.parse(text) as { extensions: { upstream: { calls: number } } }[]
    expect(results.reduce((sum, each) => sum + each.extensions.upstream.calls, 0)).toBe(3)
  })

  it('that exceed one request’s limit do not fail in another', async () => {
    await using g = await createTestGateway(FEW)
    const ids = [...g.x.world.posts.keys()].slice(0, 500)
    const [, other] = await Promise.all([
      g.query(`{ posts(ids: ${literal(ids)}) { id } }`),
      g.query(`{ posts(ids: ${literal(ids.slice(300, 400))}) { id } }`),
    ])
    expect(
      (other.errors ?? []).filter(({ extensions }) => extensions.code === 'LIMIT_EXCEEDED'),
    ).toEqual([])
  })
})

describe('a batch', () => {
  it('has the limits of one query for all its operations together', async () => {
    await using g = await createTestGateway({
      environment: { MAX_QUERY_COST: '4', MAX_QUERY_FIELDS: '8', MAX_QUERY_ALIASES: '2' },
    })
    const limitsOf = async (...queries: string[]) => {
      const { text } = await post(g, JSON.stringify(queries.map((query) => ({ query }))))
      return (JSON.parse(text) as { errors?: { extensions: { limit?: string } }[] }[]).map(
        ({ errors }) => errors?.[0]?.extensions.limit,
      )
    }
    const two = '{ posts(ids: [1, 2]) { id } }'
    expect(await limitsOf(two, two, two)).toEqual([undefined, undefined, 'MAX_QUERY_COST'])
    const alias = '{ a: __typename }'
    expect(await limitsOf(alias, alias, alias)).toEqual([undefined, undefined, 'MAX_QUERY_ALIASES'])
    const fields = '{ viewer { loginUrl __typename } }'
    expect(await limitsOf(fields, fields, fields)).toEqual([
      undefined,
      undefined,
      'MAX_QUERY_FIELDS',
    ])
  })

  it('may have ten introspection fields', async () => {
    await using g = await createTestGateway()
    const schemas = (count: number): string =>
      `{ ${times(count, (n) => `a${n}: __schema { queryType { name } }`)} }`
    for (const { status, text } of await onBothPaths(g, { query: schemas(11) })) {
      expect(status).toBe(400)
      expect(JSON.parse(text).errors).toEqual([
        {
          message:
            'The body selects __schema, __type and _service 11 times; the maximum is 10. Request the schema once.',
          extensions: { code: 'LIMIT_EXCEEDED', max: 10, found: 11 },
        },
      ])
    }
    const spread = `{ ...A ...B } fragment A on Query { ${times(6, (n) => `a${n}: __typename`)} ...C } fragment B on Query { ...C } fragment C on Query { ${times(6, (n) => `t${n}: __type(name: "Post") { name }`)} }`
    for (const { status } of await onBothPaths(g, { query: spread })) expect(status).toBe(400)
    const { text } = await post(g, JSON.stringify(Array(3).fill({ query: schemas(5) })))
    const results = JSON.parse(text) as { errors?: object[] }[]
    expect(results.map(({ errors }) => errors === undefined)).toEqual([true, true, false])
  })
})

describe('users', () => {
  it.each<[string, number]>([
    ['{ users(ids: ["1", "2", "3"]) { name } }', 6],
    ['{ a: user(by: { id: "1" }) { name } b: user(by: { username: "x" }) { name } }', 4],
    ['{ posts(ids: [1, 2, 3]) { author { name } } }', 3],
    ['{ viewer { accounts { user { name } } } }', 2],
  ])('cost as much as two posts each: %s', async (query, cost) => {
    await using enough = await createTestGateway({ environment: { MAX_QUERY_COST: String(cost) } })
    for (const { status } of await onBothPaths(enough, { query })) expect(status).toBe(200)
    await using short = await createTestGateway({
      environment: { MAX_QUERY_COST: String(cost - 1) },
    })
    for (const { text } of await onBothPaths(short, { query })) {
      expect(JSON.parse(text).errors[0].extensions).toMatchObject({
        code: 'LIMIT_EXCEEDED',
        limit: 'MAX_QUERY_COST',
        found: cost,
      })
    }
  })
})

describe('names of inherited properties', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'coerced', 'sources']

  it.each(NAMES)('are ordinary names in GraphQL: %s', async (name) => {
    await using g = await createTestGateway()
    const id = idIn(g)
    const query = `query ${name}($${name}: Boolean!, $id: PostID!) {
      ${name}: post(id: $id) { ...${name} ${name}: id @include(if: $${name}) }
    } fragment ${name} on Post { __typename }`
    const body = `{"query":${JSON.stringify(query)},"operationName":"${name}","variables":{"${name}":true,"id":"${id}"}}`
    for (const headers of [{}, YOGA_PATH]) {
      const { status, text } = await post(g, body, headers)
      expect([status, text.split(',"extensions"')[0]]).toEqual([
        200,
        `{"data":{"${name}":{"__typename":"Post","${name}":"${id}"}}`,
      ])
    }
    const { status, text } = await post(
      g,
      `{"query":"{ __typename }","${name}":1,"extensions":{"${name}":{}},"variables":{"${name}":1}}`,
      YOGA_PATH,
    )
    expect(status, text).toBeLessThan(500)
    const url = `${g.url}/graphql?query={__typename}&${name}=1`
    const response = await fetch(url, { headers: { accept: 'application/json' } })
    expect(response.status).toBeLessThan(500)
  })
})

describe('names of operations', () => {
  it('are labels up to 64 characters; longer ones are counted as other', async () => {
    await using g = await createTestGateway()
    const fits = 'n'.repeat(64)
    const long = 'n'.repeat(65)
    for (const name of [fits, long, 'x'.repeat(100_000)]) {
      await g.query(`query ${name} { __typename }`)
      await post(g, JSON.stringify({ query: `query ${name} { __typename }` }), YOGA_PATH)
    }
    const text = await (await fetch(`${g.url}/metrics`)).text()
    expect(text).toContain(`gateway_requests_total{operation="${fits}",code="OK"} 2`)
    expect(text).toContain('gateway_requests_total{operation="other",code="OK"} 4')
    expect(text).not.toContain(long)
  })
})
