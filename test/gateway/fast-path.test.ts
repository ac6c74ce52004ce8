// The fast path and the Yoga path give the same responses.

import { request } from 'node:http'

import { describe, expect, it } from 'vitest'

import { createTestGateway, literal } from '../kit/gateway.ts'
import { onBothPaths, post } from '../kit/paths.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const MIXED = `query Mixed($ids: [PostID!]!, $without: Boolean = false) {
  posts(ids: $ids) {
    __typename id
    shown: text @skip(if: $without)
    ...Numbers
    author { ...Person }
    media { __typename mediaKey ... on Video { organicMetrics { viewCount } } ... on Photo { url } }
    quoted: referencedPosts { type post { id author { ...Person } } }
    unavailableMetrics { variant reason message }
  }
  viewer { accounts { user { ...Person } } }
}
query Other { viewer { loginUrl } }
fragment Numbers on Post { publicMetrics { likeCount } organicMetrics { likeCount impressionCount } }
fragment Person on User { id username publicMetrics { followersCount } }`

describe('the fast path and the Yoga path respond alike', () => {
  it.each([
    ['all fields', {}],
    ['a field that is skipped', { without: true }],
  ])('to a query with %s', async (_, variables) => {
    await using g = await createTestGateway()
    const ids = [...ownPosts(g.x).slice(0, 20), ...foreignPosts(g.x).slice(0, 10)].map(
      ({ id }) => id,
    )
    const parameters = {
      query: MIXED,
      operationName: 'Mixed',
      variables: { ids: [...ids, '987654320000'], ...variables },
    }
    const [first] = await onBothPaths(g, parameters)
    // The gateway knows the posts' authors by now.
    const [fast, yoga] = await onBothPaths(g, parameters)
    expect(fast).toEqual(yoga)
    expect(JSON.parse(first.text).errors).toHaveLength(1)
    expect(JSON.parse(first.text).data.posts[25].unavailableMetrics).not.toEqual([])
    expect(JSON.parse(fast.text).data.posts).toHaveLength(31)
  })

  it.each([
    ['no query', {}],
    ['a query that does not parse', { query: '{ posts(ids: ' }],
    ['an unknown field', { query: '{ nothing }' }],
    ['an unknown operation', { query: 'query A { viewer { loginUrl } }', operationName: 'B' }],
    [
      'two operations and no operationName',
      { query: 'query A { viewer { loginUrl } } query B { viewer { loginUrl } }' },
    ],
    [
      'the second of two operations',
      {
        query: 'query A { nothing: viewer { loginUrl } } query B { viewer { loginUrl } }',
        operationName: 'B',
      },
    ],
    ['a missing variable', { query: 'query ($id: PostID!) { post(id: $id) { id } }' }],
    [
      'a wrong variable',
      { query: 'query ($id: PostID!) { post(id: $id) { id } }', variables: { id: 'x' } },
    ],
    ['variables that are not an object', { query: '{ viewer { loginUrl } }', variables: [] }],
    [
      'null for everything else',
      { query: '{ viewer { loginUrl } }', variables: null, operationName: null },
    ],
    ['an unknown member', { query: '{ viewer { loginUrl } }', other: 1 }],
    ['introspection', { query: '{ __type(name: "Post") { name } viewer { loginUrl } }' }],
  ])('to %s', async (_, parameters) => {
    await using g = await createTestGateway()
    const [fast, yoga] = await onBothPaths(g, parameters)
    expect(fast).toEqual(yoga)
  })

  const BY = 'query ($by: UserBy!) { user(by: $by) { id } }'
  const BY_ID = 'query ($id: UserID!) { user(by: { id: $id }) { id } }'
  const BY_NULLABLE = 'query ($id: UserID) { user(by: { id: $id }) { id } }'

  it.each([
    ['an id', '{ user(by: { id: 7 }) { id } }', {}, true],
    ['an id in a variable', BY_ID, { id: '7' }, true],
    ['a variable with an id', BY, { by: { id: '7' } }, true],
    ['none', '{ user(by: {}) { id } }', {}, false],
    ['both', '{ user(by: { id: 7, username: "a" }) { id } }', {}, false],
    ['null', '{ user(by: { id: null }) { id } }', {}, false],
    ['a nullable variable', BY_NULLABLE, { id: '7' }, true],
    ['a nullable variable that is null', BY_NULLABLE, { id: null }, false],
    ['a nullable variable that is missing', BY_NULLABLE, {}, false],
    ['a variable with none', BY, { by: {} }, false],
    ['a variable with both', BY, { by: { id: '7', username: 'a' } }, false],
    ['a variable with one and null', BY, { by: { id: '7', username: null } }, false],
    ['a variable with null', BY, { by: { username: null } }, false],
  ])('to a @oneOf input with %s', async (_, query, variables, isValid) => {
    await using g = await createTestGateway()
    const [fast, yoga] = await onBothPaths(g, { query, variables })
    expect(fast).toEqual(yoga)
    const { data, errors } = JSON.parse(fast.text)
    if (isValid) expect({ data, errors }).toEqual({ data: { user: { id: '7' } } })
    else expect(errors[0].extensions.code).toMatch(/^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/)
    expect(g.takeRequests()).toEqual([])
  })

  it.each([
    undefined,
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json;q=0.9',
    'text/event-stream',
    'text/html',
  ])('with Accept: %s', async (accept) => {
    await using g = await createTestGateway()
    const headers = accept === undefined ? {} : { accept }
    const [fast, yoga] = await onBothPaths(g, { query: '{ viewer { loginUrl } }' }, headers)
    expect(fast).toEqual(yoga)
  })
})

describe('a body', () => {
  const query = JSON.stringify({ query: '{ viewer { loginUrl } }' })

  it.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON;charset=UTF-8', 200],
    ['application/graphql', 200],
    ['text/plain', 415],
    ['multipart/form-data; boundary=x', 415],
  ])('of type %s: %i', async (type, status) => {
    await using g = await createTestGateway()
    const body = type === 'application/graphql' ? '{ viewer { loginUrl } }' : query
    expect((await post(g, body, { 'content-type': type })).status).toBe(status)
  })

  it.each(['', '{', '[]', '"query"', 'null', '{"query": 5}', '\ufffe'])(
    '%j is rejected',
    async (body) => {
      await using g = await createTestGateway()
      const rejected = await post(g, body)
      expect(rejected.status).toBe(400)
      expect(JSON.parse(rejected.text)).toHaveProperty('errors')
      expect(g.takeRequests()).toEqual([])
    },
  )

  it('may be 1 MB; a larger one is not read to its end', async () => {
    await using g = await createTestGateway()
    const padded = (size: number): string => query.padEnd(size, ' ')
    expect((await post(g, padded(2 ** 20))).status).toBe(200)
    const rejected = await post(g, padded(2 ** 20 + 1))
    expect(rejected.status).toBe(413)
    expect(JSON.parse(rejected.text)).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }],
    })
  })

  it('of 10 MB is rejected, and the response arrives', async () => {
    await using g = await createTestGateway()
    for (let attempt = 0; attempt < 5; attempt++) {
      const rejected = await post(g, query.padEnd(10 * 2 ** 20, ' '))
      expect(rejected.status).toBe(413)
      expect(rejected.text).toContain('MAX_BODY_KB')
    }
  })

  it('without Content-Length has the same limit', async () => {
    await using g = await createTestGateway()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(`${g.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      })
      sending.on('error', reject)
      sending.on('response', (response) => {
        resolve(response.statusCode)
        sending.destroy()
      })
      const chunk = Buffer.alloc(2 ** 16, ' ')
      for (let sent = 0; sent <= 2 ** 20; sent += chunk.length) sending.write(chunk)
    })
    expect(status).toBe(413)
  })
})

it('a client that disconnects does not affect other requests', async () => {
  await using g = await createTestGateway()
  const [own] = ownPosts(g.x)
  const query = JSON.stringify({ query: `{ posts(ids: ${literal([own?.id ?? ''])}) { id } }` })
  await new Promise<void>((resolve) => {
    const sending = request(`${g.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': query.length },
    })
    sending.on('error', () => resolve())
    sending.write(query.slice(0, 10), () => sending.destroy(new Error('gone')))
  })
  expect((await post(g, query)).status).toBe(200)
})
