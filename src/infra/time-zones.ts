// Calendar days in IANA time zones.

import { LRUCache } from 'lru-cache'
import { DAY_MS } from './clock.ts'

export interface CalendarDay {
  readonly year: number
  /** 1 to 12. Out of range, like the day, it counts on into other years. */
  readonly month: number
  readonly day: number
}

export interface TimeZone {
  /** The milliseconds that local time is ahead of UTC. */
  offsetAt(time: number): number
  /** The local calendar day of a time. */
  dayAt(time: number): CalendarDay
  /** The first moment of a local day: midnight, or later where clocks skip it. */
  startOf(day: CalendarDay): number
}

const zones = new LRUCache<string, TimeZone>({ max: 20 })
const MAX_DAYS = 4000

/** @throws RangeError for a name that is no time zone */
export const timeZone = (name: string): TimeZone => {
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = createZone(name)
  zones.set(name, zone)
  return zone
}

const createZone = (name: string): TimeZone => {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: name, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  /** Local time, as if it were UTC. */
  const localAt = (time: number): number => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, +value]))
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    return Date.UTC(
      of('year'),
      of('month') - 1,
      of('day'),
      ...[of('hour'), of('minute'), of('second')],
    )
  }
  const compute = (time: number): number => {
    const seconds = Math.floor(time / 1000) * 1000
    return localAt(seconds) - seconds
  }
  /** Offsets by UTC day: formatting a time is slow, and clocks change twice a year. NaN on the days of a change. */
  const offsets = new LRUCache<number, number>({ max: MAX_DAYS })
  const offsetAt = (time: number): number => {
    const day = Math.floor(time / DAY_MS)
    let offset = offsets.get(day)
    if (offset === undefined) {
      const [first, last] = [compute(day * DAY_MS), compute((day + 1) * DAY_MS)]
      offset = first === last ? first : Number.NaN
      offsets.set(day, offset)
    }
    return Number.isNaN(offset) ? compute(time) : offset
  }
  return {
    offsetAt,
    dayAt: (time) => dayOf(time + offsetAt(time)),
    startOf: ({ year, month, day }) => {
      const midnight = Date.UTC(year, month - 1, day)
      // Around a change of the clocks, midnight may have either offset.
      const candidates = [midnight - DAY_MS, midnight + DAY_MS]
        .map((time) => midnight - offsetAt(time))
        .sort((one, other) => one - other)
      const start = candidates.find((time) => time + offsetAt(time) >= midnight)
      return start ?? candidates.at(-1) ?? midnight
    },
  }
}

const dayOf = (local: number): CalendarDay => {
  const date = new Date(local)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** The day a number of days later. */
export const addDays = ({ year, month, day }: CalendarDay, days: number): CalendarDay =>
  dayOf(Date.UTC(year, month - 1, day + days))

/** The ISO weekday: 1 is Monday, 7 is Sunday. */
export const weekdayOf = ({ year, month, day }: CalendarDay): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7
