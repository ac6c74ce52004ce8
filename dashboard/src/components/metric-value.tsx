// The value of a metric, or a dash with the reason why it is missing.

import { formatChange, formatCount, formatShare } from '../format.ts'
import type { MetricsVariant } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { archivedAt, type GroupName, metricValue, type PostMetrics, VARIANTS } from '../metrics.ts'
import { Term } from './term.tsx'
import { Time } from './time.tsx'

/** A dash that shows its reason on hover and focus. */
export const NoValue = ({ reason }: { reason: string }) => (
  <span className="missing">
    <Term description={reason}>–</Term>
  </span>
)

const UnavailableMetric = ({ post, variant }: { post: PostMetrics; variant: MetricsVariant }) => {
  const reason = post.unavailableMetrics.find((each) => each.variant === variant)?.reason
  return (
    <NoValue
      reason={reason === undefined ? messages.common.notProvided : messages.metrics.reasons[reason]}
    />
  )
}

/** Reasons why a single metric of an available group is missing. */
const MISSING: Readonly<Record<string, string>> = {
  engagementRate: messages.common.noImpressions,
}

interface MetricValueProps {
  readonly post: PostMetrics
  readonly group: GroupName
  readonly name: string
  readonly isRate?: boolean | undefined
  readonly change?: number | undefined
}

export const MetricValue = ({ post, group, name, isRate = false, change }: MetricValueProps) => {
  const value = metricValue(post, group, name)
  if (value === undefined) return <UnavailableMetric post={post} variant={VARIANTS[group]} />
  if (value === null) return <NoValue reason={MISSING[name] ?? messages.common.notProvided} />
  const archived = archivedAt(post, group)
  // Rates are not highlighted, because they change with every impression.
  const isChanged = change !== undefined && !isRate
  return (
    <span className="number" data-metric={`${group}.${name}`}>
      {/* The key restarts the animation when the value changes. */}
      <span key={value} data-changed={isChanged || undefined}>
        {isRate ? formatShare(value) : formatCount(value)}
      </span>
      {isChanged && <small className="delta">{formatChange(change)}</small>}
      {archived !== undefined && (
        <small className="muted">
          {messages.common.asOf} <Time time={archived} style="day" />
        </small>
      )}
    </span>
  )
}
