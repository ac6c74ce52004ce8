// Counts of a process's answers, as its operator sees them.

import { expect, it } from 'vitest'

import type { Tally } from '../../src/pipeline/operation.ts'
import { createActivity } from '../../src/telemetry/activity.ts'
import { RECORDER, SUBSCRIPTIONS } from '../../src/telemetry/operation-labels.ts'
import { createClock } from './../kit/clock.ts'

const START = Date.parse('2026-03-01T12:00:00Z')
const MINUTE = 60_000

const tally = (given: Partial<Tally> = {}): Tally => ({
  ...{ calls: 1, posts: 0, users: 0, fromCache: 0, coalesced: 0, usd: 0, oldest: START },
  ...given,
})

const setUp = () => {
  const clock = createClock(START)
  const { activity, ...counters } = createActivity(clock.now)
  const answer = (
    operation: string | undefined,
    key?: string,
    of = tally(),
    codes: string[] = [],
  ) => counters.answered({ operation, codes, tally: of }, key)
  const rows = () =>
    activity
      .operations()
      .map(({ key, operation, requests, postsRead, usd }) =>
        [key, operation, requests, postsRead, usd].join(' '),
      )
  return { clock, activity, counters, answer, rows }
}

it('counts uses by key and operation, until the UTC day ends', () => {
  const { clock, activity, counters, answer, rows } = setUp()
  answer('Chart', 'web', tally({ posts: 2, usd: 0.01 }))
  answer('Chart', 'web', tally({ posts: 1, fromCache: 5, usd: 0.005 }))
  answer('Chart', undefined)
  answer(undefined, 'web', tally({ coalesced: 2 }))
  counters.count(tally({ posts: 1, usd: 0.02 }), SUBSCRIPTIONS, 'web')
  counters.count(tally({ posts: 9, usd: 0.009 }), RECORDER)
  expect(rows()).toEqual([
    'web (subscriptions) 1 1 0.02',
    'web Chart 2 3 0.015',
    ' (recorder) 1 9 0.009',
    ' Chart 1 0 0',
    'web anonymous 1 0 0',
  ])
  clock.pass(12 * 60 * MINUTE)
  expect(rows()).toEqual([])
  answer('Chart')
  expect(rows()).toEqual([' Chart 1 0 0'])
  expect(activity.posts()).toEqual({ x: 13, cache: 5, coalesced: 2 })
})

it('has a row for the names that are used most, and one for all others, without losing a use', () => {
  const { activity, answer, rows } = setUp()
  for (let index = 0; index < 300; index++) answer(`Name${index}`, 'web', tally({ usd: 0.001 }))
  for (let times = 0; times < 3; times++) answer('Late', 'web', tally({ usd: 0.001 }))
  const all = activity.operations()
  expect(all).toHaveLength(201)
  expect(rows()).toContain('web Late 2 0 0.002')
  expect(all.reduce((sum, { requests }) => sum + requests, 0)).toBe(303)
  expect(all.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(0.303, 6)
})

it('has the counts of each minute of the last hour, and of no other', () => {
  const { clock, activity, counters, answer } = setUp()
  const minutes = () =>
    activity
      .lastHour()
      .map(({ at, requests, errors, calls, usd }) =>
        [(at - START) / MINUTE, requests, errors, calls, usd].join(' '),
      )
  answer('Chart', 'web', tally({ usd: 0.1 }))
  answer('Chart', 'web', tally({ calls: 0, usd: 0.2 }), ['POST_NOT_FOUND', 'RATE_LIMITED'])
  expect(minutes()).toEqual(['0 2 2 1 0.3'])
  clock.pass(2 * MINUTE)
  counters.count(tally(), SUBSCRIPTIONS)
  counters.count(tally({ calls: 2, usd: 0.005 }), RECORDER)
  clock.pass(MINUTE)
  expect(minutes()).toEqual(['0 2 2 1 0.3', '1 0 0 0 0', '2 0 0 3 0.005', '3 0 0 0 0'])
  clock.pass(58 * MINUTE)
  answer('Chart')
  expect(minutes()).toHaveLength(60)
  expect(minutes().filter((line) => !line.endsWith(' 0 0 0 0'))).toEqual([
    '2 0 0 3 0.005',
    '61 1 0 1 0',
  ])
  clock.pass(24 * 60 * MINUTE)
  expect(activity.lastHour().every(({ requests, calls }) => requests + calls === 0)).toBe(true)
})

it('counts the errors of the last hour', () => {
  const { clock, activity, answer } = setUp()
  const fail = (...codes: string[]): void => answer('Chart', undefined, tally(), codes)
  fail('POST_NOT_FOUND', 'POST_NOT_FOUND')
  clock.pass(30 * MINUTE)
  fail('RATE_LIMITED')
  const lastAt = START + 30 * MINUTE
  const late = { code: 'RATE_LIMITED', count: 1, lastAt }
  expect(activity.errors()).toEqual([{ code: 'POST_NOT_FOUND', count: 2, lastAt: START }, late])
  clock.pass(30 * MINUTE)
  expect(activity.errors()).toEqual([late])
  clock.pass(365 * 24 * 60 * MINUTE)
  fail('RATE_LIMITED')
  expect(activity.errors()).toEqual([{ ...late, lastAt: clock.now() }])
})
