// The columns of lists of posts: what each shows, and by what it sorts.

import { type Group, type Numbers, numberIn } from '../definitions.ts'

export interface Column {
  readonly key: string
  readonly label: string
  readonly means: string
  readonly group?: Group
  readonly name?: string
  readonly share?: true
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'impressions',
    label: 'Impressions',
    means: 'As everybody sees them: organic and promoted together.',
    group: 'publicMetrics',
    name: 'impressionCount',
  },
  {
    key: 'likes',
    label: 'Likes',
    means: 'As everybody sees them.',
    group: 'publicMetrics',
    name: 'likeCount',
  },
  {
    key: 'replies',
    label: 'Replies',
    means: 'As everybody sees them.',
    group: 'publicMetrics',
    name: 'replyCount',
  },
  {
    key: 'reposts',
    label: 'Reposts',
    means: 'Reposts and quotes together, as X’s own apps show them.',
    group: 'publicMetrics',
    name: 'retweetsAndQuotesCount',
  },
  {
    key: 'rate',
    label: 'Engagement',
    means: 'Likes, replies, reposts, quotes and bookmarks, divided by impressions.',
    group: 'publicMetrics',
    name: 'engagementRate',
    share: true,
  },
  {
    key: 'organic',
    label: 'Organic',
    means: 'Impressions without advertising. For the author only.',
    group: 'organicMetrics',
    name: 'impressionCount',
  },
  {
    key: 'promoted',
    label: 'Promoted',
    means: 'Impressions from ads of the author’s account. For the author only.',
    group: 'promotedMetrics',
    name: 'impressionCount',
  },
  {
    key: 'share',
    label: 'Promoted share',
    means: 'Promoted impressions, divided by organic and promoted together.',
  },
]

const WRITTEN: Column = { key: 'written', label: 'Written', means: 'When it was written.' }

export const SORTABLE: readonly Column[] = [WRITTEN, ...COLUMNS]

export interface Order {
  readonly key: string
  readonly direction: 'ascending' | 'descending'
}

type Sortable = Numbers & { readonly createdAt: string | null }

const sortValue = (post: Sortable, { key, group, name }: Column): number | null | undefined => {
  if (key === WRITTEN.key) return post.createdAt === null ? null : Date.parse(post.createdAt)
  return group === undefined || name === undefined
    ? post.promotedShare
    : numberIn(post, group, name)
}

/** What has no number stands last, whichever way. */
export const sorted = <T extends Sortable>(
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
