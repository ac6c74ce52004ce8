// The time that a chart of a post shows, and the steps that it may be divided into.

import {
  beginningOf,
  boundaries,
  DAY,
  HOUR,
  lengthOf,
  MONTH,
  SIX_HOURS,
  WEEK,
} from '../charts/calendar.ts'
import { addDays, dayOf, startOfDay } from '../period.ts'

export const RANGES = ['day', 'week', 'month', 'all'] as const

export type RangeName = (typeof RANGES)[number]

const UNITS = { hour: HOUR, sixHours: SIX_HOURS, day: DAY, week: WEEK, month: MONTH } as const

export type StepName = keyof typeof UNITS

const STEP_NAMES = ['hour', 'sixHours', 'day', 'week', 'month'] as const

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const MAX_STEPS = 60

export interface ChartWindow {
  readonly from: number
  readonly to: number
  /** Possible steps, the finest one first. */
  readonly steps: readonly StepName[]
}

/** 24 hours in whole hours; 7 and 28 days in whole days, today included; or everything since the post was written. */
const startOf = (range: RangeName, now: number, createdAt: number, timeZone: string): number => {
  if (range === 'all') return createdAt
  if (range === 'day') return boundaries(now - DAY_MS, now, HOUR, timeZone)[0] ?? now - DAY_MS
  return startOfDay(addDays(dayOf(now, timeZone), range === 'week' ? -6 : -27), timeZone)
}

export const chartWindow = (
  range: RangeName,
  now: number,
  createdAt: number,
  timeZone: string,
): ChartWindow => {
  const start = Math.max(createdAt, startOf(range, now, createdAt, timeZone))
  const first = STEP_NAMES.findIndex((name) => (now - start) / lengthOf(UNITS[name]) <= MAX_STEPS)
  const steps = STEP_NAMES.slice(first === -1 ? STEP_NAMES.length - 1 : first)
  const from = beginningOf(start, UNITS[steps[0] ?? 'month'], timeZone)
  return { from, to: Math.max(now, from + MINUTE_MS), steps }
}

/** The beginnings of all steps, and the end of the last one, which lies in the future. */
export const stepBounds = (
  { from, to }: ChartWindow,
  step: StepName,
  timeZone: string,
): readonly number[] => {
  const unit = UNITS[step]
  const [end = to + lengthOf(unit)] = boundaries(to + 1, to + 2.1 * lengthOf(unit), unit, timeZone)
  return [from, ...boundaries(from + 1, to, unit, timeZone), end]
}

const SAMPLE_MINUTES = [15, 60, 180, 360, 1440]
const MAX_SAMPLES = 700

/** The arguments of the gateway's histories: samples as fine as the steps need, and the last sample before them. */
export const historyVariables = (id: string, from: number, now: number, createdAt: number) => {
  const origin = Math.min(createdAt, from) - 60 * MINUTE_MS
  const span = (now - from) / MINUTE_MS
  return {
    id,
    since: new Date(from).toISOString(),
    step: SAMPLE_MINUTES.find((minutes) => span / minutes <= MAX_SAMPLES) ?? 1440,
    origin: new Date(origin).toISOString(),
    wholeStep: Math.ceil((from - origin) / MINUTE_MS),
  }
}
