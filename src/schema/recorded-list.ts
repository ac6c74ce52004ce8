// The arguments of recordedPosts: orders, filters and cursors.

import type { InputShapeFromFields } from '@pothos/core'

import {
  type Direction,
  type ListedRecord,
  POST_KINDS,
  type PostKind as PostKindName,
  type RecordFilter,
  type RecordOrder,
  type RecordPosition,
} from '../archive/records.ts'
import { isId } from '../x/fields.ts'
import { badInput } from './arguments.ts'
import { builder, type FieldArguments } from './builder.ts'
import { PostKind } from './post-summary.ts'

export const PostOrder = builder.enumType('PostOrder', {
  description:
    'An order of recorded posts. Numbers are those of the last samples. Posts without one, and reposts, come last in both directions.',
  values: {
    NEWEST: { description: 'The time of writing.' },
    IMPRESSIONS: { description: 'Impressions.' },
    ENGAGEMENTS: { description: 'Engagements, by the NON_PUBLIC metrics.' },
    ENGAGEMENT_RATE: {
      description: 'Engagements divided by impressions, both by the NON_PUBLIC metrics.',
    },
    LIKES: { description: 'Likes.' },
    REPLIES: { description: 'Replies.' },
    RETWEETS: { description: 'Reposts without a comment.' },
    QUOTES: { description: 'Quotes.' },
    BOOKMARKS: { description: 'Bookmarks.' },
    LINK_CLICKS: { description: 'Clicks on links, by the NON_PUBLIC metrics.' },
    PROFILE_CLICKS: { description: 'Clicks on the author, by the NON_PUBLIC metrics.' },
    PUBLIC_ENGAGEMENT_RATE: { description: '`publicMetrics { engagementRate }`.' },
    ORGANIC_IMPRESSIONS: { description: 'Impressions without ads.' },
    PROMOTED_IMPRESSIONS: { description: 'Impressions from ads.' },
    PROMOTED_SHARE: { description: '`promotedShare`.' },
  } as const,
})

const ListDirection = builder.enumType('ListDirection', {
  description: 'The direction of an order.',
  values: {
    DESCENDING: { description: 'The highest or newest first.' },
    ASCENDING: { description: 'The lowest or oldest first.' },
  } as const,
})

export const DEFAULT_PAGE = 20
const MAX_WORDS = 10

export const recordedArgs = (arg: FieldArguments) => ({
  orderBy: arg({ type: PostOrder, description: 'The order. Default: NEWEST.' }),
  direction: arg({ type: ListDirection, description: 'The direction. Default: DESCENDING.' }),
  search: arg.string({
    description: `Words that the text contains, or parts of words: all of them, in any order, at most ${MAX_WORDS}. Case does not matter.`,
  }),
  kinds: arg({ type: [PostKind], description: 'Only posts of these kinds.' }),
  mediaTypes: arg.stringList({
    description: `Only posts with media of at least one of these types, in X’s words, such as photo, video and animated_gif; at most ${MAX_WORDS}.`,
  }),
  hasMedia: arg.boolean({ description: 'Only posts with media, or only those without.' }),
  promoted: arg.boolean({
    description: 'Only posts of which X has shown promoted metrics, or only the others.',
  }),
  excludeReplies: arg.boolean({ description: 'Leaves out replies.' }),
  excludeReposts: arg.boolean({ description: 'Leaves out reposts.' }),
  since: arg({ type: 'DateTime', description: 'Only posts published at this time or later.' }),
  until: arg({ type: 'DateTime', description: 'Only posts published before this time.' }),
  first: arg.int({ description: `The number of posts. Default: ${DEFAULT_PAGE}.` }),
  skip: arg.int({
    description:
      'Leaves out that many posts of the beginning, or after `after`: for lists that show any part of all posts. Default: 0.',
  }),
  after: arg.string({
    description:
      'The cursor of the post that the page begins after. With the same `orderBy` and `direction` only. New posts do not shift a page; a post whose metrics grow meanwhile can move to an earlier one.',
  }),
})

export type RecordedArguments = InputShapeFromFields<ReturnType<typeof recordedArgs>>

export interface Ordering {
  readonly order: RecordOrder
  readonly direction: Direction
}

/** Cursors from before there was a direction are those of descending lists. */
const nameOf = ({ order, direction }: Ordering): string =>
  direction === 'DESCENDING' ? order : `${order} ${direction}`

export const cursorOf = (ordering: Ordering, { value, createdAt, id }: ListedRecord): string =>
  Buffer.from(JSON.stringify([nameOf(ordering), value, createdAt, id])).toString('base64url')

/** @throws BAD_USER_INPUT */
export const positionIn = (cursor: string, ordering: Ordering): RecordPosition => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parsed) && parsed.length === 4 && parsed[0] === nameOf(ordering)) {
      const [, value, createdAt, id]: unknown[] = parsed
      if (Number.isFinite(value) && Number.isSafeInteger(createdAt) && isId(id)) {
        return { value: Number(value), createdAt: Number(createdAt), id }
      }
    }
  } catch {
    // Reported below.
  }
  throw badInput(
    'recordedPosts(after:) is not a cursor of this list. Send a cursor of an earlier page with the same orderBy and direction, unchanged.',
  )
}

/** @throws BAD_USER_INPUT */
const wordsIn = (search: string | null | undefined): readonly string[] => {
  const words = search?.split(/\s+/).filter((word) => word !== '') ?? []
  if (words.length <= MAX_WORDS) return words
  throw badInput(`recordedPosts(search:) takes at most ${MAX_WORDS} words.`)
}

/** @throws BAD_USER_INPUT */
export const filterIn = (args: RecordedArguments): Omit<RecordFilter, 'authorId'> => {
  const { hasMedia, promoted, since, until, kinds, mediaTypes } = args
  if (mediaTypes && mediaTypes.length > MAX_WORDS) {
    throw badInput(`recordedPosts(mediaTypes:) takes at most ${MAX_WORDS} types.`)
  }
  const isExcluded = (kind: PostKindName): boolean =>
    (kinds ? !kinds.includes(kind) : false) ||
    (kind === 'REPLY' && args.excludeReplies === true) ||
    (kind === 'REPOST' && args.excludeReposts === true)
  return {
    ...{ words: wordsIn(args.search), exclude: POST_KINDS.filter(isExcluded) },
    ...(typeof hasMedia === 'boolean' && { hasMedia }),
    ...(typeof promoted === 'boolean' && { promoted }),
    ...(mediaTypes && { mediaTypes }),
    ...(since && { since: since.getTime() }),
    ...(until && { until: until.getTime() }),
  }
}

/** @throws BAD_USER_INPUT */
export const skipIn = ({ skip }: RecordedArguments): number => {
  if ((skip ?? 0) < 0) throw badInput('recordedPosts(skip:) cannot be negative.')
  return skip ?? 0
}
