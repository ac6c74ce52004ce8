// Computes from gains how much the recorded posts of an account gained between given times, and their totals.

import type { PostGroup } from '../x/fields.ts'
import { NAMES } from './encoding.ts'
import {
  type DayReader,
  type DaysQuery,
  type OnValue,
  readQuarters,
  readSums,
  type StoredDay,
} from './gain-days.ts'
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

/** The days of a query. Bounds divide some of them. */
export const daysOf = ({ bounds }: Pick<PeriodsQuery, 'bounds'>): DaysQuery => {
  const quarters = bounds.map((time) => time / QUARTER_MS)
  const inside = quarters.filter((quarter) => quarter % QUARTERS_PER_DAY !== 0)
  return {
    until: Math.floor(((quarters.at(-1) ?? 0) - 1) / QUARTERS_PER_DAY),
    divided: [...new Set(inside.map((quarter) => Math.floor(quarter / QUARTERS_PER_DAY)))],
  }
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

/** The period of each quarter of a day. The first period ends with the first bound, and the last one has no end. */
const createPeriodFinder = (bounds: readonly number[]) => {
  const periods = new Uint32Array(QUARTERS_PER_DAY)
  let next = 0
  return {
    periods,
    /** Goes on to a later day. */
    enter: (start: number): void => {
      for (let quarter = 0; quarter < QUARTERS_PER_DAY; quarter++) {
        while (next < bounds.length && start + quarter >= (bounds[next] ?? 0)) next++
        periods[quarter] = next
      }
    },
  }
}

/** The sums of one count by period. */
const createSums = (periods: number) =>
  Array.from({ length: PARTS }, () => new Float64Array(periods))

type Sums = ReturnType<typeof createSums>

/** The use of each channel's values. */
const channelsOf = (
  counts: readonly PostCount[],
  sums: readonly Sums[],
  periods: Uint32Array,
): readonly OnValue[] => {
  const channels: OnValue[] = []
  for (const [place, name] of counts.entries()) {
    const metric = NAMES.indexOf(name)
    for (const [part, values] of sums[place]?.entries() ?? []) {
      channels[metric * PARTS + part] = (quarter, value) => {
        const period = periods[quarter] ?? 0
        values[period] = (values[period] ?? 0) + value
      }
    }
  }
  return channels
}

/** The counts of the periods after the first bound. */
const countsOf = (sums: Sums, periods: number): (PeriodCount | undefined)[] => {
  let [total, posts] = [0, 0]
  return Array.from({ length: periods }, (_, period) => {
    const gained = sums[GAINED]?.[period] ?? 0
    total += gained + (sums[BASELINE]?.[period] ?? 0)
    posts += sums[FIRST]?.[period] ?? 0
    return posts > 0 ? { gained, total } : undefined
  }).slice(1)
}

/** @param days oldest first, from the beginning of the account's gains */
export const periodsIn = (
  days: readonly StoredDay[],
  { counts, bounds }: PeriodsQuery,
): Period[] => {
  const quarters = bounds.map((time) => time / QUARTER_MS)
  const { periods, enter } = createPeriodFinder(quarters)
  const sums = counts.map(() => createSums(bounds.length + 1))
  const channels = channelsOf(counts, sums, periods)
  const sampled = new Uint8Array(bounds.length)
  const ranges: Ranges = []
  let start = 0
  const reader: DayReader = {
    onSamples: (first, last) => {
      const period = periods[first] ?? 0
      if (period === bounds.length) return
      sampled[period] = 1
      extend(ranges, start + first, start + last)
    },
    channel: (channel) => channels[channel],
  }
  const areEnough = (first: number, last: number): boolean => periods[first] === periods[last]
  for (const day of days) {
    start = day.day * QUARTERS_PER_DAY
    enter(start)
    if (!readSums(day, areEnough, reader) && day.quarters) readQuarters(day.quarters, reader)
  }
  const found = sums.map((each) => countsOf(each, bounds.length))
  const coverage = coverageOf(ranges, quarters)
  return coverage.map((share, index) => ({
    sampled: sampled[index + 1] === 1,
    coverage: share,
    counts: found.map((each) => each[index]),
  }))
}

/** The part of each period in which the newest sample is at most a day old. */
const coverageOf = (ranges: Ranges, quarters: readonly number[]): number[] => {
  let first = 0
  return quarters.slice(1).map((to, index) => {
    const from = quarters[index] ?? 0
    while (first < ranges.length && (ranges[first]?.[1] ?? 0) <= from) first++
    let covered = 0
    for (let at = first; at < ranges.length; at++) {
      const [start, end] = ranges[at] ?? [to, to]
      if (start >= to) break
      covered += Math.min(end, to) - Math.max(start, from)
    }
    return covered / (to - from)
  })
}
