// The steps of a series, by the calendar of a time zone.

import { MINUTE_MS } from '../infra/clock.ts'
import { addDays, type CalendarDay, type TimeZone, weekdayOf } from '../infra/time-zones.ts'
import { floorQuarter } from '../loaders/account-history.ts'

export const MINUTES_PER_DAY = 1440
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY

/** Steps that divide a day into whole quarters of an hour, days and weeks. */
export const STEPS: readonly number[] = [
  ...[15, 30, 60, 120, 180, 240, 360, 480, 720],
  ...[MINUTES_PER_DAY, MINUTES_PER_WEEK],
]

/**
 * The beginnings of the steps from the one that contains `since`, and the end of the last one, which contains the moment
 * before `until`. Days and weeks begin at local midnight, weeks on Mondays. Shorter steps are counted from midnight; when
 * the clocks change, the last one of the day may be shorter.
 */
export const boundsOf = (
  since: number,
  until: number,
  stepMinutes: number,
  zone: TimeZone,
): number[] => {
  const bounds: number[] = []
  const days = stepMinutes === MINUTES_PER_WEEK ? 7 : 1
  const stepMs = stepMinutes * MINUTE_MS
  let day = firstDay(zone.dayAt(since), days)
  let start = zone.startOf(day)
  while (start < until) {
    const nextDay = addDays(day, days)
    const end = zone.startOf(nextDay)
    if (stepMinutes >= MINUTES_PER_DAY) bounds.push(start)
    else {
      for (let at = start; at < end && at < until; at += stepMs) {
        if (Math.min(at + stepMs, end) > since) bounds.push(at)
      }
    }
    day = nextDay
    start = end
    if (start >= until) bounds.push(endOf(bounds.at(-1), stepMinutes, end))
  }
  return bounds.map(floorQuarter)
}

const firstDay = (day: CalendarDay, days: number): CalendarDay =>
  days === 7 ? addDays(day, 1 - weekdayOf(day)) : day

const endOf = (last: number | undefined, stepMinutes: number, end: number): number =>
  last === undefined || stepMinutes >= MINUTES_PER_DAY
    ? end
    : Math.min(last + stepMinutes * MINUTE_MS, end)
