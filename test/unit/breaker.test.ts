import { BrokenCircuitError } from 'cockatiel'
import { afterEach, expect, it, vi } from 'vitest'

import { createBreaker } from '../../src/infra/breaker.ts'

const FAILURE = { status: 503, headers: {}, text: '' }
const SUCCESS = { ...FAILURE, status: 200 }

afterEach(() => {
  vi.useRealTimers()
})

it.each([0, -3_600_000, 3_600_000])(
  'probes after a while, with the wall clock set by %i ms',
  async (setBy) => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    const states: string[] = []
    const breaker = createBreaker((state) => states.push(state))
    while (breaker.state() === 'closed') {
      vi.advanceTimersByTime(100)
      await breaker.execute(async () => FAILURE)
    }
    await expect(breaker.execute(async () => SUCCESS)).rejects.toThrow(BrokenCircuitError)
    vi.setSystemTime(Date.now() + setBy)
    vi.advanceTimersByTime(16_000)
    expect(await breaker.execute(async () => SUCCESS)).toBe(SUCCESS)
    expect(states).toEqual(['open', 'half-open', 'closed'])
  },
)
