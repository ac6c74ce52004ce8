// The points of the chart, from the series of the gateway.

import type { OverviewStepsQuery, StepFragment } from '../generated/graphql.ts'
import { dayOf } from '../period.ts'
import { type ChartMetric, ratio, type Value } from './metrics.ts'

export interface DayPoint {
  /** The first day of the step, as `YYYY-MM-DD`. */
  readonly day: string
  /** All together, by the public or the private metrics. */
  readonly all: number | null
  /** The running total at the end of the step. */
  readonly total: number | null
  readonly organic: number | null
  readonly promoted: number | null
}

type Steps = NonNullable<OverviewStepsQuery['account']>

/** Longer periods are shown by week. */
const MAX_DAYS = 184

export const DAY_MINUTES = 1440
const WEEK_MINUTES = 10_080

export const stepMinutes = (days: number): number => (days > MAX_DAYS ? WEEK_MINUTES : DAY_MINUTES)

const valueAt = (
  steps: readonly StepFragment[] | null | undefined,
  index: number,
  name: 'gained' | 'total',
): Value => steps?.[index]?.[name] ?? null

/** A step without a sample has null everywhere: it is a gap. */
export const pointsOf = (
  { all, organic, promoted, ownImpressions }: Steps,
  metric: ChartMetric,
  timeZone: string,
): readonly DayPoint[] =>
  (all ?? []).map(({ at, gained, total }, index) => ({
    day: dayOf(Date.parse(at), timeZone),
    all:
      metric === 'ENGAGEMENT_RATE'
        ? ratio(gained, valueAt(ownImpressions, index, 'gained'))
        : gained,
    total: metric === 'ENGAGEMENT_RATE' ? null : total,
    organic: valueAt(organic, index, 'gained'),
    promoted: valueAt(promoted, index, 'gained'),
  }))

export const gapsIn = (points: readonly DayPoint[]): number =>
  points.filter(
    ({ all, organic, promoted }) => all === null && organic === null && promoted === null,
  ).length
