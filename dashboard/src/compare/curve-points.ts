// The curves of posts by their age, so that posts of different days can be laid over each other.

import type { CurveQuery } from '../generated/graphql.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const

export type RangeName = keyof typeof RANGES

export const METRICS = [
  'impressionCount',
  'likeCount',
  'replyCount',
  'retweetCount',
  'bookmarkCount',
] as const

export type CurveMetric = (typeof METRICS)[number]

export type Samples = NonNullable<NonNullable<CurveQuery['post']>['curve']>

export interface Curve {
  readonly id: string
  readonly createdAt: number
  readonly samples: Samples
}

/** One moment of the chart: its age in hours, and the value of each post by its id. */
export type Row = { readonly age: number } & Readonly<Record<string, number | null>>

const STEPS = 96

type Point = readonly [age: number, value: number]

/** A post begins with 0, unless it was older than a day when it was sampled first. */
const pointsOf = ({ createdAt, samples }: Curve, metric: CurveMetric): readonly Point[] => {
  const points = samples.flatMap((sample): Point[] => {
    const value = sample[metric]
    return value === null ? [] : [[Date.parse(sample.at) - createdAt, value]]
  })
  const [first] = points
  return first === undefined || first[0] > DAY_MS ? points : [[0, 0], ...points]
}

/** The value at an age, between two samples on the line from one to the other; null before the first and after the last. */
const valueAt = (points: readonly Point[], age: number): number | null => {
  const next = points.findIndex((point) => point[0] >= age)
  const [before, after] = [points[next - 1], points[next]]
  if (after === undefined) return null
  if (after[0] === age) return after[1]
  if (before === undefined) return null
  const share = (age - before[0]) / (after[0] - before[0])
  return Math.round(before[1] + share * (after[1] - before[1]))
}

export const rowsOf = (curves: readonly Curve[], metric: CurveMetric, range: RangeName): Row[] => {
  const known = curves.map((curve) => [curve.id, pointsOf(curve, metric)] as const)
  const oldest = Math.max(0, ...known.map(([, points]) => points.at(-1)?.[0] ?? 0))
  const span = Math.min(RANGES[range], oldest)
  if (span === 0) return []
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const age = (span * step) / STEPS
    const values = known.map(([id, points]) => [id, valueAt(points, age)])
    return { ...Object.fromEntries(values), age: age / HOUR_MS }
  })
}

/** The last value of a post in a range, and its age in hours. */
export const lastOf = (
  rows: readonly Row[],
  id: string,
): { age: number; value: number } | undefined => {
  const row = rows.findLast((each) => typeof each[id] === 'number')
  const value = row?.[id]
  return row === undefined || typeof value !== 'number' ? undefined : { age: row.age, value }
}
