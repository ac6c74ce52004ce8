// The period that the views show: whole days in a time zone, from the URL's parameters.

import type { ParamChange } from './route.ts'

const DAYS = { '7d': 7, '28d': 28, '90d': 90 } as const

export type Preset = keyof typeof DAYS

export const PRESETS = ['7d', '28d', '90d'] as const

const DEFAULT_PRESET: Preset = '28d'

/** The first and the last day as `YYYY-MM-DD`, or the last days up to today. */
export type Period =
  | { readonly preset: Preset }
  | { readonly preset?: undefined; readonly from: string; readonly to: string }

/** A period as the gateway takes it. `until` is null for a period that lasts until now. */
export interface Range {
  readonly since: string
  readonly until: string | null
  readonly days: number
}

const DAY_MS = 86_400_000

const isDay = (text: string | undefined): text is string =>
  text !== undefined &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  addDays(text, 0) === text

export const periodOf = ({ period, from, to }: ParamChange): Period => {
  if (isDay(from) && isDay(to)) return from <= to ? { from, to } : { from: to, to: from }
  return { preset: PRESETS.find((preset) => preset === period) ?? DEFAULT_PRESET }
}

/** The parameters that select a period, without defaults. */
export const paramsOfPeriod = (period: Period) =>
  period.preset === undefined
    ? { period: undefined, from: period.from, to: period.to }
    : {
        period: period.preset === DEFAULT_PRESET ? undefined : period.preset,
        from: undefined,
        to: undefined,
      }

/** Read once, because reading it takes as long as formatting fifty times. */
const BROWSER_TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export const browserTimeZone = (): string => BROWSER_TIME_ZONE

export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

export const timeZoneOf = ({ tz }: ParamChange): string =>
  tz !== undefined && isTimeZone(tz) ? tz : browserTimeZone()

/** Local time as if it were UTC, in milliseconds. */
const localTime = (time: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(time)
  const values = new Map(parts.map(({ type, value }) => [type, Number(value)]))
  const of = (type: Intl.DateTimeFormatPartTypes): number => values.get(type) ?? 0
  const [hour, minute, second] = [of('hour'), of('minute'), of('second')]
  return Date.UTC(of('year'), of('month') - 1, of('day'), hour, minute, second)
}

/** The day of a time, as `YYYY-MM-DD`. */
export const dayOf = (time: number, timeZone: string): string =>
  new Date(localTime(time, timeZone)).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

/** The first moment of a day: midnight, or later where the clocks skip it. */
export const startOfDay = (day: string, timeZone: string): number => {
  const midnight = Date.parse(day)
  // Around a change of the clocks, midnight may have either offset.
  const candidates = [midnight - DAY_MS, midnight + DAY_MS]
    .map((time) => midnight - (localTime(time, timeZone) - time))
    .sort((one, other) => one - other)
  const start = candidates.find((time) => localTime(time, timeZone) >= midnight)
  return start ?? candidates.at(-1) ?? midnight
}

/** The first and the last day of a period. The last of the preset days is today. */
export const daysOf = (
  period: Period,
  timeZone: string,
  now: number,
): { readonly from: string; readonly to: string } => {
  if (period.preset === undefined) return period
  const today = dayOf(now, timeZone)
  return { from: addDays(today, 1 - DAYS[period.preset]), to: today }
}

/** A period that includes today ends now, so that repeated queries have the same variables. */
export const rangeOf = (period: Period, timeZone: string, now: number): Range => {
  const { from, to } = daysOf(period, timeZone, now)
  const end = startOfDay(addDays(to, 1), timeZone)
  return {
    since: new Date(startOfDay(from, timeZone)).toISOString(),
    until: end > now ? null : new Date(end).toISOString(),
    days: Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1,
  }
}

/** The period of the same length before a range, as `Summary.before` of the gateway has it. */
export const rangeBefore = ({ since, until }: Range, now: number) => {
  const [start, end] = [Date.parse(since), until === null ? now : Date.parse(until)]
  return { since: new Date(start - (end - start)).toISOString(), until: since }
}
