// Gains: what the posts of an account gained, by quarter of an hour. They are maintained whenever samples of a recorded post are written,
// thinned or deleted, so that it always equals what the stored samples of these posts say.

import { DAY_MS } from '../infra/clock.ts'
import { decode, encode, NAMES } from './encoding.ts'
import type { Segment } from './segments.ts'

export const QUARTER_MS = 900_000
export const QUARTERS_PER_DAY = 96

/** The counts of posts, which are the first of all names. */
const POST_COUNTS = 9

/**
 * The quarter of an hour, counted from the epoch, that a sample belongs to. A sample at the very end of a quarter belongs to
 * it: what it counts was gained before.
 */
export const quarterOf = (at: number): number => Math.ceil(at / QUARTER_MS) - 1

export const PARTS = 3
/** The difference to the sample before. */
export const GAINED = 0
/** The first values of posts that were sampled first when they were older than a day: when they were gained is unknown. */
export const BASELINE = 1
/** The number of posts of which it is the first value. */
export const FIRST = 2

/** Sums by channel: the index of the metric times `PARTS`, plus the part. */
export type Entry = Map<number, number>
/** Entries by quarter. A quarter in which a sample was taken has one, if only an empty one. */
export type Gains = Map<number, Entry>

/** The last known value of each count, by the index of its name. */
export type Totals = readonly (number | undefined)[]

export const totalsOf = (bytes: unknown): Totals => {
  if (!(bytes instanceof Uint8Array)) return []
  const numbers = decode(bytes)
  return NAMES.map((name) => numbers[name] ?? undefined)
}

export const encodeTotals = (totals: Totals): Uint8Array | null =>
  encode(Object.fromEntries(NAMES.map((name, index) => [name, totals[index]]))) ?? null

const entryAt = (gains: Gains, quarter: number): Entry => {
  const known = gains.get(quarter)
  if (known !== undefined) return known
  const entry: Entry = new Map()
  gains.set(quarter, entry)
  return entry
}

const add = (entry: Entry, channel: number, value: number): void => {
  if (value !== 0) entry.set(channel, (entry.get(channel) ?? 0) + value)
}

export interface PostGains {
  readonly gains: Gains
  readonly totals: Totals
}

/**
 * The gains of one metric group of a post over consecutive segments, and the totals after them. A post begins with 0 when it
 * is written, so that a first sample within a day counts in full.
 */
export const gainsOf = (
  segments: readonly Segment[],
  createdAt: number,
  before: Totals = [],
): PostGains => {
  const gains: Gains = new Map()
  const totals = [...before]
  for (const { began, numbers } of segments) {
    const entry = entryAt(gains, quarterOf(began))
    const values = decode(numbers)
    for (let metric = 0; metric < POST_COUNTS; metric++) {
      const value = values[NAMES[metric] ?? '']
      if (typeof value !== 'number') continue
      const known = totals[metric]
      const isLate = known === undefined && began - createdAt > DAY_MS
      if (known === undefined) add(entry, metric * PARTS + FIRST, 1)
      add(entry, metric * PARTS + (isLate ? BASELINE : GAINED), value - (known ?? 0))
      totals[metric] = value
    }
  }
  return { gains, totals }
}

/** Adds gains to others, or subtracts them. */
export const addGains = (into: Gains, gains: Gains, sign: 1 | -1 = 1): void => {
  for (const [quarter, entry] of gains) {
    const sum = entryAt(into, quarter)
    for (const [channel, value] of entry) add(sum, channel, sign * value)
  }
}

/** Notes that samples were taken. */
export const markSamples = (into: Gains, times: Iterable<number>): void => {
  for (const at of times) entryAt(into, quarterOf(at))
}

/** Changes of the gains of accounts, by account, metric group and UTC day: each day is one row of the database. */
export interface GainsChange {
  add(account: string, kind: number, gains: Gains, sign?: 1 | -1): void
  days(): readonly GainsDay[]
}

export interface GainsDay {
  readonly account: string
  readonly kind: number
  readonly day: number
  readonly gains: Gains
}

export const createGainsChange = (): GainsChange => {
  const days = new Map<string, GainsDay>()
  return {
    add: (account, kind, gains, sign) => {
      for (const [quarter, entry] of gains) {
        const day = Math.floor(quarter / QUARTERS_PER_DAY)
        const key = `${account} ${kind} ${day}`
        const known = days.get(key) ?? { account, kind, day, gains: new Map() }
        days.set(key, known)
        addGains(known.gains, new Map([[quarter, entry]]), sign)
      }
    },
    days: () => [...days.values()],
  }
}
