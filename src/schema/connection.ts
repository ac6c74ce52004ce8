// Somebody's posts as a Relay connection. A cursor is the id of its post: it stays where it is while new posts come.
//
// @see https://relay.dev/graphql/connections.htm

import type { InputShapeFromFields } from '@pothos/core'
import type { GraphQLResolveInfo } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { MAX_BACKWARDS, type Section } from '../loaders/author-posts.ts'
import { planOf } from '../plan/plan.ts'
import { firstIdAt, idBefore, isId, newestFirst } from '../x/fields.ts'
import { builder, orError } from './builder.ts'
import type { Context } from './context.ts'
import { incomplete, noticed, type PostView } from './loading.ts'
import { Post } from './post.ts'

interface Edge {
  readonly id: string
  readonly node: PostView | GatewayError
}

interface PageInfoView {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

interface Connection extends PageInfoView {
  readonly edges: readonly Edge[]
}

/** When neither first nor last is given. */
const USUALLY = 20

/** What it can cause to be read. */
export const TIMES = {
  countedBy: 'first',
  otherwise: USUALLY,
  whenGiven: ['last', MAX_BACKWARDS],
} as const

const PostEdge = builder.objectRef<Edge>('PostEdge').implement({
  description: 'A post and its place in the list.',
  fields: (t) => ({
    cursor: t.string({
      nullable: false,
      description: 'Its place, to be given as `after` or `before`.',
      resolve: ({ id }) => id,
    }),
    node: t.field({
      type: Post,
      description: 'The post. Null, with an error, when X’s answer cannot be read at its place.',
      resolve: ({ node }) => orError(node),
    }),
  }),
})

const PageInfo = builder.objectRef<Connection>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description:
        'Whether there are older posts after this page. It can be true though all of them are left out (`excludeReplies`, `excludeReposts`): the next page is empty then.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description: 'Whether there are newer posts before this page.',
    }),
    startCursor: t.string({
      description: 'The first post’s cursor. Null when the page is empty.',
      resolve: ({ edges }) => edges[0]?.id,
    }),
    endCursor: t.string({
      description: 'The last post’s cursor. Null when the page is empty.',
      resolve: ({ edges }) => edges.at(-1)?.id,
    }),
  }),
})

export const PostConnection = builder.objectRef<Connection>('PostConnection').implement({
  description: 'A page of somebody’s posts, newest first.',
  fields: (t) => ({
    edges: t.field({
      type: [PostEdge],
      nullable: false,
      description: 'The posts with their cursors.',
      resolve: ({ edges }) => edges,
    }),
    nodes: t.field({
      type: [Post],
      nullable: { list: false, items: true },
      description: 'The posts alone.',
      resolve: ({ edges }) => orError(edges.map(({ node }) => node)),
    }),
    pageInfo: t.field({
      type: PageInfo,
      nullable: false,
      description: 'Where this page begins and ends, and whether there are more.',
      resolve: (connection) => connection,
    }),
  }),
})

type Arguments = Parameters<Parameters<typeof builder.objectField>[2]>[0]['arg']

export const postsArgs = (arg: Arguments) => ({
  first: arg.int({
    description:
      'How many posts, from the newest on, or from `after` on. 20 if neither `first` nor `last` is given.',
  }),
  after: arg.string({ description: 'Only posts older than this cursor, which is a post’s id.' }),
  last: arg.int({
    description:
      'How many posts from the older end: the oldest ones, or those just newer than `before`. X gives the newest first, so all newer ones have to be read for them.',
  }),
  before: arg.string({ description: 'Only posts newer than this cursor.' }),
  since: arg({ type: 'DateTime', description: 'Only posts written at that time or later.' }),
  until: arg({ type: 'DateTime', description: 'Only posts written before that time.' }),
  excludeReplies: arg.boolean({
    description: 'Leaves replies out. X then goes back 800 posts only.',
  }),
  excludeReposts: arg.boolean({ description: 'Leaves reposts out.' }),
})

type Asked = InputShapeFromFields<ReturnType<typeof postsArgs>>

const wrong = (sentence: string): GatewayError => new GatewayError('BAD_USER_INPUT', sentence)

const countIn = ({ first, last }: Asked, most: number): number => {
  if (typeof first === 'number' && typeof last === 'number') {
    throw wrong('posts takes first or last, and got both.')
  }
  const [name, count] = typeof last === 'number' ? ['last', last] : ['first', first ?? USUALLY]
  if (count < 0) throw wrong(`posts(${name}:) cannot be negative.`)
  if (name === 'last' && count > MAX_BACKWARDS) {
    throw wrong(
      `posts(last:) takes at most ${MAX_BACKWARDS} and got ${count}. Take first and after.`,
    )
  }
  if (count <= most) return count
  throw wrong(
    `posts(${name}:) takes at most ${most} and got ${count}. Page with after, or raise MAX_POSTS_PER_REQUEST.`,
  )
}

const cursorIn = (name: 'after' | 'before', cursor: string | null | undefined) => {
  if (cursor === null || cursor === undefined) return undefined
  if (isId(cursor)) return cursor
  throw wrong(`posts(${name}:) is no cursor of this gateway. A cursor is the id of a post.`)
}

/** The one that leaves less. */
const newer = (ids: readonly (string | undefined)[]): string | undefined =>
  ids.filter((id) => id !== undefined).sort(newestFirst)[0]
const older = (ids: readonly (string | undefined)[]): string | undefined =>
  ids
    .filter((id) => id !== undefined)
    .sort(newestFirst)
    .at(-1)

/** Ids tell the time, to the millisecond: X's own parameters for times know seconds only. */
const sectionOf = (asked: Asked, most: number): Section => {
  const { last, since, until, excludeReplies, excludeReposts } = asked
  const firstId = since && firstIdAt(since.getTime())
  const sinceId = newer([cursorIn('before', asked.before), firstId ? idBefore(firstId) : undefined])
  const untilId = older([
    cursorIn('after', asked.after),
    until ? (firstIdAt(until.getTime()) ?? '1') : undefined,
  ])
  return {
    count: countIn(asked, most),
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
  asked: Asked,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection> => {
  const section = sectionOf(asked, context.limits.postsPerRequest)
  const plan = planOf(info)
  const { posts, more, failure } = await context.byAuthor(userId, plan, section)
  const edges = posts.map(({ id, result }): Edge => ({ id, node: noticed(result, plan, context) }))
  if (failure !== undefined)
    incomplete(
      posts.map(({ id }) => id),
      failure.message,
      context,
    )
  const backwards = section.from === 'oldest'
  return {
    edges,
    hasNextPage: backwards ? typeof asked.before === 'string' : more,
    hasPreviousPage: backwards ? more : typeof asked.after === 'string',
  }
}
