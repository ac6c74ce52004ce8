// The timing of retries, with a fake pause and without chance.

import { describe, expect, it } from 'vitest'
import { ConnectionLost } from '../../../src/infra/connection-lost.ts'
import { GatewayError } from '../../../src/infra/errors.ts'
import { RateLimited } from '../../../src/x/errors.ts'
import { createRetries, retryDelay } from '../../../src/x/retries.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')

const lost = new ConnectionLost(false, undefined)
const unavailable = (status: number): GatewayError =>
  new GatewayError('UPSTREAM_UNAVAILABLE', 'X is unavailable.', { details: { status } })
const limited = (resetAt?: number): RateLimited => new RateLimited(undefined, resetAt, NOW)

describe('the delay before a retry', () => {
  const delay = (error: unknown, retry = 0, chance = 0): number | undefined =>
    retryDelay(error, retry, NOW, () => chance)

  it('doubles after transient failures, less up to a half by chance', () => {
    expect([0, 1, 2].map((retry) => delay(lost, retry))).toEqual([100, 200, 400])
    expect(delay(lost, 1, 0.5)).toBe(150)
    expect([502, 503, 504].map((status) => delay(unavailable(status)))).toEqual([100, 100, 100])
  })

  it('lasts until the end of a rate-limit window, plus some spread', () => {
    expect(delay(limited(NOW + 5000), 3)).toBe(5000)
    expect(delay(limited(NOW + 5000), 0, 1)).toBe(5250)
  })

  it.each([
    ['a window without an end', limited()],
    ['a failure that is not transient', unavailable(500)],
    ['a refusal', new GatewayError('CREDENTIALS_REJECTED', 'X rejects the token.')],
    ['a defect of the gateway', new TypeError('a defect')],
  ])('does not exist for %s', (_, error) => {
    expect(delay(error)).toBeUndefined()
  })
})

const setUp = (maxRetries: number) => {
  const pauses: number[] = []
  const retries = createRetries({
    maxRetries,
    now: () => NOW,
    pause: async (ms) => {
      pauses.push(ms)
    },
    random: () => 0,
  })
  let attempts = 0
  /** Fails with these errors, then succeeds. */
  const run = (errors: readonly unknown[], forMs = 10_000): Promise<unknown> => {
    const left = [...errors]
    return retries
      .run(() => {
        attempts += 1
        return left.length > 0 ? Promise.reject(left.shift()) : Promise.resolve('a result')
      }, performance.now() + forMs)
      .catch((error: unknown) => error)
  }
  return { pauses, run, attempts: () => attempts }
}

describe('a call', () => {
  it('is repeated until it succeeds', async () => {
    const { pauses, run } = setUp(2)
    expect(await run([lost, unavailable(503)])).toBe('a result')
    expect(pauses).toEqual([100, 200])
  })

  it('fails with the last error after the maximum of retries', async () => {
    const { run, attempts } = setUp(2)
    const last = unavailable(504)
    expect(await run([lost, lost, last])).toBe(last)
    expect(attempts()).toBe(3)
  })

  it('fails without a pause when the retry would begin after the deadline', async () => {
    const { pauses, run } = setUp(2)
    const error = limited(NOW + 20_000)
    expect(await run([error])).toBe(error)
    expect(await run([lost], 50)).toBe(lost)
    expect(pauses).toEqual([])
  })

  it('is not retried when X keeps failing: retries stay below a fifth of the calls', async () => {
    const { run, attempts } = setUp(2)
    for (let call = 0; call < 500; call++) expect(await run([lost, lost, lost])).toBe(lost)
    expect(attempts()).toBeGreaterThan(500)
    expect(attempts()).toBeLessThan(500 * 1.2 + 21)
    // Waiting for a window does not burden a failing X.
    expect(await run([limited(NOW + 1000)])).toBe('a result')
  })
})
