// Calendar days in time zones, around changes of the clocks.

import { expect, it } from 'vitest'

import { addDays, timeZone, weekdayOf } from '../../src/infra/time-zones.ts'

const at = (text: string): number => Date.parse(text)

it.each([
  ['UTC', [2026, 3, 29], '2026-03-29T00:00:00Z', 24],
  // Clocks go forward and back within the day.
  ['Europe/Berlin', [2026, 3, 29], '2026-03-28T23:00:00Z', 23],
  ['Europe/Berlin', [2026, 10, 25], '2026-10-24T22:00:00Z', 25],
  ['America/New_York', [2026, 3, 8], '2026-03-08T05:00:00Z', 23],
  ['Asia/Kolkata', [2026, 3, 29], '2026-03-28T18:30:00Z', 24],
  ['Asia/Kathmandu', [2026, 3, 29], '2026-03-28T18:15:00Z', 24],
  ['Pacific/Kiritimati', [2026, 1, 1], '2025-12-31T10:00:00Z', 24],
  ['Australia/Lord_Howe', [2026, 4, 5], '2026-04-04T13:00:00Z', 24.5],
  // Midnight does not exist.
  ['America/Santiago', [2026, 9, 6], '2026-09-06T04:00:00Z', 23],
  ['Asia/Beirut', [2026, 3, 29], '2026-03-28T22:00:00Z', 23],
  // Midnight comes twice: clocks go back to the day before, or at 1:00 within the day.
  ['America/Santiago', [2026, 4, 5], '2026-04-05T04:00:00Z', 24],
  ['America/Santiago', [2026, 4, 4], '2026-04-04T03:00:00Z', 25],
  ['America/Havana', [2026, 11, 1], '2026-11-01T04:00:00Z', 25],
])('begins and ends days in %s: %j', (name, [year = 0, month = 0, day = 0], start, hours) => {
  const zone = timeZone(name)
  const date = { year, month, day }
  const begin = zone.startOf(date)
  const end = zone.startOf(addDays(date, 1))
  expect(new Date(begin).toISOString()).toBe(new Date(start).toISOString())
  expect((end - begin) / 3_600_000).toBe(hours)
  expect([zone.dayAt(begin), zone.dayAt(end - 1)]).toEqual([date, date])
  expect(zone.dayAt(begin - 1)).toEqual(addDays(date, -1))
})

it('knows weekdays, offsets, and names that are no zone', () => {
  expect(weekdayOf({ year: 2026, month: 3, day: 29 })).toBe(7)
  expect(weekdayOf({ year: 2026, month: 3, day: 30 })).toBe(1)
  expect(timeZone('Asia/Kathmandu').offsetAt(at('2026-01-01T00:00:00.500Z'))).toBe(20_700_000)
  expect(() => timeZone('Mars/Olympus')).toThrow(RangeError)
})
