// From ids to posts as resolvers see them: what was loaded, and what this place of the query selected of it.

import type { GraphQLResolveInfo } from 'graphql'

import { GatewayError } from '../errors.ts'
import type { Context } from '../loaders/context.ts'
import type { LoadedPost } from '../loaders/loaded.ts'
import { covers, type Plan, planOf, privateGroupsOf } from '../plan.ts'
import type { Refusal } from '../x/problems.ts'
import { GROUPS } from './metrics.ts'

export interface PostView {
  readonly post: LoadedPost
  /** What is selected here; the post may hold more. */
  readonly plan: Plan
}

export type Variant = keyof typeof GROUPS

/** Why a variant that was selected is not there. */
export interface Unavailable {
  readonly variant: Variant
  readonly reason: Refusal['reason']
  readonly message: string
}

const MESSAGES: Readonly<Record<Refusal['reason'], string>> = {
  USER_CONTEXT_REQUIRED:
    'Private numbers are shown to the account that wrote the post, and no account is connected.',
  NOT_OWNER:
    'Private numbers are shown to the account that wrote the post, and that account is not connected.',
  EXPIRED: 'X does not give private numbers of a post this old any more.',
  RECONNECT_NEEDED: 'X takes the tokens of the account that wrote the post no more.',
  NOT_PROMOTED: 'The post was never promoted by its author.',
  REPOST: 'X gives no private numbers of a repost; ask for the original.',
  REFUSED: 'X refused, for a reason that the gateway does not know.',
}

/** What whoever asks can do about it. */
const remedyOf = (reason: Refusal['reason'], loginUrl: string | undefined): string => {
  if (loginUrl === undefined) return ''
  if (reason === 'RECONNECT_NEEDED') return ` Connect it again: ${loginUrl}`
  return reason === 'USER_CONTEXT_REQUIRED' ? ` Connect it: ${loginUrl}` : ''
}

export const unavailableOf = (
  { post, plan }: PostView,
  { loginUrl }: Pick<Context, 'loginUrl'>,
): Unavailable[] => {
  const wanted = privateGroupsOf(plan)
  if (wanted.length === 0) return []
  return (Object.keys(GROUPS) as Variant[]).flatMap((variant) => {
    const group = GROUPS[variant]
    const refusal =
      group === 'public_metrics' || !wanted.includes(group) ? undefined : post.refusals.get(group)
    if (refusal === undefined) return []
    const { reason, words } = refusal
    const message = words ?? `${MESSAGES[reason]}${remedyOf(reason, loginUrl)}`
    return [{ variant, reason, message }]
  })
}

/** One notice a reason and variant, however many posts it is about. */
export const noticed = (view: PostView, context: Context): PostView => {
  const { notices } = context
  const { tweet, staleFor, incomplete } = view.post
  if (incomplete !== undefined) {
    const key = `INCOMPLETE ${incomplete}`
    const said = notices.get(key) ?? {
      code: 'INCOMPLETE',
      postIds: new Set<string>(),
      message: incomplete,
    }
    said.postIds.add(tweet.id)
    notices.set(key, said)
  }
  if (staleFor !== undefined) {
    const key = `STALE ${staleFor.code}`
    const said = notices.get(key) ?? {
      code: 'STALE',
      postIds: new Set<string>(),
      message: `X gives nothing newer just now (${staleFor.code}): what it said of these posts before is shown, at most an hour old.`,
    }
    said.postIds.add(tweet.id)
    notices.set(key, said)
  }
  for (const { variant, reason, message } of unavailableOf(view, context)) {
    const key = `${reason} ${variant} ${message}`
    const said = notices.get(key) ?? { code: reason, variant, postIds: new Set<string>(), message }
    said.postIds.add(view.post.tweet.id)
    notices.set(key, said)
  }
  return view
}

/** Posts by their ids, as this field's selection wants them. An error is a value: it belongs to its post only. */
export const loadPosts = async (
  ids: readonly string[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly (PostView | GatewayError)[]> => {
  const plan = planOf(info)
  const posts = await context.posts.load(ids, plan)
  return posts.map((post) =>
    post instanceof GatewayError ? post : noticed({ post, plan }, context),
  )
}

export const loadPost = async (
  id: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<PostView | GatewayError | undefined> => (await loadPosts([id], context, info))[0]

/** A post that another refers to: it may have come along, or X may have said why not. */
export const loadReferenced = async (
  id: string,
  from: PostView,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<PostView | GatewayError | undefined> => {
  const { related, asked } = from.post
  const { included } = asked
  const tweet = related.tweets.get(id)
  const plan = planOf(info)
  if (included !== undefined) {
    const missing = related.missing.get(id)
    if (tweet === undefined && missing !== undefined) return missing
    if (tweet !== undefined && covers(included, plan)) {
      return {
        post: {
          tweet,
          related,
          asked: { plan: included, included: undefined, expansions: included.expansions },
          refusals: new Map(),
        },
        plan,
      }
    }
  }
  return loadPost(id, context, info)
}
