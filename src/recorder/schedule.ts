// When a post is sampled: the table of intervals by age, and the intervals' boundaries. The boundaries of every interval
// coincide with rounds, and an account has a phase of its own, so that accounts are not sampled at the same moment.

import { createHash } from 'node:crypto'

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../infra/clock.ts'

/** The time between two rounds of an account. Every interval below is a multiple of it. */
export const ROUND_MS = 15 * MINUTE_MS

interface Tier {
  /** The age at which the tier ends. */
  readonly until: number
  readonly every: number
}

/** While X serves private metrics of a post, it is sampled daily at least: what X shows last is what remains. */
const BY_AGE: readonly Tier[] = [
  { until: 3 * HOUR_MS, every: ROUND_MS },
  { until: 2 * DAY_MS, every: HOUR_MS },
  { until: 7 * DAY_MS, every: 6 * HOUR_MS },
  { until: Number.POSITIVE_INFINITY, every: DAY_MS },
]

/** Public metrics of a post whose private metrics X refuses. */
const PUBLIC_ONLY: readonly Tier[] = [
  { until: 180 * DAY_MS, every: 7 * DAY_MS },
  { until: Number.POSITIVE_INFINITY, every: 28 * DAY_MS },
]

/** Within these ages, a post whose last three daily samples are equal is sampled weekly. */
const QUIET = {
  from: 7 * DAY_MS,
  until: 28 * DAY_MS,
  unchangedFor: 2 * DAY_MS,
  every: 7 * DAY_MS,
} as const

/** The longest interval. The table's phases are within it. */
const LONGEST_MS = 28 * DAY_MS

/** The facts about a post that its schedule depends on. */
export interface Scheduled {
  readonly createdAt: number
  /** The time of the last sample; 0 if there is none. */
  readonly sampledAt: number
  /** The time of the first of the last samples that are equal. */
  readonly unchangedSince: number
  /** Whether X may serve private metrics of the post. */
  readonly isReadable: boolean
}

const everyAt = (tiers: readonly Tier[], age: number): number =>
  tiers.find(({ until }) => age < until)?.every ?? LONGEST_MS

/** The interval of a post at a time. */
export const intervalOf = (post: Scheduled, now: number): number => {
  const age = now - post.createdAt
  if (!post.isReadable && age >= QUIET.until) return everyAt(PUBLIC_ONLY, age)
  const isQuiet =
    age >= QUIET.from &&
    age < QUIET.until &&
    post.sampledAt - post.unchangedSince >= QUIET.unchangedFor
  return isQuiet ? QUIET.every : everyAt(BY_AGE, age)
}

/** The phase of an account's intervals, in milliseconds. */
export const phaseOf = (name: string): number =>
  createHash('sha256').update(name).digest().readUIntBE(0, 6) % LONGEST_MS

/** The start of the interval that contains a time. */
export const startOfInterval = (at: number, every: number, phase: number): number =>
  Math.floor((at - phase) / every) * every + phase

/** When a post is due next: at once if it has no sample in the current interval. */
export const dueAt = (post: Scheduled, now: number, phase: number): number => {
  if (post.sampledAt === 0) return now
  const every = intervalOf(post, now)
  return startOfInterval(post.sampledAt, every, phase) + every
}
