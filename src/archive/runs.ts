// Readings of a series that said the same are one run, from the first to the last of them. What is kept of a series is
// its runs, ever fewer with age: of each bucket of time the run that was seen last in it.

import type { Span } from './archive.ts'
import { sameBytes } from './numbers.ts'

export interface Run {
  readonly began: number
  /** From the first reading to the last one. */
  readonly lasted: number
  /** Encoded. */
  readonly numbers: Uint8Array
}

/** A reading, encoded. */
export interface Noted {
  readonly at: number
  readonly numbers: Uint8Array
}

const MINUTE = 60_000
export const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const endOf = ({ began, lasted }: Run): number => began + lasted

const bucketOf = (at: number, length: number): number => Math.floor(at / length)

/** It was seen in one bucket only, and another was seen there after it. */
const isCovered = (run: Run, next: number, length: number): boolean =>
  bucketOf(run.began, length) === bucketOf(next, length)

export interface Joined {
  /** New, or longer than before. */
  readonly put: readonly Run[]
  /** When those began that are kept no more. */
  readonly drop: readonly number[]
}

/**
 * What becomes of the last run when more is read, oldest first. Within a minute the last one counts, but the first run
 * of a series stays. What another process has overtaken comes too late to matter.
 */
export const join = (last: Run | undefined, since: number, readings: readonly Noted[]): Joined => {
  const put = new Map<number, Run>()
  const drop: number[] = []
  let run = last
  for (const { at, numbers } of readings) {
    if (run !== undefined && at < endOf(run)) continue
    if (run !== undefined && sameBytes(run.numbers, numbers)) {
      run = { ...run, lasted: at - run.began }
    } else {
      if (run !== undefined && run.began > since && isCovered(run, at, MINUTE)) {
        put.delete(run.began)
        if (run.began === last?.began) drop.push(run.began)
      }
      run = { began: at, lasted: 0, numbers }
    }
    put.set(run.began, run)
  }
  return { put: [...put.values()], drop }
}

/** Beyond an age there is one reading in each so much time, in UTC. */
const TIERS = [
  { age: 2 * HOUR, bucket: 10 * MINUTE },
  { age: 2 * DAY, bucket: HOUR },
  { age: 14 * DAY, bucket: 6 * HOUR },
  { age: 90 * DAY, bucket: DAY },
] as const

export interface Thinning {
  readonly since: number
  readonly until: number
  readonly bucket: number
}

/** Whole buckets before this have the age. */
const borderOf = ({ age, bucket }: (typeof TIERS)[number], now: number): number =>
  bucketOf(now - age, bucket) * bucket

/** What has grown old enough since it was thinned before. */
export const thinningsOf = (before: number, now: number): Thinning[] =>
  TIERS.map((tier, index) => {
    const older = TIERS[index + 1]
    return {
      since: Math.max(borderOf(tier, before), older === undefined ? 0 : borderOf(older, now)),
      until: borderOf(tier, now),
      bucket: tier.bucket,
    }
  }).filter(({ since, until }) => since < until)

/** When to look at a series next; never, when all that is there has been thinned to the end. */
export const nextThinning = (newest: number, now: number): number | null => {
  if (newest < borderOf(TIERS[3], now)) return null
  return now + (now - newest < 2 * DAY ? HOUR : DAY)
}

/**
 * The readings that a chart needs, newest so many, oldest first: where each run begins and ends. In steps a run ends
 * with the last step in which nothing came after it, so that what stayed the same is drawn level.
 */
export const readingsOf = (runs: readonly Run[], span: Span): Noted[] => {
  const { since, until, stepMs, most } = span
  const readings: Noted[] = []
  for (const [index, run] of runs.entries()) {
    const { numbers } = run
    const next = runs[index + 1]?.began ?? Number.POSITIVE_INFINITY
    const begin = Math.max(run.began, since)
    let end = Math.min(endOf(run), until)
    if (stepMs > 0 && next <= until) end = Math.min(end, bucketOf(next, stepMs) * stepMs - 1)
    if (end < begin) continue
    const isOne = stepMs > 0 ? bucketOf(begin, stepMs) === bucketOf(end, stepMs) : begin === end
    if (!isOne) readings.push({ at: begin, numbers })
    readings.push({ at: end, numbers })
  }
  return readings.slice(Math.max(0, readings.length - most))
}
