// Loads posts for resolvers: each with the plan of the selection that it was loaded for.

import type { GraphQLResolveInfo } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import type { FoundPost, PostResult, UserResult } from '../pipeline/result.ts'
import { fieldSetOf } from '../plan/field-set.ts'
import { type Plan, planOf } from '../plan/plan.ts'
import type { NamedBy } from '../x/fields.ts'
import type { Gap } from '../x/gaps.ts'
import type { User } from '../x/types.ts'
import { orError } from './builder.ts'
import type { Context } from './context.ts'
import { addNotice } from './notices.ts'
import { unavailableOf } from './unavailable.ts'

export interface PostView {
  readonly post: FoundPost
  /** The plan of this selection. The post may hold more. */
  readonly plan: Plan
  /** Loads a user that X has not expanded, with all user fields of this selection. */
  readonly loadUser: (by: NamedBy, name: string) => Promise<User | GatewayError>
}

export const viewOf = (post: FoundPost, plan: Plan, context: Context): PostView => {
  addMissingParts(post, plan, context)
  return { post, plan, loadUser: loadUserFor(plan, context) }
}

/** Adds notices about selected parts of a post that X did not send. Returns whether there are none. */
const addMissingParts = (post: FoundPost, plan: Plan, context: Context): boolean => {
  const postIds = [post.tweet.id]
  const gaps = post.gaps?.filter((gap) => isSelected(gap, plan)) ?? NO_GAPS
  const messages = notExpanded(post, plan)
  for (const gap of gaps) addGapNotice(postIds, gap, context)
  for (const message of messages) addIncompleteNotice(postIds, message, context)
  return gaps.length + messages.length === 0
}

const NO_GAPS: readonly Gap[] = []

export const loadUserFor =
  (plan: Plan, context: Context): PostView['loadUser'] =>
  (by, name) =>
    userOf(context.user(by, name, plan), plan, context)

/** The user of a result, or its error as a value. */
export const userOf = async (
  result: UserResult | Promise<UserResult>,
  plan: Plan,
  context: Context,
): Promise<User | GatewayError> => {
  const found = await result
  if (found.kind !== 'user') return found.error
  if (found.refreshError !== undefined) addStaleNotice([], found.refreshError, context)
  for (const gap of found.gaps ?? []) if (isSelected(gap, plan)) addGapNotice([], gap, context)
  return found.user
}

/** Messages about selected media, polls and places that X did not send with the post. Only their ids are shown. */
const notExpanded = ({ tweet, related }: FoundPost, { expansions }: Plan): readonly string[] => {
  const { attachments, geo } = tweet
  if (!attachments && !geo) return NOTHING
  const lost: readonly (false | string)[] = [
    expansions.has('attachments.media_keys') &&
      lacksAny(related.media, attachments?.media_keys) &&
      'X did not send all media of the post.',
    expansions.has('attachments.poll_ids') &&
      lacksAny(related.polls, attachments?.poll_ids) &&
      'X did not send all polls of the post.',
    expansions.has('geo.place_id') &&
      !!geo?.place_id &&
      !related.places.has(geo.place_id) &&
      'X did not send the place of the post.',
  ]
  return lost.filter((message) => message !== false)
}

const lacksAny = (
  given: ReadonlyMap<string, unknown>,
  ids: readonly string[] | null | undefined,
): boolean => {
  for (const id of ids ?? NOTHING) if (!given.has(id)) return true
  return false
}

const NOTHING: readonly string[] = []

const isSelected = ({ list, name }: Gap, plan: Plan): boolean => {
  const names: ReadonlySet<string> = plan[list]
  if (list !== 'expansions') return names.has(name)
  // The expansions of a referenced post have the prefix of the reference.
  return names.has(name) || names.has(name.replace(/^referenced_tweets\.id\./, ''))
}

/** Adds a notice that something is missing. */
export const addIncompleteNotice = (
  postIds: readonly string[],
  message: string,
  context: Context,
): void => addNotice(context, postIds, { code: 'INCOMPLETE', message })

const addGapNotice = (postIds: readonly string[], { code, message }: Gap, context: Context): void =>
  addNotice(context, postIds, { code, message })

const addStaleNotice = (
  postIds: readonly string[],
  { code }: GatewayError,
  context: Context,
): void => {
  const message = `X sends nothing newer (${code}). The values shown are at most an hour old.`
  addNotice(context, postIds, { code: 'STALE', message })
}

export const errorOf = (result: Exclude<PostResult, FoundPost>): GatewayError =>
  result.kind === 'dropped'
    ? new GatewayError('UPSTREAM_INVALID_RESPONSE', 'X left the post out of its answer.')
    : result.error

/**
 * Returns the function that gives resolvers the post of a result, after its notices have been added; or its error as a
 * value.
 */
export const viewOfResultFor = (plan: Plan, context: Context) => {
  const loadUser = loadUserFor(plan, context)
  const fieldSet = fieldSetOf(plan)
  return (result: PostResult): PostView | GatewayError => {
    if (result.kind !== 'post') return errorOf(result)
    const { texts } = result
    // A cached post remembers that it is complete, so that its parts are not checked again.
    if (texts?.completeFor !== fieldSet) {
      const isComplete = addNotices(result, plan, context)
      if (texts !== undefined && isComplete) texts.completeFor = fieldSet
    }
    return { post: result, plan, loadUser }
  }
}

/** Adds the notices about a post. Returns whether there are none. */
const addNotices = (post: FoundPost, plan: Plan, context: Context): boolean => {
  const { tweet, refreshError, incomplete } = post
  const postIds = [tweet.id]
  const hasAllParts = addMissingParts(post, plan, context)
  if (incomplete !== undefined) addIncompleteNotice(postIds, incomplete, context)
  if (refreshError !== undefined) addStaleNotice(postIds, refreshError, context)
  const unavailable = unavailableOf({ post, plan }, context)
  for (const { variant, reason, message } of unavailable) {
    addNotice(context, postIds, { code: reason, variant, message })
  }
  return (
    hasAllParts &&
    incomplete === undefined &&
    refreshError === undefined &&
    unavailable.length === 0
  )
}

type Loaded = PostView | GatewayError

/**
 * Loads posts by id with the plan of the field's selection. Errors are values: each belongs to its own post. Posts that the
 * cache has are returned without a promise.
 */
export const loadPosts = (
  ids: readonly string[],
  context: Context,
  info: GraphQLResolveInfo,
): readonly Loaded[] | Promise<readonly Loaded[]> => {
  const plan = planOf(info)
  const viewsOf = (posts: readonly PostResult[]): readonly Loaded[] =>
    posts.map(viewOfResultFor(plan, context))
  const posts = context.posts.load(ids, plan)
  return posts instanceof Promise ? posts.then(viewsOf) : viewsOf(posts)
}

/** Loads a post that a field of X names, if it names one. */
export const loadNamedPost = (
  id: string | null | undefined,
  context: Context,
  info: GraphQLResolveInfo,
) => (typeof id === 'string' ? orError(loadPost(id, context, info)) : null)

export const loadPost = (
  id: string,
  context: Context,
  info: GraphQLResolveInfo,
): Loaded | undefined | Promise<Loaded | undefined> => {
  const posts = loadPosts([id], context, info)
  return posts instanceof Promise ? posts.then(([post]) => post) : posts[0]
}
