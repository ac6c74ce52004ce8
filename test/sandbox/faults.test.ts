import { describe, expect, it, vi } from 'vitest'

import type { Fault, Refusal, Sandbox } from '../../sandbox/index.ts'
import { generateWorld } from '../../sandbox/world/index.ts'
import { getX, NOW, sandboxAt } from '../kit/sandbox/call.ts'

const PATH = '/2/tweets?ids=20'

const failure = async (x: Sandbox): Promise<string> => {
  try {
    await getX(x, PATH)
    return 'answered'
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined
    return cause?.code ?? (error as Error).name
  }
}

describe('faults', () => {
  it.each<[Refusal, number, string, string]>([
    ['unauthorized', 401, 'Unauthorized', 'about:blank'],
    ['forbidden', 403, 'Forbidden', 'about:blank'],
    ['client-forbidden', 403, 'Client Forbidden', 'https://api.x.com/2/problems/client-forbidden'],
    ['credits-depleted', 402, 'Payment Required', 'https://api.x.com/2/problems/credits-depleted'],
    ['account-credits-depleted', 402, 'CreditsDepleted', 'https://api.x.com/2/problems/credits'],
    ['rate-limited', 429, 'Too Many Requests', 'about:blank'],
    ['usage-capped', 429, 'UsageCapExceeded', 'https://api.x.com/2/problems/usage-capped'],
    ['internal-error', 500, 'Internal Server Error', 'about:blank'],
    ['unavailable', 503, 'Service Unavailable', 'about:blank'],
  ])('%s is X’s own %i', async (as, status, title, type) => {
    await using x = await sandboxAt()
    x.fault({ kind: 'refuse', as, times: 1 })
    const refused = await getX(x, PATH)
    expect([refused.status, refused.body.title, refused.body.type]).toEqual([status, title, type])
    // X sends the headers of the window when the credits are depleted.
    const window = status === 402 ? ['3500', '3499'] : [null, null]
    expect(
      ['limit', 'remaining'].map((name) => refused.headers.get(`x-rate-limit-${name}`)),
    ).toEqual(window)
    expect(refused.headers.get('date')).toBe(new Date(NOW).toUTCString())
    expect((await getX(x, PATH)).status).toBe(200)
  })

  it('a 429 has the headers of an exhausted window on request, or the text of 2020', async () => {
    await using x = await sandboxAt()
    x.fault({ kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true, times: 1 })
    expect((await getX(x, PATH)).headers.get('x-rate-limit-remaining')).toBe('0')
    x.fault({ kind: 'refuse', as: 'rate-limited-in-text', times: 1 })
    const { text, headers } = await getX(x, PATH)
    expect([text, headers.get('content-type')]).toEqual([
      'Rate limit exceeded\n',
      'text/plain;charset=utf-8',
    ])
  })

  it('a 503 has X’s sentinel limit on request', async () => {
    await using x = await sandboxAt()
    x.fault({ kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' })
    expect((await getX(x, PATH)).headers.get('x-rate-limit-limit')).toBe('40000')
  })

  it.each<[Fault['kind'], Fault, string]>([
    ['reset', { kind: 'reset' }, 'ECONNRESET'],
    ['half-body', { kind: 'half-body' }, 'UND_ERR_SOCKET'],
    ['wrong-length', { kind: 'wrong-length' }, 'UND_ERR_SOCKET'],
    ['garbage', { kind: 'garbage' }, 'SyntaxError'],
  ])('%s breaks one response, and the next one is complete', async (_, fault, code) => {
    await using x = await sandboxAt()
    const armed = x.fault({ ...fault, times: 1 })
    const seen = await failure(x)
    expect(seen === code || (code !== 'SyntaxError' && seen.startsWith('UND_ERR'))).toBe(true)
    expect(armed.hits).toBe(1)
    expect(await failure(x)).toBe('answered')
  })

  it('a hang sends no response and ends when the sandbox is closed', async () => {
    const x = await sandboxAt()
    x.fault({ kind: 'hang' })
    const asked = failure(x)
    await expect.poll(() => x.requests.length).toBe(1)
    expect(x.requests[0]?.status).toBe(0)
    await x.close()
    expect(await asked).toMatch(/^UND_ERR_SOCKET$|^ECONNRESET$/)
  })

  it('a delay sends the unaltered response later', async () => {
    await using x = await sandboxAt()
    x.fault({ kind: 'delay', ms: 60, jitterMs: 10 })
    const started = performance.now()
    expect((await getX(x, PATH)).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(45)
  })

  it('a hydration failure removes the field and reports it', async () => {
    await using x = await sandboxAt()
    x.fault({ kind: 'hydration-failure', field: 'lang', times: 1 })
    const path = '/2/tweets?ids=1204084171334832128&tweet.fields=lang,author_id'
    const { items, body } = await getX(x, path)
    expect(Object.keys(items[0] ?? {})).not.toContain('lang')
    expect(body.errors?.[0]).toMatchObject({
      detail:
        "The 'lang' field could not be fully resolved for this request and may be missing or incomplete.",
      type: 'https://api.x.com/2/problems/field-hydration-failure',
    })
    expect((await getX(x, path)).items[0]).toHaveProperty('lang', 'en')
  })

  it('HTML, empty and arbitrary bodies have any status', async () => {
    await using x = await sandboxAt()
    x.fault({ kind: 'html', status: 200, times: 1 })
    expect((await getX(x, PATH)).text).toMatch(/^<!DOCTYPE html>/)
    x.fault({ kind: 'empty', times: 1 })
    expect((await getX(x, PATH)).text).toBe('')
    x.fault({ kind: 'answer', status: 418, body: { teapot: true }, headers: { 'x-mine': '1' } })
    const { status, body, headers } = await getX(x, PATH)
    expect([status, body, headers.get('x-mine')]).toEqual([418, { teapot: true }, '1'])
  })

  it('a fault applies only to matching requests, in the order of activation, until it is removed', async () => {
    await using x = await sandboxAt()
    const armed = x.fault({
      kind: 'refuse',
      as: 'unavailable',
      when: ({ query, context }) => context === 'app' && query.ids === '20',
    })
    expect((await getX(x, '/2/tweets?ids=21')).status).toBe(200)
    expect((await getX(x, PATH, 'owner')).status).toBe(200)
    expect((await getX(x, PATH)).status).toBe(503)
    armed.remove()
    expect((await getX(x, PATH)).status).toBe(200)
    expect(armed.hits).toBe(1)
    expect(x.requests.map(({ status }) => status)).toEqual([200, 200, 503, 200])
  })
})

it('an exception in the sandbox is one 500, and the sandbox keeps running', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const grown = generateWorld(1, NOW)
  const get = (id: string) => {
    if (id === '20') throw new Error('unexpected')
    return grown.posts.get(id)
  }
  const posts = Object.assign(Object.create(grown.posts), { get })
  await using x = await sandboxAt({ seed: { ...grown, posts } })
  expect((await getX(x, PATH)).status).toBe(500)
  expect((await getX(x, '/2/tweets?ids=21')).status).toBe(200)
  expect(stderr).toHaveBeenCalledOnce()
  stderr.mockRestore()
})
