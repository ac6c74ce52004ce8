// The columns of the list of posts: what they show, and the order of the gateway that sorts by them.

import type { ListedPostFragment, PostOrder } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { archivedAt, type GroupName, metricValue, VARIANTS } from '../metrics.ts'

export type Sample = { readonly at: string; readonly impressionCount: number | null }

export type ListedPost = ListedPostFragment & { readonly trend?: readonly Sample[] | null }

export interface Column {
  readonly key: ColumnKey
  readonly label: string
  readonly description: string
  /** Absent for columns that cannot be sorted by. */
  readonly order?: PostOrder
  readonly group?: GroupName
  readonly name?: string
  readonly isRate?: true
}

const text = messages.posts.columns

export type ColumnKey = keyof typeof text

type Metric = readonly [
  key: ColumnKey,
  order: PostOrder,
  group: GroupName,
  name: string,
  isRate?: true,
]

const METRICS: readonly Metric[] = [
  ['impressions', 'IMPRESSIONS', 'publicMetrics', 'impressionCount'],
  ['likes', 'LIKES', 'publicMetrics', 'likeCount'],
  ['replies', 'REPLIES', 'publicMetrics', 'replyCount'],
  ['reposts', 'RETWEETS', 'publicMetrics', 'retweetCount'],
  ['quotes', 'QUOTES', 'publicMetrics', 'quoteCount'],
  ['bookmarks', 'BOOKMARKS', 'publicMetrics', 'bookmarkCount'],
  ['publicRate', 'PUBLIC_ENGAGEMENT_RATE', 'publicMetrics', 'engagementRate', true],
  ['engagements', 'ENGAGEMENTS', 'nonPublicMetrics', 'engagements'],
  ['rate', 'ENGAGEMENT_RATE', 'nonPublicMetrics', 'engagementRate', true],
  ['links', 'LINK_CLICKS', 'nonPublicMetrics', 'urlLinkClicks'],
  ['profile', 'PROFILE_CLICKS', 'nonPublicMetrics', 'userProfileClicks'],
  ['organic', 'ORGANIC_IMPRESSIONS', 'organicMetrics', 'impressionCount'],
  ['promoted', 'PROMOTED_IMPRESSIONS', 'promotedMetrics', 'impressionCount'],
]

/** The time of a post stands in its first cell. It is sorted by like a column. */
export const POSTED: Column = { key: 'posted', ...text.posted, order: 'NEWEST' }

export const TREND: Column = { key: 'trend', ...text.trend }

/** The columns that a person can choose. */
export const COLUMNS: readonly Column[] = [
  TREND,
  ...METRICS.map(
    ([key, order, group, name, isRate]): Column => ({
      ...{ key, ...text[key], order, group, name },
      ...(isRate && { isRate }),
    }),
  ),
  { key: 'share', ...text.share, order: 'PROMOTED_SHARE', isRate: true },
]

export const DEFAULT_COLUMNS: readonly ColumnKey[] = [
  ...(['trend', 'impressions', 'likes', 'replies', 'reposts'] as const),
  ...(['rate', 'organic', 'promoted'] as const),
]

/** Null without a value. */
export const columnValue = (post: ListedPost, { key, group, name }: Column): number | null => {
  if (key === 'posted') return post.createdAt === null ? null : Date.parse(post.createdAt)
  if (key === 'share') return post.promotedShare
  return group === undefined || name === undefined ? null : (metricValue(post, group, name) ?? null)
}

/** Why a value is missing. */
export const reasonOf = (post: ListedPost, { group, name }: Column): string => {
  const variant = group === undefined ? 'PROMOTED' : VARIANTS[group]
  const found = post.unavailableMetrics.find((each) => each.variant === variant)
  if (found !== undefined) return messages.metrics.reasons[found.reason]
  const hasGroup = group !== undefined && post[group] !== null
  return hasGroup && name === 'engagementRate'
    ? messages.common.noImpressions
    : messages.common.notProvided
}

/** The time of a value that the archive keeps. */
export const timeOf = (post: ListedPost, { group }: Column): string | undefined =>
  group === undefined ? undefined : archivedAt(post, group)
