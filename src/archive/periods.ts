// Computes from gains how much the recorded posts of an account gained between given times, and their totals.

import type { PostGroup } from '../x/fields.ts'
import { NAMES } from './encoding.ts'
import { type DayVisitor, readDay, type StoredDay } from './gain-days.ts'
import { BASELINE, FIRST, GAINED, PARTS, QUARTER_MS, QUARTERS_PER_DAY } from './gains.ts'

export type PostCount =
  | 'retweet_count'
  | 'reply_count'
  | 'like_count'
  | 'quote_count'
  | 'bookmark_count'
  | 'impression_count'
  | 'url_link_clicks'
  | 'user_profile_clicks'
  | 'engagements'

export interface PeriodsQuery {
  readonly account: string
  readonly group: PostGroup
  readonly counts: readonly PostCount[]
  /** The beginnings of consecutive periods and the end of the last one, ascending, in whole quarters of an hour. */
  readonly bounds: readonly number[]
}

export interface PeriodCount {
  /** The total at the end minus the total at the beginning. */
  readonly gained: number
  /** The sum, over all posts, of the last values at or before the end. */
  readonly total: number
}

export interface Period {
  /** Whether a sample was taken after the beginning and not after the end. */
  readonly sampled: boolean
  /** The part of the period, 0 to 1, in which the newest sample is at most a day old. */
  readonly coverage: number
  /** In the order of the query; undefined for a count that no sample up to the end has. */
  readonly counts: readonly (PeriodCount | undefined)[]
}

/** The last UTC day that has gains before the end. */
export const lastDayOf = ({ bounds }: PeriodsQuery): number =>
  Math.floor(((bounds.at(-1) ?? 0) / QUARTER_MS - 1) / QUARTERS_PER_DAY)

/** Sums that run along with the quarters. */
interface Running {
  readonly gained: Float64Array
  readonly total: Float64Array
  readonly posts: Float64Array
}

/** Quarters in which the newest sample is at most a day old, as ranges that are apart. */
type Ranges = [from: number, to: number][]

/** Samples were taken in these quarters, with less than a day between any two. */
const extend = (ranges: Ranges, first: number, until: number): void => {
  const last = ranges.at(-1)
  const to = until + QUARTERS_PER_DAY + 1
  if (last !== undefined && first <= last[1]) last[1] = to
  else ranges.push([first, to])
}

const shareOf = (ranges: Ranges, from: number, to: number): number => {
  const covered = ranges.reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  )
  return covered / (to - from)
}

/** The first range that ends after each period begins is found by one pass, so that many periods cost no more. */
const rangesAround = (ranges: Ranges, from: number, first: number): number => {
  let index = first
  while (index < ranges.length && (ranges[index]?.[1] ?? 0) <= from) index++
  return index
}

/** @param days oldest first, from the beginning of the account's gains */
export const periodsIn = (
  days: readonly StoredDay[],
  { counts, bounds }: PeriodsQuery,
): Period[] => {
  const quarters = bounds.map((time) => time / QUARTER_MS)
  const places = placesOf(counts)
  const size = counts.length
  const running: Running = {
    gained: new Float64Array(size),
    total: new Float64Array(size),
    posts: new Float64Array(size),
  }
  const ranges: Ranges = []
  const periods: Omit<Period, 'coverage'>[] = []
  let sampled = false
  /** The index of the bound that ends the current period; 0 before the first period. */
  let next = 0

  const endPeriod = (): void => {
    if (next > 0) periods.push({ sampled, counts: snapshot(running) })
    running.gained.fill(0)
    sampled = false
    next++
  }
  const isOver = (): boolean => next === quarters.length
  const endPeriodsUntil = (quarter: number): void => {
    while (!isOver() && quarter >= (quarters[next] ?? 0)) endPeriod()
  }
  const sample = (first: number, last: number): void => {
    if (isOver()) return
    sampled = true
    extend(ranges, first, last)
  }
  const visitor: DayVisitor = {
    onDay: (first, last) => {
      endPeriodsUntil(first)
      const isWhole = isOver() || last < (quarters[next] ?? 0)
      if (isWhole) sample(first, last)
      return isWhole
    },
    onQuarter: (quarter) => {
      endPeriodsUntil(quarter)
      sample(quarter, quarter)
    },
    onSum: (channel, value) => {
      const place = places[Math.floor(channel / PARTS)] ?? -1
      if (place >= 0 && !isOver()) addTo(running, channel % PARTS, place, value)
    },
  }
  for (const day of days) readDay(day, visitor)
  while (next < quarters.length) endPeriod()
  return withCoverage(periods, quarters, ranges)
}

const addTo = ({ gained, total, posts }: Running, part: number, place: number, value: number) => {
  if (part === FIRST) increase(posts, place, value)
  if (part === GAINED) increase(gained, place, value)
  if (part === GAINED || part === BASELINE) increase(total, place, value)
}

const increase = (sums: Float64Array, place: number, value: number): void => {
  sums[place] = (sums[place] ?? 0) + value
}

/** The place of each metric in the query, by the metric's index. */
const placesOf = (counts: readonly PostCount[]): Int8Array => {
  const places = new Int8Array(NAMES.length).fill(-1)
  for (const [place, name] of counts.entries()) places[NAMES.indexOf(name)] = place
  return places
}

const snapshot = ({ gained, total, posts }: Running): (PeriodCount | undefined)[] =>
  Array.from(gained, (value, place) =>
    (posts[place] ?? 0) > 0 ? { gained: value, total: total[place] ?? 0 } : undefined,
  )

const withCoverage = (
  periods: readonly Omit<Period, 'coverage'>[],
  quarters: readonly number[],
  ranges: Ranges,
): Period[] => {
  let first = 0
  return periods.map((period, index) => {
    const [from = 0, to = 0] = quarters.slice(index, index + 2)
    first = rangesAround(ranges, from, first)
    const end = ranges.findIndex(([start], at) => at >= first && start >= to)
    const near = ranges.slice(first, end < 0 ? undefined : end)
    return { ...period, coverage: shareOf(near, from, to) }
  })
}
