// The posts of a user as a Relay connection. A cursor holds the id of its post, so new posts do not shift it.
//
// @see https://relay.dev/graphql/connections.htm

import type { InputShapeFromFields } from '@pothos/core'
import type { GraphQLResolveInfo } from 'graphql'

import type { GatewayError } from '../infra/errors.ts'
import { MAX_BACKWARDS, type Section } from '../loaders/author-posts.ts'
import { planOf } from '../plan/plan.ts'
import { firstIdAt, idBefore, isId, newestFirst } from '../x/fields.ts'
import { badInput } from './arguments.ts'
import { builder, type FieldArguments, orError } from './builder.ts'
import type { Context } from './context.ts'
import { addIncompleteNotice, type PostView, viewOfResultFor } from './loading.ts'
import { Post } from './post.ts'

export interface Edge {
  readonly cursor: string
  readonly node: PostView | GatewayError
}

interface PageInfoView {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

export interface Connection extends PageInfoView {
  readonly edges: readonly Edge[]
  /** Counts the posts of all pages. */
  readonly count?: () => Promise<number>
}

/** The number of posts when neither `first` nor `last` is given. */
const DEFAULT_COUNT = 20

/** The number of posts that the field can cause to be read. */
export const TIMES = {
  countedBy: 'first',
  otherwise: DEFAULT_COUNT,
  whenGiven: ['last', MAX_BACKWARDS],
} as const

/** Cursors are opaque, so that clients do not make them up and their content can change. */
const CURSOR_PREFIX = 'post:'

export const cursorOf = (id: string): string =>
  Buffer.from(`${CURSOR_PREFIX}${id}`).toString('base64url')

const PostEdge = builder.objectRef<Edge>('PostEdge').implement({
  description: 'A post with its cursor.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      nullable: false,
      description: 'The cursor, for `after` or `before`.',
    }),
    node: t.field({
      type: Post,
      description: 'The post. Null with an error when X’s answer about it cannot be read.',
      resolve: ({ node }) => orError(node),
    }),
  }),
})

const PageInfo = builder.objectRef<Connection>('PageInfo').implement({
  description: 'The position of a page in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description:
        'Whether there are older posts after this page. With `excludeReplies` or `excludeReposts` it can be true although none of them is shown: the next page is then empty.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description: 'Whether there are newer posts before this page.',
    }),
    startCursor: t.string({
      description: 'The first post’s cursor. Null when the page is empty.',
      resolve: ({ edges }) => edges[0]?.cursor,
    }),
    endCursor: t.string({
      description: 'The last post’s cursor. Null when the page is empty.',
      resolve: ({ edges }) => edges.at(-1)?.cursor,
    }),
  }),
})

export const PostConnection = builder.objectRef<Connection>('PostConnection').implement({
  description: 'A page of posts.',
  fields: (t) => ({
    edges: t.expose('edges', {
      type: [PostEdge],
      nullable: false,
      description: 'The posts with their cursors.',
    }),
    nodes: t.field({
      type: [Post],
      nullable: { list: false, items: true },
      description: 'The posts without their cursors.',
      resolve: ({ edges }) => orError(edges.map(({ node }) => node)),
    }),
    totalCount: t.int({
      description:
        'The number of posts of all pages. Only `recordedPosts` knows it; otherwise null, because X does not say.',
      resolve: ({ count }) => count?.(),
    }),
    pageInfo: t.field({
      type: PageInfo,
      nullable: false,
      description: 'Where this page begins and ends, and whether there are more.',
      resolve: (connection) => connection,
    }),
  }),
})

