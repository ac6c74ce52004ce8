// A few days of the program `npm run soak:recorder`.

import { describe, expect, it } from 'vitest'

import { DAY } from '../../kit/recording/checks.ts'
import { type SimulationOptions, simulate } from '../../kit/recording/simulation.ts'

const START = Date.parse('2026-07-01T00:00:00Z')

const simulated = (options: Partial<SimulationOptions>) =>
  simulate({ start: START, days: 3, posts: 150, postsPerDay: 10, ...options })

const NOTHING = { curves: [], gaps: [], repetitions: [], faults: [] }

describe('three days of the recorder', () => {
  it('keep the curve of each post, and the last private metrics before X refuses them', async () => {
    // Some posts grow older than the 90 days for which the sandbox serves private metrics.
    const result = await simulated({ postsPerDay: 1.6 })
    expect(result).toMatchObject(NOTHING)
    expect(result.worstCurve).toBeLessThan(0.02)
    expect(result.lastStates.refused).toBeGreaterThan(0)
    expect(result.lastStates.violations).toEqual([])
    // One call in a round, some more for older posts, and one a day for the profile.
    expect(result.calls).toBeLessThan(3 * (96 + 8))
  })

  it('lose and repeat no sample with restarts and crashes on two machines', async () => {
    const result = await simulated({ restarts: 15 })
    expect(result).toMatchObject({ ...NOTHING, restarts: 15 })
  })

  it('stay within a spend limit, and leave out the oldest posts', async () => {
    const limited = { dailyUsd: 0.1, checkFrom: START + DAY, maxAge: DAY }
    const result = await simulated({ ...limited, days: 2 })
    expect(result).toMatchObject({ gaps: [], repetitions: [], faults: [] })
    expect(result.mostUsdADay).toBeLessThanOrEqual(0.1)
    expect(result.mostUsdADay).toBeGreaterThan(0.08)
    const { posts = 0, newest = 0, until = 0 } = result.leftOut ?? {}
    expect(posts).toBeGreaterThan(0)
    expect(newest).toBeLessThan(START - 4 * DAY)
    expect((until - START) % DAY).toBe(0)
  })
})
