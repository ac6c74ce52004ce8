import { describe, expect, it } from 'vitest'

import {
  daysOf,
  paramsOfPeriod,
  periodOf,
  rangeBefore,
  rangeOf,
  startOfDay,
  timeZoneOf,
} from '../../../dashboard/src/period.ts'

const NOW = Date.parse('2026-11-28T01:30:00Z')

describe('the period of the page', () => {
  it.each([
    [{}, { preset: '28d' }],
    [{ period: '7d' }, { preset: '7d' }],
    [{ period: 'toString' }, { preset: '28d' }],
    [
      { from: '2026-11-02', to: '2026-11-01', period: '7d' },
      { from: '2026-11-01', to: '2026-11-02' },
    ],
    [{ from: '2026-02-30', to: '2026-03-01' }, { preset: '28d' }],
    [{ from: '2026-11-02' }, { preset: '28d' }],
  ])('%j', (params, period) => {
    expect(periodOf(params)).toEqual(period)
  })

  it('writes no default', () => {
    expect(paramsOfPeriod({ preset: '28d' })).toEqual({})
    expect(periodOf(paramsOfPeriod({ preset: '90d' }))).toEqual({ preset: '90d' })
    expect(timeZoneOf({ tz: 'Mars/Olympus' })).toBe(timeZoneOf({}))
  })

  it.each([
    ['UTC', '2026-11-22', '2026-11-28', '2026-11-22T00:00:00.000Z'],
    ['America/New_York', '2026-11-21', '2026-11-27', '2026-11-21T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-22', '2026-11-28', '2026-11-21T18:30:00.000Z'],
  ])('counts the last 7 days up to today in %s', (timeZone, from, to, since) => {
    expect(daysOf({ preset: '7d' }, timeZone, NOW)).toEqual({ from, to })
    expect(rangeOf({ preset: '7d' }, timeZone, NOW)).toEqual({ since, until: null, days: 7 })
  })

  it('ends a past period with its last day, and compares it with the same length before', () => {
    // The clocks change on 2026-10-25, so the three days have 73 hours.
    const range = rangeOf({ from: '2026-10-24', to: '2026-10-26' }, 'Europe/Berlin', NOW)
    expect(range).toEqual({
      since: '2026-10-23T22:00:00.000Z',
      until: '2026-10-26T23:00:00.000Z',
      days: 3,
    })
    expect(rangeBefore(range, NOW)).toEqual({
      since: '2026-10-20T21:00:00.000Z',
      until: '2026-10-23T22:00:00.000Z',
    })
    const current = rangeOf({ preset: '7d' }, 'UTC', NOW)
    expect(rangeBefore(current, NOW).since).toBe('2026-11-15T22:30:00.000Z')
  })

  it.each([
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    // The clocks skip midnight.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-11-28', 'Pacific/Kiritimati', '2026-11-27T10:00:00.000Z'],
  ])('%s begins in %s at %s', (day, timeZone, start) => {
    expect(new Date(startOfDay(day, timeZone)).toISOString()).toBe(start)
  })
})
