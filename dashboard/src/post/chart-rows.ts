// The rows of a post's chart: for each step the running totals at its end, and what was gained in it.

import type { PostHistoryQuery, SampleFragment } from '../generated/graphql.ts'
import type { PostMetrics } from '../metrics.ts'
import { type ChartWindow, type StepName, stepBounds } from './chart-window.ts'
import { gainsOf, isDense, isKnownFromTheBeginning, type Total } from './gains.ts'

export const CHART_METRICS = [
  'impressionCount',
  'likeCount',
  'replyCount',
  'retweetCount',
  'quoteCount',
  'bookmarkCount',
  'engagements',
  'urlLinkClicks',
  'userProfileClicks',
] as const satisfies readonly (keyof SampleFragment)[]

export type ChartMetric = (typeof CHART_METRICS)[number]

export const isChartMetric = (name: string | undefined): name is ChartMetric =>
  CHART_METRICS.some((metric) => metric === name)

export const SERIES = ['total', 'organic', 'promoted'] as const

export type SeriesName = (typeof SERIES)[number]

type Counts = Readonly<Record<SeriesName, number | null>>

export interface ChartRow {
  readonly start: number
  readonly end: number
  /** The time of the total: the end of the step, or now in the last one. */
  readonly at: number
  readonly total: Counts
  readonly gain: Counts
}

export interface ChartData {
  readonly step: StepName
  readonly rows: readonly ChartRow[]
  /** The time at which the total was 0, if the chart shows it. */
  readonly origin: number | undefined
  /** The series that have data. */
  readonly series: readonly SeriesName[]
}

type Variant = 'public' | 'nonPublic' | 'organic' | 'promoted'

/** Samples of one post by variant, oldest first. */
export type Samples = Readonly<Record<Variant, readonly SampleFragment[]>>

type LoadedHistory = NonNullable<PostHistoryQuery['post']>

export const samplesOf = (history: LoadedHistory): Samples => ({
  public: [...(history.publicBefore ?? []), ...(history.public ?? [])],
  nonPublic: [...(history.nonPublicBefore ?? []), ...(history.nonPublic ?? [])],
  organic: [...(history.organicBefore ?? []), ...(history.organic ?? [])],
  promoted: [...(history.promotedBefore ?? []), ...(history.promoted ?? [])],
})

/** The metrics of a post at a time, as live updates bring them. */
export interface Reading {
  readonly at: number
  readonly post: PostMetrics
}

type Group = Readonly<Partial<Record<ChartMetric, number | null>>> | null

const groupOf = ({ post }: Reading, variant: Variant): Group => post[`${variant}Metrics`]

/** Archived values of a group are no reading of now. */
const isCurrent = (group: Group): boolean => !(group && 'asOf' in group && group.asOf)

export const totalsOf = (
  samples: Pick<Partial<Samples>, Variant>,
  readings: readonly Reading[],
  variant: Variant,
  metric: ChartMetric,
): readonly Total[] => {
  const archived = (samples[variant] ?? []).map((sample) => ({
    at: Date.parse(sample.at),
    value: sample[metric],
  }))
  const newest = archived.at(-1)?.at ?? 0
  const live = readings.flatMap((reading) => {
    const group = groupOf(reading, variant)
    return reading.at > newest && isCurrent(group)
      ? [{ at: reading.at, value: group?.[metric] ?? null }]
      : []
  })
  return [...archived, ...live].flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))
}

/** X counts these for the author only, so their total is not public. */
const AUTHOR_ONLY: ReadonlySet<ChartMetric> = new Set([
  'engagements',
  'urlLinkClicks',
  'userProfileClicks',
])

export const totalVariantOf = (metric: ChartMetric): Variant =>
  AUTHOR_ONLY.has(metric) ? 'nonPublic' : 'public'

interface ChartOptions {
  readonly metric: ChartMetric
  readonly window: ChartWindow
  readonly createdAt: number
  readonly timeZone: string
}

export const chartData = (
  samples: Samples,
  readings: readonly Reading[],
  { metric, window, createdAt, timeZone }: ChartOptions,
): ChartData => {
  const totals = {
    total: totalsOf(samples, readings, totalVariantOf(metric), metric),
    organic: totalsOf(samples, readings, 'organic', metric),
    promoted: totalsOf(samples, readings, 'promoted', metric),
  }
  const promotedFrom = totals.promoted[0]?.at ?? createdAt
  const boundsOf = (step: StepName) => stepBounds(window, step, timeZone)
  const coarsest = window.steps.at(-1) ?? 'month'
  const step = window.steps.find((name) => isDense(totals.total, boundsOf(name))) ?? coarsest
  const bounds = boundsOf(step)
  const steps = {
    total: gainsOf(totals.total, bounds, createdAt),
    organic: gainsOf(totals.organic, bounds, createdAt),
    // A promotion begins at 0, after the last sample without promoted metrics.
    promoted: gainsOf(
      totals.promoted,
      bounds,
      totals.total.findLast(({ at }) => at < promotedFrom)?.at ?? createdAt,
    ),
  }
  const rows = bounds.slice(1).map((end, index): ChartRow => {
    const countsOf = (part: 'total' | 'gain'): Counts => ({
      total: steps.total[index]?.[part] ?? null,
      organic: steps.organic[index]?.[part] ?? null,
      promoted: steps.promoted[index]?.[part] ?? null,
    })
    return {
      start: bounds[index] ?? end,
      end,
      at: Math.min(end, window.to),
      total: countsOf('total'),
      gain: countsOf('gain'),
    }
  })
  const series = SERIES.filter((name) => rows.some(({ total }) => total[name] !== null))
  const showsOrigin = createdAt >= window.from && isKnownFromTheBeginning(totals.total, createdAt)
  return { step, rows, series, origin: showsOrigin ? createdAt : undefined }
}
