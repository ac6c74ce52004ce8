// Compares what a simulated recorder has stored with the world. Each check returns its violations.

import { eraOf } from '../../../sandbox/era.ts'
import type { World, WorldPost } from '../../../sandbox/index.ts'
import { nonPublicMetrics, publicMetrics } from '../../../sandbox/metrics.ts'
import { PRIVATE_METRICS_SERVED_FOR_MS } from '../../../sandbox/refusals.ts'
import { MAX_TIMELINE_POSTS } from '../../../sandbox/timeline.ts'
import type { Archive } from '../../../src/archive/archive.ts'
import { decode } from '../../../src/archive/encoding.ts'
import type { SeriesBatch } from '../../../src/archive/store.ts'

const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

interface WrittenSample {
  readonly at: number
  readonly text: string
}

/** The samples that were written to the archive, by post. */
export type SampleLog = Map<
  string,
  { readonly public: WrittenSample[]; readonly private: WrittenSample[] }
>

export const logSamples = (batches: readonly SeriesBatch[], log: SampleLog): void => {
  for (const { key, samples } of batches) {
    // Public and non-public metrics of posts.
    if (key.kind > 1) continue
    const post = log.get(key.subject) ?? { public: [], private: [] }
    log.set(key.subject, post)
    for (const { at, numbers } of samples) {
      const text = JSON.stringify(decode(numbers))
      post[key.kind === 0 ? 'public' : 'private'].push({ at, text })
    }
  }
}

/** The largest relative error of the archived impressions, interpolated, at each hour of a post's first two days. */
export const curveError = async (
  post: WorldPost,
  world: World,
  archive: Archive,
): Promise<number> => {
  const span = { since: 0, until: Number.MAX_SAFE_INTEGER, stepMs: 0, limit: 10_000 }
  const samples = await archive.history({ subject: post.id, group: 'public_metrics' }, span)
  const points = [
    { at: post.createdAt, value: 0 },
    ...samples.map(({ at, numbers }) => ({ at, value: numbers.impression_count ?? 0 })),
  ]
  const errors = Array.from({ length: 48 }, (_, hour) => {
    const at = post.createdAt + (hour + 1) * HOUR
    const after = points.findIndex((point) => point.at >= at)
    const [one, other] = [points[after - 1], points[after]]
    if (one === undefined || other === undefined) return 1
    const kept = one.value + ((other.value - one.value) * (at - one.at)) / (other.at - one.at)
    const real = publicMetrics(post, world, at, eraOf(at)).impression_count ?? 0
    // Impressions are whole numbers.
    return Math.max(0, Math.abs(kept - real) - 1) / Math.max(1, real)
  })
  return Math.max(...errors)
}

/** The longest interval that the schedule has at an age, restated. */
const longestInterval = (age: number, isQuiet: boolean): number => {
  if (age < 3 * HOUR) return 15 * MINUTE
  if (age < 2 * DAY) return HOUR
  if (age < 7 * DAY) return 6 * HOUR
  if (age < 28 * DAY) return isQuiet ? 7 * DAY : DAY
  // A post is known to be refused from the next daily sample on.
  if (age < PRIVATE_METRICS_SERVED_FOR_MS + DAY) return DAY
  return age < 180 * DAY ? 7 * DAY : 28 * DAY
}

export interface GapOptions {
  readonly start: number
  readonly end: number
  /** The time that a takeover may add to an interval. */
  readonly toleranceMs: number
  /** The age up to which posts are checked. */
  readonly maxAge: number
}

export const findGaps = (log: SampleLog, world: World, options: GapOptions): string[] => {
  const { start, end, toleranceMs, maxAge } = options
  const newestLast = [...world.posts.values()].sort((one, other) => one.createdAt - other.createdAt)
  return newestLast.flatMap(({ id, createdAt }, position) => {
    if (createdAt > end || (maxAge !== Number.POSITIVE_INFINITY && createdAt < start)) return []
    const samples = log.get(id)?.public ?? []
    // The timeline no longer lists a post when there are so many newer ones.
    const listedUntil = newestLast[position + MAX_TIMELINE_POSTS]?.createdAt ?? end
    const times = [Math.max(createdAt, start), ...samples.map(({ at }) => at), end].filter(
      (at) => at <= listedUntil,
    )
    return times.flatMap((at, index) => {
      const before = times[index - 1]
      const age = at - createdAt
      if (before === undefined || age > maxAge) return []
      const [three, two, one] = [samples[index - 4], samples[index - 3], samples[index - 2]]
      const isQuiet = three !== undefined && three.text === two?.text && two.text === one?.text
      const interval = longestInterval(age, isQuiet)
      return at - before <= interval + toleranceMs
        ? []
        : `${id}, ${(age / HOUR).toFixed(1)} h old: ${(at - before) / MINUTE} min, not ${interval / MINUTE}`
    })
  })
}

/** Posts that were sampled twice in one round. */
export const findRepetitions = (log: SampleLog, roundOf: (at: number) => number): string[] =>
  [...log].flatMap(([id, { public: samples }]) =>
    samples.flatMap(({ at }, index) => {
      const before = samples[index - 1]
      return before !== undefined && roundOf(before.at) === roundOf(at)
        ? `${id} at ${new Date(at).toISOString()}`
        : []
    }),
  )

export interface LastStates {
  /** Posts whose private metrics X refuses by now. */
  readonly refused: number
  /** The largest relative difference between the impressions of the last sample and those at the moment of X's refusal. */
  readonly worst: number
  readonly violations: readonly string[]
}

/** Whether the last private sample of each post is as late as its interval allows, and true. */
export const checkLastStates = (
  log: SampleLog,
  world: World,
  { start, end, toleranceMs }: GapOptions,
): LastStates => {
  let [refused, worst] = [0, 0]
  const violations: string[] = []
  for (const post of world.posts.values()) {
    const refusedAt = post.createdAt + PRIVATE_METRICS_SERVED_FOR_MS
    // X served the others for less than an interval.
    if (refusedAt < start + DAY || refusedAt > end) continue
    refused += 1
    const last = log.get(post.id)?.private.at(-1)
    if (last === undefined || last.at < refusedAt - DAY - toleranceMs) {
      violations.push(`${post.id}: ${last === undefined ? 'none' : (refusedAt - last.at) / HOUR}`)
      continue
    }
    const shown = nonPublicMetrics(post, world, last.at, eraOf(last.at))
    const kept = JSON.parse(last.text)
    for (const [name, value] of Object.entries(shown)) {
      if (kept[name] !== value) violations.push(`${post.id}: ${name} ${kept[name]}, not ${value}`)
    }
    const final = nonPublicMetrics(post, world, refusedAt, eraOf(refusedAt)).impression_count
    worst = Math.max(worst, (final - shown.impression_count) / Math.max(1, final))
  }
  return { refused, worst, violations }
}
