// Account.topPosts and Account.recordedPosts: lists of the posts of an account that the archive has records of.

import type { InputShapeFromFields } from '@pothos/core'
import type { GraphQLResolveInfo } from 'graphql'

import {
  type Direction,
  type ListedRecord,
  POST_KINDS,
  type PostKind as PostKindName,
  type RecordFilter,
  type RecordOrder,
  type RecordPosition,
} from '../archive/records.ts'
import type { Account as ConnectedAccount } from '../auth/accounts.ts'
import type { GatewayError } from '../infra/errors.ts'
import type { AccountHistory } from '../loaders/account-history.ts'
import { isRecorded } from '../loaders/recorded-posts.ts'
import { planOf } from '../plan/plan.ts'
import { isId } from '../x/fields.ts'
import { accountHistoryOf, badInput, FROM_ARCHIVE, periodOf } from './account-history.ts'
import { builder, needs } from './builder.ts'
import { type Connection, PostConnection } from './connection.ts'
import type { Context } from './context.ts'
import { addIncompleteNotice, loadPosts, type PostView, viewOfResult } from './loading.ts'
import { Post } from './post.ts'
import { PostKind } from './post-summary.ts'
import { Account } from './viewer.ts'

const PostOrder = builder.enumType('PostOrder', {
  description:
    'An order of recorded posts. Numbers are those of the last samples. Posts without one, and reposts, come last in both directions.',
  values: {
    NEWEST: { description: 'The time of writing.' },
    IMPRESSIONS: { description: 'Impressions.' },
    ENGAGEMENTS: { description: 'Engagements, by the NON_PUBLIC numbers.' },
    ENGAGEMENT_RATE: {
      description: 'Engagements divided by impressions, both by the NON_PUBLIC numbers.',
    },
    LIKES: { description: 'Likes.' },
    REPLIES: { description: 'Replies.' },
    RETWEETS: { description: 'Reposts without a comment.' },
    QUOTES: { description: 'Quotes.' },
    BOOKMARKS: { description: 'Bookmarks.' },
    LINK_CLICKS: { description: 'Clicks on links, by the NON_PUBLIC numbers.' },
    PROFILE_CLICKS: { description: 'Clicks on the author, by the NON_PUBLIC numbers.' },
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

const SELECTION =
  'Of these posts, `id`, `text`, `displayText`, `createdAt`, `kind`, `mediaTypes`, `thumbnailUrl`, the metrics and history come from the archive, with the times of the numbers in `asOf`. If anything else of `Post` is selected, the posts of the page are loaded by their ids like others, which X bills.'

const DEFAULT_TOP = 10
const DEFAULT_PAGE = 20
const MAX_WORDS = 10

/** The posts of records: from the archive, or from X if the selection needs more. */
const postsOf = async (
  history: AccountHistory,
  records: readonly ListedRecord[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly (PostView | GatewayError)[]> => {
  const plan = planOf(info)
  if (!isRecorded(info.selected)) {
    return loadPosts(
      records.map(({ id }) => id),
      context,
      info,
    )
  }
  const posts = await history.posts(records, plan, context.now())
  return posts.map((post) => viewOfResult(post, plan, context))
}

/** @throws BAD_USER_INPUT */
const countIn = (
  field: string,
  first: number | null | undefined,
  otherwise: number,
  { limits }: Context,
): number => {
  const count = first ?? otherwise
  if (count < 0) throw badInput(`${field}(first:) cannot be negative.`)
  if (count <= limits.postsPerRequest) return count
  throw badInput(
    `${field}(first:) takes at most ${limits.postsPerRequest} and got ${count}. Request less, or raise MAX_POSTS_PER_REQUEST.`,
  )
}

builder.objectField(Account, 'topPosts', (t) =>
  t.field({
    type: [Post],
    nullable: { list: true, items: false },
    description: `The recorded posts of the account that were written in a period, best first, without reposts. ${FROM_ARCHIVE} ${SELECTION}`,
    args: {
      by: t.arg({ type: PostOrder, required: true, description: 'The order.' }),
      since: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Only posts written at that time or later.',
      }),
      until: t.arg({
        type: 'DateTime',
        description: 'Only posts written before that time. Default: now.',
      }),
      first: t.arg.int({ description: `The number of posts. Default: ${DEFAULT_TOP}.` }),
    },
    ...needs({ post: 'apart', times: { countedBy: 'first', otherwise: DEFAULT_TOP } }),
    resolve: async (account, { by, first, ...args }, context, info) => {
      const limit = countIn('topPosts', first, DEFAULT_TOP, context)
      const period = periodOf(args.since, args.until, context.now())
      const history = await accountHistoryOf(account, context)
      if (history === undefined) return null
      const records = await history.records({ ...period, order: by, exclude: ['REPOST'], limit })
      const posts = await postsOf(history, records, context, info)
      // An error of one post would make the whole list null.
      return posts.flatMap((post, index) => {
        if (!(post instanceof Error)) return [post]
        addIncompleteNotice([records[index]?.id ?? ''], post.message, context)
        return []
      })
    },
  }),
)

type Arguments = Parameters<Parameters<typeof builder.objectField>[2]>[0]['arg']

const recordedArgs = (arg: Arguments) => ({
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
  since: arg({ type: 'DateTime', description: 'Only posts written at that time or later.' }),
  until: arg({ type: 'DateTime', description: 'Only posts written before that time.' }),
  first: arg.int({ description: `The number of posts. Default: ${DEFAULT_PAGE}.` }),
  after: arg.string({
    description:
      'The cursor of the post that the page begins after. With the same `orderBy` and `direction` only. New posts do not shift a page; a post whose numbers grow meanwhile can move to an earlier one.',
  }),
})

type RecordedArguments = InputShapeFromFields<ReturnType<typeof recordedArgs>>

interface Ordering {
  readonly order: RecordOrder
  readonly direction: Direction
}

/** Cursors from before there was a direction are those of descending lists. */
const nameOf = ({ order, direction }: Ordering): string =>
  direction === 'DESCENDING' ? order : `${order} ${direction}`

const cursorOf = (ordering: Ordering, { value, createdAt, id }: ListedRecord): string =>
  Buffer.from(JSON.stringify([nameOf(ordering), value, createdAt, id])).toString('base64url')

/** @throws BAD_USER_INPUT */
const positionIn = (cursor: string, ordering: Ordering): RecordPosition => {
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
const filterIn = (args: RecordedArguments): Omit<RecordFilter, 'authorId'> => {
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

const recordedPostsOf = async (
  account: ConnectedAccount,
  args: RecordedArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection | null> => {
  const count = countIn('recordedPosts', args.first, DEFAULT_PAGE, context)
  const ordering: Ordering = {
    order: args.orderBy ?? 'NEWEST',
    direction: args.direction ?? 'DESCENDING',
  }
  const filter = filterIn(args)
  const position = args.after ? positionIn(args.after, ordering) : undefined
  const history = await accountHistoryOf(account, context)
  if (history === undefined) return null
  const found = await history.records({
    ...{ ...filter, ...ordering, limit: count + 1 },
    ...(position && { after: position }),
  })
  const records = found.slice(0, count)
  const posts = await postsOf(history, records, context, info)
  return {
    edges: posts.flatMap((node, index) => {
      const record = records[index]
      return record === undefined ? [] : [{ cursor: cursorOf(ordering, record), node }]
    }),
    hasNextPage: found.length > count,
    hasPreviousPage: position !== undefined,
    count: () => history.countMatches(filter),
  }
}

builder.objectField(Account, 'recordedPosts', (t) =>
  t.field({
    type: PostConnection,
    description: `All recorded posts of the account, in pages. ${FROM_ARCHIVE} ${SELECTION}`,
    args: recordedArgs(t.arg),
    ...needs({ post: 'apart', times: { countedBy: 'first', otherwise: DEFAULT_PAGE } }),
    resolve: recordedPostsOf,
  }),
)
