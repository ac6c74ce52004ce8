// The rate budget, with a fake clock.

import { describe, expect, it } from 'vitest'

import { RateLimited } from '../../../src/x/errors.ts'
import { createRateBudget, type RateWindow } from '../../../src/x/rate-budget.ts'

const START = Date.parse('2026-11-20T00:00:00Z')
const MINUTE = 60_000
const POSTS = 'GET /2/tweets'

const setUp = () => {
  const clock = { time: START }
  const changes: RateWindow[] = []
  const budget = createRateBudget({
    now: () => clock.time,
    onChange: (window) => changes.push(window),
  })
  const settle = (status: number, headers: Record<string, string> = {}): void =>
    budget.settle(undefined, POSTS, status, headers)
  const window = () => budget.windowOf(undefined, POSTS)
  return { clock, changes, budget, settle, window }
}

const headers = (remaining: number, afterMs = 10 * MINUTE, limit = 300) => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String((START + afterMs) / 1000),
})

const windowWith = (remaining: number, afterMs = 10 * MINUTE): RateWindow => ({
  userId: undefined,
  endpoint: POSTS,
  limit: 300,
  remaining,
  resetAt: START + afterMs,
})

describe('reservations', () => {
  it('are unlimited while the window is unknown', () => {
    const { budget } = setUp()
    for (let count = 0; count < 1000; count++) budget.reserve(undefined, POSTS)
    expect(budget.isExhausted(undefined, POSTS)).toBe(false)
  })

  it('count against the rest of the window until they are settled', () => {
    const { budget, settle } = setUp()
    settle(200, headers(2))
    budget.reserve(undefined, POSTS)
    budget.reserve(undefined, POSTS)
    expect(budget.isExhausted(undefined, POSTS)).toBe(true)
    expect(() => budget.reserve(undefined, POSTS)).toThrow(RateLimited)
    settle(0)
    expect(budget.isExhausted(undefined, POSTS)).toBe(false)
  })

  it('of one user and endpoint leave the others alone', () => {
    const { budget, settle } = setUp()
    settle(200, headers(0))
    expect(budget.isExhausted(undefined, POSTS)).toBe(true)
    expect(budget.isExhausted('7', POSTS)).toBe(false)
    expect(budget.isExhausted(undefined, 'GET /2/users')).toBe(false)
  })

  it('fail with the end of the window, and succeed after it', () => {
    const { budget, clock, settle } = setUp()
    settle(200, headers(0))
    clock.time += MINUTE
    expect(() => budget.reserve(undefined, POSTS)).toThrow(
      expect.objectContaining({
        code: 'RATE_LIMITED',
        resetAt: START + 10 * MINUTE,
        details: {
          context: 'APP',
          retryAfterSeconds: 540,
          resetAt: new Date(START + 10 * MINUTE).toISOString(),
        },
      }),
    )
    clock.time += 9 * MINUTE
    expect(() => budget.reserve(undefined, POSTS)).not.toThrow()
  })
})

describe('headers', () => {
  it('of responses that arrive out of order never raise the rest of a window', () => {
    const { settle, window } = setUp()
    settle(200, headers(5))
    settle(200, headers(7))
    expect(window()?.remaining).toBe(5)
    settle(200, headers(299, 14 * MINUTE))
    expect(window()).toEqual(windowWith(299, 14 * MINUTE))
  })

  it.each([
    ['missing', {}],
    ['a sentinel', headers(39_998, 10 * MINUTE, 40_000)],
    ['no numbers', { ...headers(5), 'x-rate-limit-limit': 'many' }],
    ['negative', { ...headers(5), 'x-rate-limit-reset': '-1' }],
    ['a limit of zero', headers(0, 10 * MINUTE, 0)],
    ['a limit beyond Int', headers(5, 10 * MINUTE, 2 ** 31)],
    ['about a window that is over', headers(5, 0)],
  ])('that are %s change nothing', (_, absurd) => {
    const { changes, settle, window } = setUp()
    settle(200, absurd)
    expect([window(), changes]).toEqual([undefined, []])
  })

  it('are corrected to a rest below the limit and an end within 15 minutes', () => {
    const { settle, window } = setUp()
    settle(200, headers(10_000, 3_600_000))
    expect(window()).toEqual(windowWith(300, 15 * MINUTE))
  })

  it('of a 429 response mean an empty window', () => {
    const { settle, window } = setUp()
    settle(429, headers(3))
    expect(window()?.remaining).toBe(0)
  })
})

it('backs off after 429 responses without headers: 15 seconds, doubled up to 15 minutes', () => {
  const { clock, settle, window } = setUp()
  const waits = Array.from({ length: 8 }, () => {
    settle(429)
    const { resetAt = 0, limit } = window() ?? {}
    const wait = (resetAt - clock.time) / 1000
    clock.time = resetAt
    return [wait, limit]
  })
  expect(waits.map(([wait]) => wait)).toEqual([15, 30, 60, 120, 240, 480, 900, 900])
  expect(waits[0]?.[1]).toBeUndefined()
  settle(200, { ...headers(5), 'x-rate-limit-reset': String(clock.time / 1000 + 60) })
  clock.time += MINUTE
  settle(429)
  expect(window()?.resetAt).toBe(clock.time + 15_000)
})

describe('windows of other processes', () => {
  it('are merged if they are newer, and not published again', () => {
    const { budget, changes, settle, window } = setUp()
    settle(200, headers(5))
    budget.merge(windowWith(7))
    expect(window()?.remaining).toBe(5)
    budget.merge(windowWith(3))
    expect(window()?.remaining).toBe(3)
    budget.merge(windowWith(0, 5 * MINUTE))
    expect(window()?.remaining).toBe(3)
    budget.merge(windowWith(299, 12 * MINUTE))
    expect(window()?.remaining).toBe(299)
    expect(changes).toEqual([windowWith(5)])
  })
})

it('lists the current windows of the app and of the given users only', () => {
  const { budget, clock } = setUp()
  budget.settle('7', POSTS, 200, headers(5))
  budget.settle('8', POSTS, 200, headers(6))
  budget.settle(undefined, 'GET /2/users', 200, headers(4, 5 * MINUTE))
  const remaining = () => budget.windows(['7']).map((window) => window.remaining)
  expect(remaining()).toEqual([4, 5])
  clock.time += 5 * MINUTE
  expect(remaining()).toEqual([5])
})

it('holds a bounded number of users, but every reservation', () => {
  const { budget } = setUp()
  budget.settle('reserved', POSTS, 200, headers(1))
  budget.reserve('reserved', POSTS)
  budget.settle('oldest', POSTS, 200, headers(0))
  for (let user = 0; user < 10_000; user++) budget.settle(String(user), POSTS, 200, headers(1))
  expect(budget.isExhausted('reserved', POSTS)).toBe(true)
  expect(budget.windowOf('oldest', POSTS)).toBeUndefined()
  expect(budget.windowOf('9999', POSTS)).toBeDefined()
})
