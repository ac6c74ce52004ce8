import { describe, expect, it } from 'vitest'

import {
  dueAt,
  intervalOf,
  phaseOf,
  ROUND_MS,
  type Scheduled,
  startOfInterval,
} from '../../../src/recorder/schedule.ts'
import { createTiming } from '../../../src/recorder/timing.ts'
import { createClock } from '../../kit/clock.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WRITTEN = Date.parse('2026-03-01T00:00:00Z')

const post = (given: Partial<Scheduled> = {}): Scheduled => ({
  createdAt: WRITTEN,
  sampledAt: 0,
  unchangedSince: 0,
  isReadable: true,
  ...given,
})

/** A post whose samples have been equal for some days. */
const unchanged = (age: number, days: number): Partial<Scheduled> => ({
  sampledAt: WRITTEN + age,
  unchangedSince: WRITTEN + age - days * DAY,
})

describe('the interval of a post', () => {
  it.each<[string, number, Partial<Scheduled>, number]>([
    ['in the first hours', 2 * HOUR, {}, 15 * MINUTE],
    ['to day 2', DAY, {}, HOUR],
    ['to day 7', 3 * DAY, {}, 6 * HOUR],
    ['to day 28', 8 * DAY, {}, DAY],
    ['after three equal daily samples', 10 * DAY, unchanged(10 * DAY, 2), 7 * DAY],
    ['after two equal daily samples', 10 * DAY, unchanged(10 * DAY, 1), DAY],
    ['unchanged, in its first week', 5 * DAY, unchanged(5 * DAY, 4), 6 * HOUR],
    [
      'unchanged, from day 28 on, while X may serve private metrics',
      28 * DAY,
      unchanged(28 * DAY, 9),
      DAY,
    ],
    ['of any age, while X serves private metrics', 300 * DAY, {}, DAY],
    ['after X has refused', 91 * DAY, { isReadable: false }, 7 * DAY],
    ['after half a year', 200 * DAY, { isReadable: false }, 28 * DAY],
    ['of another author, in the first hours', HOUR, { isReadable: false }, 15 * MINUTE],
  ])('%s', (_, age, given, interval) => {
    expect(intervalOf(post(given), WRITTEN + age)).toBe(interval)
  })
})

it('has boundaries of all intervals at the start of a round, and a phase per account', () => {
  const phase = phaseOf('1')
  expect(phaseOf('2') % ROUND_MS).not.toBe(phase % ROUND_MS)
  for (const every of [ROUND_MS, HOUR, 6 * HOUR, DAY, 7 * DAY, 28 * DAY]) {
    const start = startOfInterval(WRITTEN, every, phase)
    expect(start).toBeLessThanOrEqual(WRITTEN)
    expect(WRITTEN - start).toBeLessThan(every)
    expect(startOfInterval(start, ROUND_MS, phase)).toBe(start)
  }
})

it('a post is due once in each interval', () => {
  const phase = 7 * MINUTE
  const at = WRITTEN + HOUR
  expect(dueAt(post(), at, phase)).toBe(at)
  expect(dueAt(post({ sampledAt: at + 6 * MINUTE }), at, phase)).toBe(at + 7 * MINUTE)
  expect(dueAt(post({ sampledAt: at + 7 * MINUTE }), at, phase)).toBe(at + 22 * MINUTE)
})

it('repeats a round that failed after a minute, then two, and no later than the next one', () => {
  const clock = createClock(WRITTEN)
  const timing = createTiming(clock.now, 0)
  const failed = { sampled: 0, skipped: new Map([['NO_ANSWER', 3]] as const) }
  const delays = [1, 2, 3, 4, 5].map(() => {
    timing.finish(failed, WRITTEN)
    const delay = timing.nextAt() - clock.now()
    clock.pass(delay)
    return delay / MINUTE
  })
  // The sum of the first four is the time between two rounds.
  expect(delays).toEqual([1, 2, 4, 8, 15])
  expect(timing.lagMs()).toBe(30 * MINUTE)
  timing.finish({ sampled: 3, skipped: new Map() }, Number.POSITIVE_INFINITY)
  expect(timing.nextAt() - clock.now()).toBe(ROUND_MS)
  timing.finish({ sampled: 0, skipped: new Map([['SPEND_LIMIT', 3]] as const) }, WRITTEN)
  expect(timing.nextAt() - clock.now()).toBe(ROUND_MS)
})
