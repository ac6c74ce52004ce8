// Ticks of axes with their labels. Neighboring labels differ.

import { formatCompact, formatCount } from '../format.ts'
import { boundaries, lengthOf, type Unit } from './calendar.ts'

export interface Tick {
  readonly at: number
  readonly label: string
}

const minutes = [1, 5, 15, 30, 60, 120, 180, 360, 720].map((count) => ({ minutes: count }))
const days = [1, 2, 3, 4, 7, 14].map((count) => ({ days: count }))
const months = [1, 2, 3, 6, 12, 24, 60].map((count) => ({ months: count }))
const UNITS: readonly Unit[] = [...minutes, ...days, ...months]

const labelFormat = (unit: Unit, timeZone: string): ((time: number) => string) => {
  const formatOf = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { timeZone, ...options })
  if ('months' in unit) return formatOf({ month: 'short', year: 'numeric' }).format
  const date = formatOf({ month: 'short', day: 'numeric' })
  if ('days' in unit) return date.format
  const clock = formatOf({ hour: 'numeric', minute: '2-digit' })
  const midnight = clock.format(boundaries(0, 2 * 86_400_000, { days: 1 }, timeZone)[0])
  return (time) => {
    const label = clock.format(time)
    return label === midnight ? date.format(time) : label
  }
}

/** At most `max` ticks at round local times, and at least one. */
export const timeTicks = (
  from: number,
  to: number,
  timeZone: string,
  max: number,
): readonly Tick[] => {
  for (const unit of UNITS) {
    if ((to - from) / lengthOf(unit) > max + 1) continue
    const times = boundaries(from, to, unit, timeZone)
    if (times.length > max) continue
    const format = labelFormat(unit, timeZone)
    if (times.length > 0) return times.map((at) => ({ at, label: format(at) }))
  }
  return [{ at: from, label: labelFormat({ minutes: 1 }, timeZone)(from) }]
}

/** 1, 2 or 5 times a power of ten. */
const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power
}

/** Below, `formatCompact` gives exact numbers. */
const COMPACT_FROM = 100_000

/** As many decimal places as it takes to tell two ticks apart. */
const countFormat = (largest: number, step: number): ((value: number) => string) => {
  if (largest < COMPACT_FROM) return formatCompact
  const unit = 1000 ** Math.floor(Math.log10(largest) / 3)
  const places = Math.max(0, -Math.floor(Math.log10(step / unit)))
  if (places > 2) return formatCount
  return new Intl.NumberFormat(undefined, {
    notation: 'compact',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format
}

/** Round numbers around the values; at least two. */
export const countTicks = (values: readonly number[], max = 5): readonly Tick[] => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (values.length === 0) return countTicks([0, 1], max)
  const step = Math.max(1, roundStep(Math.max(1, high - low) / (max - 1)))
  const first = Math.floor(low / step) * step
  const length = Math.max(1, Math.ceil((high - first) / step)) + 1
  const format = countFormat(Math.max(Math.abs(first), first + (length - 1) * step), step)
  return Array.from({ length }, (_, index) => first + index * step).map((at) => ({
    at,
    label: format(at),
  }))
}

/** Ticks in percent. */
export const shareTicks = (values: readonly number[], max = 5): readonly Tick[] =>
  countTicks(
    values.map((value) => value * 100),
    max,
  ).map(({ at }) => ({
    at: at / 100,
    label: new Intl.NumberFormat(undefined, { style: 'percent' }).format(at / 100),
  }))

const AGE_STEPS = [1, 2, 3, 6, 12, 24, 48, 72, 96, 120, 168]

/** Round ages in hours from 0 on. */
export const ageTicks = (hours: number, max = 7): number[] => {
  const step = AGE_STEPS.find((each) => hours / each < max) ?? roundStep(hours / (max - 1))
  return Array.from({ length: Math.floor(hours / step) + 1 }, (_, index) => index * step)
}
