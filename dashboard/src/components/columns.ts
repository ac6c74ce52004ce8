// The columns of a table of posts, and sorting by them.

import { messages } from '../messages/index.ts'
import { type GroupName, metricValue, type PostMetrics } from '../metrics.ts'

export interface Column {
  readonly key: string
  readonly label: string
  readonly description: string
  readonly group?: GroupName
  readonly name?: string
  readonly isRate?: true
}

const text = messages.posts.columns

export const COLUMNS: readonly Column[] = [
  {
    key: 'impressions',
    ...text.impressions,
    group: 'publicMetrics',
    name: 'impressionCount',
  },
  {
    key: 'likes',
    ...text.likes,
    group: 'publicMetrics',
    name: 'likeCount',
  },
  {
    key: 'replies',
    ...text.replies,
    group: 'publicMetrics',
    name: 'replyCount',
  },
  {
    key: 'reposts',
    ...text.reposts,
    group: 'publicMetrics',
    name: 'retweetsAndQuotesCount',
  },
  {
    key: 'rate',
    ...text.rate,
    group: 'publicMetrics',
    name: 'engagementRate',
    isRate: true,
  },
  {
    key: 'organic',
    ...text.organic,
    group: 'organicMetrics',
    name: 'impressionCount',
  },
  {
    key: 'promoted',
    ...text.promoted,
    group: 'promotedMetrics',
    name: 'impressionCount',
  },
  {
    key: 'share',
    ...text.share,
  },
]

const DATE: Column = { key: 'date', ...text.date }

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
