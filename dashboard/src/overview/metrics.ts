// The metrics of the overview: the totals in its tiles, and the series of its chart.

import { formatChange, formatCount, formatPoints, formatRelative, formatShare } from '../format.ts'
import type {
  Metric,
  OverviewTrendsQuery,
  StepFragment,
  TotalsFragment,
} from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import type { Params } from '../route.ts'

/** The metrics that the chart shows; the rate is computed from two of them. */
export const CHART_METRICS = [
  'IMPRESSIONS',
  'ENGAGEMENTS',
  'ENGAGEMENT_RATE',
  'LIKES',
  'REPLIES',
  'RETWEETS',
  'QUOTES',
  'BOOKMARKS',
  'LINK_CLICKS',
  'PROFILE_CLICKS',
  'FOLLOWERS',
] as const

export type ChartMetric = (typeof CHART_METRICS)[number]

/** Metrics that X counts apart for organic and promoted. */
const SPLIT: ReadonlySet<ChartMetric> = new Set([
  'IMPRESSIONS',
  'LIKES',
  'REPLIES',
  'RETWEETS',
  'LINK_CLICKS',
  'PROFILE_CLICKS',
])

export const isSplit = (metric: ChartMetric): boolean => SPLIT.has(metric)

export const DEFAULT_METRIC = 'IMPRESSIONS'

export const chartMetricOf = ({ metric }: Params): ChartMetric =>
  CHART_METRICS.find((each) => each === metric) ?? DEFAULT_METRIC

/** The metric to query for the chart. */
export const queriedMetric = (metric: ChartMetric): Metric =>
  metric === 'ENGAGEMENT_RATE' ? 'ENGAGEMENTS' : metric

export type TopOrder = Exclude<ChartMetric, 'FOLLOWERS'>

/** The order of the top posts: by the metric of the chart, where posts have it. */
export const orderOf = (metric: ChartMetric): TopOrder =>
  metric === 'FOLLOWERS' ? DEFAULT_METRIC : metric

export type Value = number | null

type Steps = readonly StepFragment[] | null | undefined

const gained = (steps: Steps): readonly Value[] => (steps ?? []).map((step) => step.gained)

export const ratio = (part: Value | undefined, whole: Value | undefined): Value =>
  typeof part === 'number' && typeof whole === 'number' && whole > 0 ? part / whole : null

export type Trends = NonNullable<OverviewTrendsQuery['account']>

interface Tile {
  readonly metric: ChartMetric
  readonly value: (totals: TotalsFragment) => Value
  readonly trend: (trends: Trends) => readonly Value[]
  readonly format?: (value: number) => string
  /** The text of the change since the period before; by default relative to it. */
  readonly formatChange?: (value: number, before: number) => string | undefined
}

const relative = (value: number, before: number): string | undefined =>
  before > 0 ? formatRelative(value / before - 1) : undefined

export const TILES: readonly Tile[] = [
  {
    metric: 'IMPRESSIONS',
    value: (totals) => totals.impressionCount,
    trend: ({ impressions }) => gained(impressions),
  },
  {
    metric: 'ENGAGEMENTS',
    value: (totals) => totals.engagements,
    trend: ({ engagements }) => gained(engagements),
  },
  {
    metric: 'ENGAGEMENT_RATE',
    value: (totals) => totals.engagementRate,
    trend: ({ engagements, ownImpressions }) =>
      (engagements ?? []).map((step, index) => ratio(step.gained, ownImpressions?.[index]?.gained)),
    format: formatShare,
    formatChange: (value, before) => messages.overview.points(formatPoints(value - before)),
  },
  {
    metric: 'FOLLOWERS',
    value: (totals) => totals.followers,
    trend: ({ followers }) => (followers ?? []).map(({ total }) => total),
    formatChange: (value, before) => formatChange(value - before),
  },
  {
    metric: 'LIKES',
    value: (totals) => totals.likeCount,
    trend: ({ likes }) => gained(likes),
  },
  {
    metric: 'REPLIES',
    value: (totals) => totals.replyCount,
    trend: ({ replies }) => gained(replies),
  },
  {
    metric: 'RETWEETS',
    value: (totals) => totals.retweetCount,
    trend: ({ reposts }) => gained(reposts),
  },
  {
    metric: 'LINK_CLICKS',
    value: (totals) => totals.urlLinkClicks,
    trend: ({ linkClicks }) => gained(linkClicks),
  },
]

/** A change is shown only where samples cover this part of both periods, because gaps would make it meaningless. */
const MIN_COVERAGE = 0.8

export interface TileView {
  readonly metric: ChartMetric
  readonly value: string | undefined
  /** Undefined where there is nothing to compare with. */
  readonly change: { readonly text: string; readonly isGain: boolean | undefined } | undefined
}

/** Followers are known before the period as soon as the profile was sampled, whatever the posts' samples cover. */
const changeOf = (
  { metric, value, formatChange: format = relative }: Tile,
  totals: TotalsFragment,
  before: TotalsFragment | null,
): TileView['change'] => {
  if (before === null) return undefined
  const isCovered = Math.min(totals.coverage, before.coverage) >= MIN_COVERAGE
  const [now, then] = [value(totals), value(before)]
  if (now === null || then === null || (metric !== 'FOLLOWERS' && !isCovered)) return undefined
  const text = format(now, then)
  return text === undefined ? undefined : { text, isGain: now === then ? undefined : now > then }
}

export const tilesOf = (
  totals: TotalsFragment & { readonly before: TotalsFragment | null },
): readonly TileView[] =>
  TILES.map((tile) => {
    const value = tile.value(totals)
    return {
      metric: tile.metric,
      value: value === null ? undefined : (tile.format ?? formatCount)(value),
      change: changeOf(tile, totals, totals.before),
    }
  })
