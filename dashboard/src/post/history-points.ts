// Joins the archived samples of two metric groups into the points of one chart.

import type { TimePoint } from '../charts/time.tsx'
import type { SampleFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'

export const HISTORY_METRICS = messages.post.historyMetrics

export type HistoryMetric = keyof typeof HISTORY_METRICS

export const isHistoryMetric = (name: string): name is HistoryMetric => name in HISTORY_METRICS

type Samples = readonly SampleFragment[] | null | undefined

/** The gateway's default limit of samples per history. */
const MAX_POINTS = 500

/** Engagement is the same sum for both groups, so that they are comparable; X's own rates are not. */
const sampleValue = (sample: SampleFragment, metric: HistoryMetric): number | null => {
  if (metric !== 'engagement') return sample[metric]
  const { impressionCount, likeCount, replyCount, retweetCount } = sample
  if (!impressionCount || likeCount === null || replyCount === null || retweetCount === null) {
    return null
  }
  return (likeCount + replyCount + retweetCount) / impressionCount
}

/** The groups of one response are recorded seconds apart, so samples within one step share a point. */
export const historyPoints = (
  samples: Readonly<Record<'public' | 'organic', Samples>>,
  metric: HistoryMetric,
  hours: number,
): readonly TimePoint[] => {
  const stepMs = Math.ceil((hours * 60) / MAX_POINTS) * 60_000
  const points = new Map<number, TimePoint>()
  for (const group of ['public', 'organic'] as const) {
    for (const sample of samples[group] ?? []) {
      const time = Date.parse(sample.at)
      const step = Math.floor(time / stepMs)
      const point = points.get(step) ?? { time }
      point.time = Math.max(point.time, time)
      point[group] = sampleValue(sample, metric)
      points.set(step, point)
    }
  }
  return [...points.values()].sort((one, other) => one.time - other.time)
}
