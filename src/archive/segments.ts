// Consecutive equal samples of a series are stored as one segment (a run-length encoding). Older segments are thinned:
// of each time bucket, the last segment remains.

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../infra/clock.ts'
import { equalBytes } from './encoding.ts'

/** Equal samples, in the columns of the database. */
export interface Segment {
  /** The time of the first sample. */
  readonly began: number
  /** Milliseconds from the first to the last sample. */
  readonly lasted: number
  readonly numbers: Uint8Array
}

/** Reads a row of the database; undefined if the series has no segment. */
export const segmentOf = (row: Readonly<Record<string, unknown>> = {}): Segment | undefined => {
  const { began, lasted, numbers } = row
  return typeof began === 'number' && typeof lasted === 'number' && numbers instanceof Uint8Array
    ? { began, lasted, numbers }
    : undefined
}

export interface Span {
  readonly since: number
  readonly until: number
  /** The interval of which the last sample is returned; 0 returns all samples. */
  readonly stepMs: number
  /** The maximum number of samples; the newest are returned. */
  readonly limit: number
}

export interface EncodedSample {
  readonly at: number
  readonly numbers: Uint8Array
}

export const endOf = ({ began, lasted }: Segment): number => began + lasted

const bucketOf = (at: number, length: number): number => Math.floor(at / length)

const isInSameBucket = (one: number, other: number, length: number): boolean =>
  bucketOf(one, length) === bucketOf(other, length)

export interface Appended {
  /** New and extended segments. */
  readonly put: readonly Segment[]
  /** The start times of segments to delete. */
  readonly drop: readonly number[]
}

/**
 * Appends samples, oldest first, to a series that began at `since` and ends with `last`. The last segment of a minute
 * remains, and the first one of the series. Samples older than the end, from another process, are ignored.
 */
export const append = (
  last: Segment | undefined,
  since: number,
  samples: readonly EncodedSample[],
): Appended => {
  const put = new Map<number, Segment>()
  const drop: number[] = []
  let current = last
  for (const { at, numbers } of samples) {
    if (current !== undefined && at < endOf(current)) continue
    if (current !== undefined && equalBytes(current.numbers, numbers)) {
      current = { ...current, lasted: at - current.began }
    } else {
      if (
        current !== undefined &&
        current.began > since &&
        isInSameBucket(current.began, at, MINUTE_MS)
      ) {
        put.delete(current.began)
        if (current.began === last?.began) drop.push(current.began)
      }
      current = { began: at, lasted: 0, numbers }
    }
    put.set(current.began, current)
  }
  return { put: [...put.values()], drop }
}

/** The segments of a series from `last` on, after samples were appended to them. */
export const withAppended = (
  segments: readonly Segment[],
  { put, drop }: Appended,
): readonly Segment[] => {
  const replaced = new Set([...drop, ...put.map(({ began }) => began)])
  return [...segments.filter(({ began }) => !replaced.has(began)), ...put]
}

/** Beyond an age, one segment remains per bucket of UTC time. */
const TIERS = [
  { age: 2 * HOUR_MS, bucket: 10 * MINUTE_MS },
  { age: 2 * DAY_MS, bucket: HOUR_MS },
  { age: 14 * DAY_MS, bucket: 6 * HOUR_MS },
  { age: 90 * DAY_MS, bucket: DAY_MS },
] as const

export interface Thinning {
  readonly since: number
  readonly until: number
  readonly bucket: number
}

/**
 * Thinning retains at least one segment of a recorded post per bucket, by the age of the post at the time of the sample. The
 * samples of the recorder are retained, and with them the hourly gains of an account.
 */
const RECORDED_TIERS = [
  { age: 2 * DAY_MS, bucket: 15 * MINUTE_MS },
  { age: 7 * DAY_MS, bucket: HOUR_MS },
  { age: 28 * DAY_MS, bucket: 6 * HOUR_MS },
] as const

/** The end of the last bucket that has reached the age. */
const boundaryOf = ({ age, bucket }: (typeof TIERS)[number], now: number): number =>
  bucketOf(now - age, bucket) * bucket

/**
 * The ranges that have reached an age since the last thinning.
 * @param createdAt the time at which the post was written, if it has a record
 */
export const thinningsOf = (last: number, now: number, createdAt?: number): Thinning[] => {
  const ranges = tierRanges(last, now)
  return createdAt === undefined ? ranges : ranges.flatMap((range) => finer(range, createdAt))
}

const finer = (range: Thinning, createdAt: number): Thinning[] => {
  const parts: Thinning[] = []
  let { since } = range
  for (const { age, bucket } of RECORDED_TIERS) {
    const until = Math.min(range.until, Math.ceil((createdAt + age) / DAY_MS) * DAY_MS)
    if (since >= until) continue
    parts.push({ since, until, bucket: Math.min(bucket, range.bucket) })
    since = until
  }
  return since < range.until ? [...parts, { ...range, since }] : parts
}

const tierRanges = (last: number, now: number): Thinning[] =>
  TIERS.map((tier, index) => {
    const older = TIERS[index + 1]
    return {
      since: Math.max(boundaryOf(tier, last), older === undefined ? 0 : boundaryOf(older, now)),
      until: boundaryOf(tier, now),
      bucket: tier.bucket,
    }
  }).filter(({ since, until }) => since < until)

/** Removes what is superseded in its range. The first segment of the series, which began at `since`, remains. */
export const thin = (
  segments: readonly Segment[],
  since: number,
  thinnings: readonly Thinning[],
): Segment[] =>
  segments.filter((segment, index) => {
    const { began } = segment
    const next = segments[index + 1]
    const range = thinnings.find((each) => began >= each.since && began < each.until)
    if (began <= since || next === undefined || range === undefined) return true
    return !(
      isInSameBucket(began, next.began, range.bucket) &&
      isInSameBucket(began, endOf(segment), range.bucket)
    )
  })

/** The time of the next thinning; null if the whole series has reached the last tier. */
export const nextThinning = (newest: number, now: number): number | null => {
  if (newest < boundaryOf(TIERS[3], now)) return null
  return now + (now - newest < 2 * DAY_MS ? HOUR_MS : DAY_MS)
}

/**
 * The samples that a chart needs, oldest first: the start and the end of each segment. With steps, a segment ends with
 * the last step before the next segment begins, so that a constant value is drawn as a level line.
 */
export const samplesOf = (segments: readonly Segment[], span: Span): EncodedSample[] => {
  const { since, until, stepMs, limit } = span
  const samples: EncodedSample[] = []
  for (const [index, segment] of segments.entries()) {
    const { numbers } = segment
    const next = segments[index + 1]?.began ?? Number.POSITIVE_INFINITY
    const begin = Math.max(segment.began, since)
    let end = Math.min(endOf(segment), until)
    if (stepMs > 0 && next <= until) end = Math.min(end, bucketOf(next, stepMs) * stepMs - 1)
    if (end < begin) continue
    const isSingle = stepMs > 0 ? bucketOf(begin, stepMs) === bucketOf(end, stepMs) : begin === end
    if (!isSingle) samples.push({ at: begin, numbers })
    samples.push({ at: end, numbers })
  }
  return samples.slice(Math.max(0, samples.length - limit))
}
