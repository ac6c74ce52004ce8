// The four groups of metrics that X provides of a post, and the definition of each metric.

import type { MetricsVariant, PostMetricsFragment } from './generated/graphql.ts'

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
    label: 'Public',
    description: 'Visible to everyone on X: organic and promoted together.',
  },
  {
    group: 'nonPublicMetrics',
    variant: 'NON_PUBLIC',
    label: 'Author only',
    description: 'Visible only to the author: organic and promoted together.',
  },
  {
    group: 'organicMetrics',
    variant: 'ORGANIC',
    label: 'Organic',
    description: 'From people who saw the post without an ad. Visible only to the author.',
  },
  {
    group: 'promotedMetrics',
    variant: 'PROMOTED',
    label: 'Promoted',
    description:
      'From people who saw the post as an ad of its author or of a user of the author’s Ads account. Visible only to the author.',
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
    label: 'Impressions',
    description:
      'How many times the post was on a screen, at least in part. One person can count several times.',
    groups: ALL,
  },
  {
    name: 'likeCount',
    label: 'Likes',
    description: 'How many times the post was liked.',
    groups: NOT_AUTHOR_ONLY,
  },
  {
    name: 'replyCount',
    label: 'Replies',
    description: 'How many replies the post received.',
    groups: NOT_AUTHOR_ONLY,
  },
  {
    name: 'retweetCount',
    label: 'Reposts',
    description: 'How many times the post was reposted without a comment.',
    groups: NOT_AUTHOR_ONLY,
  },
  {
    name: 'quoteCount',
    label: 'Quotes',
    description: 'How many times the post was reposted with a comment. Promoted posts have none.',
    groups: ['publicMetrics'],
  },
  {
    name: 'bookmarkCount',
    label: 'Bookmarks',
    description: 'How many times the post was bookmarked.',
    groups: ['publicMetrics'],
  },
  {
    name: 'engagements',
    label: 'Engagements',
    description: 'How many times people interacted with any part of the post.',
    groups: ['nonPublicMetrics'],
  },
  {
    name: 'urlLinkClicks',
    label: 'Link clicks',
    description: 'How many times a link or link preview in the post was clicked.',
    groups: PRIVATE,
  },
  {
    name: 'userProfileClicks',
    label: 'Profile clicks',
    description: 'How many times the author’s name, handle or picture on the post was clicked.',
    groups: PRIVATE,
  },
  {
    name: 'engagementRate',
    label: 'Engagement rate',
    description:
      'Engagements per impression. Each column counts different engagements, so compare rates only within one column.',
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
