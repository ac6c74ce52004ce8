// Failures of X: retries, deadlines, the circuit breaker and the bulkhead.

import { describe, expect, it } from 'vitest'
import type { Fault } from '../../sandbox/index.ts'
import { createTestGateway, type GraphQLResponse, literal } from '../kit/gateway.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { foreignPosts, visiblePosts } from '../kit/sandbox/posts.ts'

const setUp = async (environment: Record<string, string> = {}, now?: () => number) => {
  const g = await createTestGateway({ environment, ...(now && { now }) })
  const ids = foreignPosts(g.x).map(({ id }) => id)
  const ask = (some: readonly string[] = ids.slice(0, 3)): Promise<GraphQLResponse> =>
    g.query(`{ posts(ids: ${literal(some)}) { text } }`)
  return { g, ids, ask, [Symbol.asyncDispose]: () => g[Symbol.asyncDispose]() }
}

const codesOf = ({ errors = [] }: GraphQLResponse): string[] => [
  ...new Set(errors.map(({ extensions }) => extensions.code)),
]

const RETRIES = { UPSTREAM_RETRIES: '2' }

describe('retries', () => {
  it.each<Fault>([
    { kind: 'reset' },
    { kind: 'half-body' },
    { kind: 'wrong-length' },
    { kind: 'html', status: 502 },
    { kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' },
    { kind: 'answer', status: 504 },
  ])('after $kind $status', async (fault) => {
    await using s = await setUp(RETRIES)
    s.g.x.fault({ ...fault, times: 2 })
    const answer = await s.ask()
    expect(answer.errors).toBeUndefined()
    expect(answer.extensions.upstream).toMatchObject({ calls: 3, postsRead: 3 })
    s.g.x.fault(fault)
    expect(codesOf(await s.ask())).toHaveLength(1)
    expect(s.g.takeRequests()).toHaveLength(6)
  })

  it('do not follow permanent errors', async () => {
    await using s = await setUp({ ...RETRIES, UPSTREAM_TIMEOUT_MS: '1000' })
    const useless: Fault[] = [
      { kind: 'hang' },
      { kind: 'html', status: 200 },
      { kind: 'garbage' },
      { kind: 'empty' },
      { kind: 'refuse', as: 'internal-error' },
      { kind: 'refuse', as: 'client-forbidden' },
      { kind: 'refuse', as: 'credits-depleted' },
      { kind: 'refuse', as: 'usage-capped' },
      { kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true },
    ]
    for (const fault of useless) {
      s.g.takeRequests()
      const armed = s.g.x.fault(fault)
      expect(codesOf(await s.ask()), JSON.stringify(fault)).toHaveLength(1)
      expect(s.g.takeRequests(), JSON.stringify(fault)).toHaveLength(1)
      armed.remove()
    }
  })

  it('wait for a rate limit that resets before the query’s deadline', async () => {
    const begin = performance.now()
    const now = () => NOW + performance.now() - begin
    await using s = await setUp({ ...RETRIES, QUERY_TIMEOUT_MS: '20000' }, now)
    const usedUntil = (reset: number): Fault => ({
      kind: 'answer',
      status: 429,
      times: 1,
      headers: {
        'x-rate-limit-limit': '300',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(reset),
      },
    })
    const soon = Math.ceil(now() / 1000) + 1
    s.g.x.fault(usedUntil(soon))
    expect((await s.ask()).errors).toBeUndefined()
    expect(now()).toBeGreaterThanOrEqual(soon * 1000)
    const late = soon + 60
    s.g.x.fault(usedUntil(late))
    expect(codesOf(await s.ask())).toEqual(['RATE_LIMITED'])
    expect(now()).toBeLessThan(late * 1000)
  })
})

it('a query ends at its deadline with the posts fetched so far', async () => {
  await using s = await setUp({ QUERY_TIMEOUT_MS: '1500' })
  const all = visiblePosts(s.g.x)
    .slice(0, 101)
    .map(({ id }) => id)
  s.g.x.fault({ kind: 'hang', when: ({ query }) => query.ids === all[100] })
  const value = await s.ask(all)
  expect(value.errors).toMatchObject([
    { path: ['posts', 100], extensions: { code: 'UPSTREAM_TIMEOUT' } },
  ])
  expect(value.errors?.[0]?.message).toContain('QUERY_TIMEOUT_MS')
  expect(value.data.posts.slice(0, 100)).not.toContain(null)
})

it('the circuit breaker opens after repeated failures, and closes when X recovers', async () => {
  await using s = await setUp()
  const down = s.g.x.fault({ kind: 'reset' })
  for (let query = 0; query < 30; query++) {
    expect(codesOf(await s.ask())).toEqual(['UPSTREAM_UNAVAILABLE'])
  }
  expect(s.g.takeRequests().length).toBeGreaterThanOrEqual(10)
  expect(s.g.x.requests.length).toBeLessThan(20)
  // From time to time, a query is the probe that closes the circuit.
  await expect.poll(async () => (await s.ask()).errors?.[0]?.message).toContain('suspended')
  down.remove()
  await expect.poll(async () => codesOf(await s.ask())).toEqual([])
})

describe('too many concurrent calls', () => {
  const NARROW = { UPSTREAM_CONCURRENCY: '2', UPSTREAM_QUEUE: '2', COALESCE_WINDOW_MS: '0' }

  it('are queued up to a limit, and rejected immediately beyond it', async () => {
    await using s = await setUp(NARROW)
    s.g.x.fault({ kind: 'hang', times: 2 })
    const hanging = s.ids.slice(0, 2).map((id) => s.ask([id]).catch(() => {}))
    await expect.poll(() => s.g.x.requests.length).toBe(2)
    const waiting = s.ids.slice(2, 4).map((id) => s.ask([id]).catch(() => {}))
    const refused = () => s.ask([s.ids[5] ?? ''])
    await expect
      .poll(async () => (await refused()).errors?.[0]?.message)
      .toContain('UPSTREAM_QUEUE')
    expect(codesOf(await refused())).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(await Promise.race([...hanging, ...waiting, 'the others wait'])).toBe('the others wait')
    expect(s.g.x.requests).toHaveLength(2)
    await s.g[Symbol.asyncDispose]()
    await Promise.all([...hanging, ...waiting])
  })

  it('are answered in turn', async () => {
    await using s = await setUp({ ...NARROW, UPSTREAM_QUEUE: '20' })
    s.g.x.fault({ kind: 'delay', ms: 20 })
    const answers = await Promise.all(s.ids.slice(0, 12).map((id) => s.ask([id])))
    for (const { errors } of answers) expect(errors).toBeUndefined()
    expect(s.g.takeRequests()).toHaveLength(12)
  })

  it('have a timeout that includes the time in the queue', async () => {
    await using s = await setUp({ ...NARROW, UPSTREAM_TIMEOUT_MS: '1500' })
    s.g.x.fault({ kind: 'hang' })
    const ends = await Promise.all(
      s.ids.slice(0, 4).map(async (id) => {
        expect(codesOf(await s.ask([id]))[0]).toMatch(/^UPSTREAM_/)
        return performance.now()
      }),
    )
    // The queued calls end with the first ones, and not one timeout later.
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(1500)
  })
})
