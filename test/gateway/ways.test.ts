// Plain queries take a shorter way than everything else. No client can tell.

import { request } from 'node:http'

import { describe, expect, it } from 'vitest'

import { createTestGateway, literal } from '../kit/gateway.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'
import { bothWays, post } from '../kit/ways.ts'

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

describe('a plain query is answered as by the long way', () => {
  it.each([
    ['as it is', {}],
    ['with a part left out', { without: true }],
  ])('%s', async (_, variables) => {
    await using g = await createTestGateway()
    const ids = [...ownPosts(g.x).slice(0, 20), ...foreignPosts(g.x).slice(0, 10)].map(
      ({ id }) => id,
    )
    const asked = {
      query: MIXED,
      operationName: 'Mixed',
      variables: { ids: [...ids, '987654320000'], ...variables },
    }
    const [first] = await bothWays(g, asked)
    // By then it is known who wrote what.
    const [short, long] = await bothWays(g, asked)
    expect(short).toEqual(long)
    expect(JSON.parse(first.text).errors).toHaveLength(1)
    expect(JSON.parse(first.text).data.posts[25].unavailableMetrics).not.toEqual([])
    expect(JSON.parse(short.text).data.posts).toHaveLength(31)
  })

  it.each([
    ['no query', {}],
    ['a query that is none', { query: '{ posts(ids: ' }],
    ['an unknown field', { query: '{ nothing }' }],
    ['an unknown operation', { query: 'query A { viewer { loginUrl } }', operationName: 'B' }],
    [
      'no word of which operation',
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
    ['variables that are no object', { query: '{ viewer { loginUrl } }', variables: [] }],
    [
      'null for everything else',
      { query: '{ viewer { loginUrl } }', variables: null, operationName: null },
    ],
    ['a member that nobody knows', { query: '{ viewer { loginUrl } }', other: 1 }],
    ['introspection', { query: '{ __type(name: "Post") { name } viewer { loginUrl } }' }],
  ])('%s', async (_, asked) => {
    await using g = await createTestGateway()
    const [short, long] = await bothWays(g, asked)
    expect(short).toEqual(long)
  })

  it.each([
    undefined,
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json;q=0.9',
    'text/event-stream',
    'text/html',
  ])('to a client that takes %s', async (accept) => {
    await using g = await createTestGateway()
    const headers = accept === undefined ? {} : { accept }
    const [short, long] = await bothWays(g, { query: '{ viewer { loginUrl } }' }, headers)
    expect(short).toEqual(long)
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
    'that is %j is refused',
    async (body) => {
      await using g = await createTestGateway()
      const said = await post(g, body)
      expect(said.status).toBe(400)
      expect(JSON.parse(said.text)).toHaveProperty('errors')
      expect(g.asked()).toEqual([])
    },
  )

  it('may be 1 MB, and is not read any further', async () => {
    await using g = await createTestGateway()
    const padded = (size: number): string => query.padEnd(size, ' ')
    expect((await post(g, padded(2 ** 20))).status).toBe(200)
    const said = await post(g, padded(2 ** 20 + 1))
    expect(said.status).toBe(413)
    expect(JSON.parse(said.text)).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }],
    })
  })

  it('of 10 MB is refused in words that arrive', async () => {
    await using g = await createTestGateway()
    for (let attempt = 0; attempt < 5; attempt++) {
      const said = await post(g, query.padEnd(10 * 2 ** 20, ' '))
      expect(said.status).toBe(413)
      expect(said.text).toContain('MAX_BODY_KB')
    }
  })

  it('whose size is not told is bounded, too', async () => {
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

it('a client that goes away harms nobody', async () => {
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
