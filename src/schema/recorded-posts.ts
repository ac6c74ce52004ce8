// Account.topPosts and Account.recordedPosts: lists of the posts of an account that the archive has records of.

import type { GraphQLResolveInfo } from 'graphql'

import type { ListedRecord } from '../archive/records.ts'
import type { Account as ConnectedAccount } from '../auth/accounts.ts'
import type { GatewayError } from '../infra/errors.ts'
import type { AccountHistory } from '../loaders/account-history.ts'
import { isRecorded } from '../loaders/recorded-posts.ts'
import { planOf } from '../plan/plan.ts'
import { accountHistoryOf, FROM_ARCHIVE, periodOf } from './account-history.ts'
import { badInput } from './arguments.ts'
import { builder, needs } from './builder.ts'
import { type Connection, PostConnection } from './connection.ts'
import type { Context } from './context.ts'
import { addIncompleteNotice, loadPosts, type PostView, viewOfResultFor } from './loading.ts'
import { Post } from './post.ts'
import {
  cursorOf,
  DEFAULT_PAGE,
  filterIn,
  type Ordering,
  PostOrder,
  positionIn,
  type RecordedArguments,
  recordedArgs,
  skipIn,
} from './recorded-list.ts'
import { Account } from './viewer.ts'

const SELECTION =
  'Of these posts, `id`, `text`, `displayText`, `createdAt`, `kind`, `mediaTypes`, `thumbnailUrl`, the metrics and history come from the archive, with the times of the metrics in `asOf`. If anything else of `Post` is selected, the posts of the page are loaded by their ids like others, which X bills.'

const DEFAULT_TOP = 10

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
  return posts.map(viewOfResultFor(plan, context))
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
    description: `The recorded posts of the account that were published in a period, best first, without reposts. ${FROM_ARCHIVE} ${SELECTION}`,
    args: {
      by: t.arg({ type: PostOrder, required: true, description: 'The order.' }),
      since: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Only posts published at this time or later.',
      }),
      until: t.arg({
        type: 'DateTime',
        description: 'Only posts published before this time. Default: now.',
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
  const skip = skipIn(args)
  const position = args.after ? positionIn(args.after, ordering) : undefined
  const history = await accountHistoryOf(account, context)
  if (history === undefined) return null
  const found = await history.records({
    ...{ ...filter, ...ordering, limit: count + 1 },
    ...{ skip, ...(position && { after: position }) },
  })
  const records = found.slice(0, count)
  const posts = await postsOf(history, records, context, info)
  return {
    edges: posts.flatMap((node, index) => {
      const record = records[index]
      return record === undefined ? [] : [{ cursor: cursorOf(ordering, record), node }]
    }),
    hasNextPage: found.length > count,
    hasPreviousPage: position !== undefined || skip > 0,
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