export const postsArgs = (arg: FieldArguments) => ({
  first: arg.int({
    description: 'The number of posts, starting with the newest, or after `after`. Default 20.',
  }),
  after: arg.string({ description: 'Only posts older than this cursor.' }),
  last: arg.int({
    description:
      'The number of posts from the older end: the oldest ones, or those just newer than `before`. X sends the newest first, so all newer posts have to be read too.',
  }),
  before: arg.string({ description: 'Only posts newer than this cursor.' }),
  since: arg({ type: 'DateTime', description: 'Only posts published at this time or later.' }),
  until: arg({ type: 'DateTime', description: 'Only posts published before this time.' }),
  excludeReplies: arg.boolean({
    description: 'Leaves out replies. X then goes back 800 posts at most.',
  }),
  excludeReposts: arg.boolean({ description: 'Leaves out reposts.' }),
})

type PostsArguments = InputShapeFromFields<ReturnType<typeof postsArgs>>

const countIn = ({ first, last }: PostsArguments, max: number): number => {
  if (typeof first === 'number' && typeof last === 'number') {
    throw badInput('posts takes first or last, and got both.')
  }
  const [name, count] =
    typeof last === 'number' ? ['last', last] : ['first', first ?? DEFAULT_COUNT]
  if (count < 0) throw badInput(`posts(${name}:) cannot be negative.`)
  if (name === 'last' && count > MAX_BACKWARDS) {
    throw badInput(
      `posts(last:) takes at most ${MAX_BACKWARDS} and got ${count}. Use first and after.`,
    )
  }
  if (count <= max) return count
  throw badInput(
    `posts(${name}:) takes at most ${max} and got ${count}. Page with after, or raise MAX_POSTS_PER_REQUEST.`,
  )
}

const cursorIn = (name: 'after' | 'before', cursor: string | null | undefined) => {
  if (cursor === null || cursor === undefined) return undefined
  const id = Buffer.from(cursor, 'base64url').toString().slice(CURSOR_PREFIX.length)
  if (isId(id) && cursorOf(id) === cursor) return id
  throw badInput(
    `posts(${name}:) is not a cursor of this gateway. Send a cursor of an earlier page, unchanged.`,
  )
}

/** The stricter of two lower bounds is the newer one, and of two upper bounds the older one. */
const newer = (ids: readonly (string | undefined)[]): string | undefined =>
  ids.filter((id) => id !== undefined).sort(newestFirst)[0]
const older = (ids: readonly (string | undefined)[]): string | undefined =>
  ids
    .filter((id) => id !== undefined)
    .sort(newestFirst)
    .at(-1)

/** Ids hold the time in milliseconds; X's own time parameters have a resolution of seconds. */
const sectionOf = (args: PostsArguments, max: number): Section => {
  const { last, since, until, excludeReplies, excludeReposts } = args
  const firstId = since && firstIdAt(since.getTime())
  const sinceId = newer([cursorIn('before', args.before), firstId ? idBefore(firstId) : undefined])
  const untilId = older([
    cursorIn('after', args.after),
    until ? (firstIdAt(until.getTime()) ?? '1') : undefined,
  ])
  return {
    count: countIn(args, max),
    from: typeof last === 'number' ? 'oldest' : 'newest',
    exclude: [
      ...(excludeReplies ? ['replies' as const] : []),
      ...(excludeReposts ? ['retweets' as const] : []),
    ],
    ...(sinceId !== undefined && { sinceId }),
    ...(untilId !== undefined && { untilId }),
  }
}

export const postsOf = async (
  userId: string,
  args: PostsArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> => {
  const section = sectionOf(args, context.limits.postsPerRequest)
  const plan = planOf(info)
  const { posts, more, failure } = await context.byAuthor(userId, plan, section)
  const view = viewOfResultFor(plan, context)
  const edges = posts.map(({ id, result }): Edge => ({ cursor: cursorOf(id), node: view(result) }))
  if (failure !== undefined)
    addIncompleteNotice(
      posts.map(({ id }) => id),
      failure.message,
      context,
    )
  const backwards = section.from === 'oldest'
  return {
    edges,
    hasNextPage: backwards ? typeof args.before === 'string' : more,
    hasPreviousPage: backwards ? more : typeof args.after === 'string',
  }
}
