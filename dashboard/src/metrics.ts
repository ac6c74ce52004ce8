// The four groups of metrics that X provides of a post, and the definition of each metric.

import type { MetricsVariant, PostMetricsFragment } from './generated/graphql.ts'
import { messages } from './messages/index.ts'

export type PostMetrics = PostMetricsFragment

export type GroupName = 'publicMetrics' | 'nonPublicMetrics' | 'organicMetrics' | 'promotedMetrics'

interface Group {
  readonly group: GroupName
  readonly variant: MetricsVariant
  readonly label: string
  readonly description: string
}

export const GROUPS: readonly Group[] = [
  {
    group: 'publicMetrics',
    variant: 'PUBLIC',
    ...messages.metrics.groups.PUBLIC,
  },
  {
    group: 'nonPublicMetrics',
    variant: 'NON_PUBLIC',
    ...messages.metrics.groups.NON_PUBLIC,
  },
  {
    group: 'organicMetrics',
    variant: 'ORGANIC',
    ...messages.metrics.groups.ORGANIC,
  },
  {
    group: 'promotedMetrics',
    variant: 'PROMOTED',
    ...messages.metrics.groups.PROMOTED,
  },
]

export const VARIANTS = {
  publicMetrics: 'PUBLIC',
  nonPublicMetrics: 'NON_PUBLIC',
  organicMetrics: 'ORGANIC',
  promotedMetrics: 'PROMOTED',
} as const satisfies Readonly<Record<GroupName, MetricsVariant>>

interface Metric {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly groups: readonly GroupName[]
  /** Whether the value is a fraction, formatted as a percentage. */
  readonly isRate?: true
}

const ALL = GROUPS.map(({ group }) => group)
const NOT_AUTHOR_ONLY = ALL.filter((group) => group !== 'nonPublicMetrics')
const PRIVATE = ALL.filter((group) => group !== 'publicMetrics')

export const METRICS: readonly Metric[] = [
  {
    name: 'impressionCount',
    ...messages.metrics.names.impressionCount,
    groups: ALL,
  },
  {
    name: 'likeCount',
    ...messages.metrics.names.likeCount,
    groups: NOT_AUTHOR_ONLY,
  },
  {
    name: 'replyCount',
    ...messages.metrics.names.replyCount,
    groups: NOT_AUTHOR_ONLY,
  },
  {
    name: 'retweetCount',
    ...messages.metrics.names.retweetCount,
    groups: NOT_AUTHOR_ONLY,
  },
  {
    name: 'quoteCount',
    ...messages.metrics.names.quoteCount,
    groups: ['publicMetrics'],
  },
  {
    name: 'bookmarkCount',
    ...messages.metrics.names.bookmarkCount,
    groups: ['publicMetrics'],
  },
  {
    name: 'engagements',
    ...messages.metrics.names.engagements,
    groups: ['nonPublicMetrics'],
  },
  {
    name: 'urlLinkClicks',
    ...messages.metrics.names.urlLinkClicks,
    groups: PRIVATE,
  },
  {
    name: 'userProfileClicks',
    ...messages.metrics.names.userProfileClicks,
    groups: PRIVATE,
  },
  {
    name: 'engagementRate',
    ...messages.metrics.names.engagementRate,
    groups: ALL,
    isRate: true,
  },
]

/** The value of a metric: undefined if its whole group is missing, null if only this metric is. */
export const metricValue = (
  post: PostMetrics,
  group: GroupName,
  name: string,
): number | null | undefined => {
  const metrics: Readonly<Record<string, unknown>> | null = post[group]
  const value = metrics?.[name]
  return metrics === null ? undefined : typeof value === 'number' ? value : null
}

/** The time at which X provided an archived group; undefined if the group is current. */
export const archivedAt = (post: PostMetrics, group: GroupName): string | undefined =>
  group === 'publicMetrics' ? undefined : (post[group]?.asOf ?? undefined)
