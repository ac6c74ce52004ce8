// Coalescing: concurrent requests with the same credential share calls.

import { expect, it } from 'vitest'

import { createBrowser } from '../kit/browser.ts'
import { createTestGateway, type GraphQLResponse, literal } from '../kit/gateway.ts'
import { ownPosts, visiblePosts } from '../kit/sandbox/posts.ts'

const WRITER = '1289001122334455808'

const setUp = async (environment: Record<string, string> = {}, asX = false) => {
  const g = await createTestGateway({ asX, environment })
  const ids = visiblePosts(g.x).map(({ id }) => id)
  const slow = (ms: number) => g.x.fault({ kind: 'delay', ms })
  const load = (some: readonly string[], fields = 'text'): Promise<GraphQLResponse> =>
    g.query(`{ posts(ids: ${literal(some)}) { id ${fields} } }`)
  return { g, ids, slow, load, [Symbol.asyncDispose]: () => g[Symbol.asyncDispose]() }
}

/** Long enough for requests to meet on a slow machine. */
const PATIENT = { COALESCE_WINDOW_MS: '600' }

const idsIn = ({ data }: GraphQLResponse): string[] =>
  data.posts.map(({ id }: { id: string }) => id)

it('many small queries share few calls, and each gets its own posts', async () => {
  await using s = await setUp(PATIENT)
  s.slow(1000)
  const idLists = Array.from({ length: 40 }, (_, index) => s.ids.slice(index, index + 10))
  const answers = await Promise.all(idLists.map((ids) => s.load(ids)))
  for (const [index, answer] of answers.entries()) {
    expect(answer.errors).toBeUndefined()
    expect(idsIn(answer)).toEqual(idLists[index])
  }
  const requests = s.g.takeRequests()
  expect(requests.length).toBeLessThanOrEqual(10)
  // No post is requested twice.
  const all = requests.flatMap(({ ids }) => ids)
  expect([all.length, new Set(all).size]).toEqual([49, 49])
  const sum = (name: string): number =>
    answers.reduce((total, { extensions }) => total + (extensions.upstream[name] ?? 0), 0)
  expect([sum('calls'), sum('postsRead')]).toEqual([requests.length, 49])
})

it('queries with different fields share a call, and queries with different expansions do not', async () => {
  await using s = await setUp(PATIENT)
  s.g.x.fault({ kind: 'delay', ms: 1000, times: 1 })
  const opener = s.load(s.ids.slice(50, 51))
  await expect.poll(() => s.g.x.requests.length).toBe(1)
  const answers = await Promise.all([
    s.load(s.ids.slice(0, 5), 'lang'),
    s.load(s.ids.slice(3, 9), 'createdAt'),
    s.load(s.ids.slice(5, 9), 'author { name }'),
  ])
  await opener
  expect(answers[0]?.data.posts[4]).toMatchObject({ lang: expect.any(String) })
  expect(answers[1]?.data.posts[0]).toMatchObject({ createdAt: expect.any(String) })
  const requests = s.g.takeRequests().slice(1)
  expect(
    requests.map(({ fields, expansions, ids }) => [fields, expansions, ids.length]).sort(),
  ).toEqual([
    ['author_id', 'author_id', 4],
    ['author_id,created_at,lang', '', 9],
  ])
})

it('a caller that disconnects does not affect callers of the same call', async () => {
  await using s = await setUp()
  s.slow(400)
  const leaving = new AbortController()
  const body = JSON.stringify({ query: `{ posts(ids: ${literal(s.ids.slice(0, 5))}) { text } }` })
  const left = fetch(`${s.g.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: leaving.signal,
  }).catch((error: Error) => error.name)
  await expect.poll(() => s.g.x.requests.length).toBe(1)
  const staying = s.load(s.ids.slice(0, 5))
  leaving.abort()
  expect(await left).toBe('AbortError')
  expect((await staying).errors).toBeUndefined()
  expect(s.g.takeRequests()).toHaveLength(1)
})

it('a failed call fails all waiting requests, but no later ones', async () => {
  await using s = await setUp()
  const failing = s.g.x.fault({ kind: 'html' })
  const answers = await Promise.all([0, 1, 2].map((from) => s.load(s.ids.slice(from, from + 2))))
  for (const { errors } of answers) expect(errors).toHaveLength(2)
  failing.remove()
  expect((await s.load(s.ids.slice(0, 4))).errors).toBeUndefined()
})

it('callers with different credentials never share a call', async () => {
  await using s = await setUp({}, true)
  const browser = createBrowser()
  await browser.logIn(s.g.url, WRITER)
  s.slow(40)
  s.g.takeRequests()
  const own = ownPosts(s.g.x)[0]?.id ?? ''
  const load = (headers: Record<string, string>) =>
    s.g.query(
      `{ post(id: "${own}") { organicMetrics { likeCount } unavailableMetrics { reason } } }`,
      {},
      headers,
    )
  const [owner, stranger] = await Promise.all([
    load({}),
    load({ 'x-forwarded-for': '203.0.113.7' }),
  ])
  expect(owner.data.post.organicMetrics).not.toBeNull()
  expect(stranger.data.post).toEqual({
    organicMetrics: null,
    unavailableMetrics: [{ reason: 'USER_CONTEXT_REQUIRED' }],
  })
  expect(
    s.g
      .takeRequests()
      .map(({ as }) => as)
      .sort(),
  ).toEqual(['app', 'owner'])
})
