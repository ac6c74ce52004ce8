// Boundaries of calendar units in a time zone: the steps of a chart, and the ticks of its time axis.

import { addDays, dayOf, startOfDay } from '../period.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MONTH_DAYS = 30.44

export type Unit =
  | { readonly minutes: number }
  | { readonly days: number }
  | { readonly months: number }

export const HOUR: Unit = { minutes: 60 }
export const SIX_HOURS: Unit = { minutes: 360 }
export const DAY: Unit = { days: 1 }
export const WEEK: Unit = { days: 7 }
export const MONTH: Unit = { months: 1 }

/** The usual length of a unit; days and months differ. */
export const lengthOf = (unit: Unit): number => {
  if ('minutes' in unit) return unit.minutes * MINUTE_MS
  return 'days' in unit ? unit.days * DAY_MS : unit.months * MONTH_DAYS * DAY_MS
}

/** Counted so that weeks begin on Mondays. 1970-01-01 was a Thursday. */
const dayNumber = (day: string): number => Date.parse(day) / DAY_MS + 3

const beginsUnit = (day: string, unit: Unit): boolean => {
  if ('days' in unit) return dayNumber(day) % unit.days === 0
  if ('minutes' in unit) return true
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return date === 1 && (year * 12 + month - 1) % unit.months === 0
}

const boundariesOfDay = (day: string, unit: Unit, timeZone: string): readonly number[] => {
  const start = startOfDay(day, timeZone)
  if (!('minutes' in unit)) return [start]
  const [end, length] = [startOfDay(addDays(day, 1), timeZone), lengthOf(unit)]
  return Array.from(
    { length: Math.ceil((end - start) / length) },
    (_, index) => start + index * length,
  )
}

/** All beginnings of the unit from `from` to `to`, both included. */
export const boundaries = (
  from: number,
  to: number,
  unit: Unit,
  timeZone: string,
): readonly number[] => {
  const found: number[] = []
  const last = dayOf(to, timeZone)
  for (let day = dayOf(from, timeZone); day <= last; day = addDays(day, 1)) {
    if (beginsUnit(day, unit)) found.push(...boundariesOfDay(day, unit, timeZone))
  }
  return found.filter((time) => time >= from && time <= to)
}

/** The beginning of the unit that a time is in. */
export const beginningOf = (time: number, unit: Unit, timeZone: string): number =>
  boundaries(time - 1.1 * lengthOf(unit) - DAY_MS, time, unit, timeZone).at(-1) ?? time
