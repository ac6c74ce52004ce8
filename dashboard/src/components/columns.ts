// The columns of a table of posts, and sorting by them.

import { type GroupName, metricValue, type PostMetrics } from '../metrics.ts'

export interface Column {
  readonly key: string
  readonly label: string
  readonly description: string
  readonly group?: GroupName
  readonly name?: string
  readonly isRate?: true
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'impressions',
    label: 'Impressions',
    description: 'Public impressions: organic and promoted together.',
    group: 'publicMetrics',
    name: 'impressionCount',
  },
  {
    key: 'likes',
    label: 'Likes',
    description: 'Public likes.',
    group: 'publicMetrics',
    name: 'likeCount',
  },
  {
    key: 'replies',
    label: 'Replies',
    description: 'Public replies.',
    group: 'publicMetrics',
    name: 'replyCount',
  },
  {
    key: 'reposts',
    label: 'Reposts',
    description: 'Reposts and quotes together, as in X’s own apps.',
    group: 'publicMetrics',
    name: 'retweetsAndQuotesCount',
  },
  {
    key: 'rate',
    label: 'Engagement rate',
    description: 'Likes, replies, reposts, quotes and bookmarks, divided by impressions.',
    group: 'publicMetrics',
    name: 'engagementRate',
    isRate: true,
  },
  {
    key: 'organic',
    label: 'Organic impressions',
    description: 'Impressions without ads. Visible only to the author.',
    group: 'organicMetrics',
    name: 'impressionCount',
  },
  {
    key: 'promoted',
    label: 'Promoted impressions',
    description: 'Impressions from the author’s ads. Visible only to the author.',
    group: 'promotedMetrics',
    name: 'impressionCount',
  },
  {
    key: 'share',
    label: 'Promoted share',
    description: 'Promoted impressions, divided by the sum of organic and promoted impressions.',
  },
]

const DATE: Column = { key: 'date', label: 'Date', description: 'When the post was published.' }

export const SORTABLE: readonly Column[] = [DATE, ...COLUMNS]

export interface Order {
  readonly key: string
  readonly direction: 'ascending' | 'descending'
}

type Sortable = PostMetrics & { readonly createdAt: string | null }

const sortValue = (post: Sortable, { key, group, name }: Column): number | null | undefined => {
  if (key === DATE.key) return post.createdAt === null ? null : Date.parse(post.createdAt)
  return group === undefined || name === undefined
    ? post.promotedShare
    : metricValue(post, group, name)
}

/** Posts in the given order. Posts without a value come last in both directions. */
export const sortPosts = <T extends Sortable>(
  posts: readonly T[],
  order: Order | undefined,
): readonly T[] => {
  const column = SORTABLE.find(({ key }) => key === order?.key)
  if (order === undefined || column === undefined) return posts
  const sign = order.direction === 'ascending' ? 1 : -1
  return posts.toSorted((one, other) => {
    const [a, b] = [sortValue(one, column), sortValue(other, column)]
    if (typeof a !== 'number' || typeof b !== 'number') {
      return Number(typeof b === 'number') - Number(typeof a === 'number')
    }
    return sign * (a - b)
  })
}
