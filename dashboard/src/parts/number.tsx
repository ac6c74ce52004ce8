// A number of a post, or a dash with the reason why there is none.

import { type Group, keptSince, type Numbers, numberIn, VARIANT_OF } from '../definitions.ts'
import { formatChange, formatCount, formatShare } from '../format.ts'
import type { MetricsVariant } from '../generated/graphql.ts'
import { REASONS, SHORT } from '../words.ts'
import { When } from './when.tsx'

export const Missing = ({ why, more }: { why: string; more?: string }) => (
  <span className="missing" title={more ?? why}>
    – <small>{why}</small>
  </span>
)

/** Why a variant is not there. */
export const MissingVariant = ({ post, variant }: { post: Numbers; variant: MetricsVariant }) => {
  const reason = post.unavailableMetrics.find((each) => each.variant === variant)?.reason
  return reason === undefined ? (
    <Missing why="not given" more="X did not give it." />
  ) : (
    <Missing why={SHORT[reason]} more={REASONS[reason]} />
  )
}

/** Why a single count is not there, though others are. */
const WITHOUT: Readonly<Record<string, string>> = {
  engagementRate: 'no impressions',
}

interface Place {
  readonly post: Numbers
  readonly group: Group
  readonly name: string
  readonly share?: boolean | undefined
  readonly change?: number | undefined
}

export const PostNumber = ({ post, group, name, share = false, change }: Place) => {
  const value = numberIn(post, group, name)
  if (value === undefined) return <MissingVariant post={post} variant={VARIANT_OF[group]} />
  if (value === null) return <Missing why={WITHOUT[name] ?? 'not given'} />
  const kept = keptSince(post, group)
  // Rates move with every impression.
  const shown = change !== undefined && !share
  return (
    <span className="number" data-metric={`${group}.${name}`}>
      {/* Another key for another value, so that each change is seen. */}
      <span key={value} data-changed={shown || undefined}>
        {share ? formatShare(value) : formatCount(value)}
      </span>
      {shown && <small className="delta">{formatChange(change)}</small>}
      {kept !== undefined && (
        <small className="muted">
          kept on <When time={kept} style="day" />
        </small>
      )}
    </span>
  )
}
