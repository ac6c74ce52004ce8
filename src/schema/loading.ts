// From ids to posts as resolvers see them: what was loaded, and what this place of the query selected of it.

import type { GraphQLResolveInfo } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { asOf } from '../loaders/archived.ts'
import { lacks } from '../loaders/reasons.ts'
import type { LoadedUser } from '../loaders/users.ts'
import type { Loaded, LoadedPost } from '../pipeline/result.ts'
import { covers, type Plan, planOf, privateGroupsOf } from '../plan/plan.ts'
import type { PrivateGroup } from '../x/fields.ts'
import type { Gap } from '../x/gaps.ts'
import type { Refusal } from '../x/problems.ts'
import type { Context } from './context.ts'
import { GROUPS } from './metrics.ts'
import { say, sayGap } from './notices.ts'

export interface PostView {
  readonly post: LoadedPost
  /** What is selected here; the post may hold more. */
  readonly plan: Plan
  /** Loads a user that X has not expanded, with the fields that are selected of any user here. */
  readonly loadUser: (by: Parameters<Context['user']>[0], name: string) => Promise<LoadedUser>
}

const viewOf = (post: LoadedPost, plan: Plan, context: Context): PostView => {
  for (const gap of post.gaps ?? []) {
    if (isSelected(gap, plan)) sayGap(context, [post.tweet.id], gap)
  }
  for (const message of notExpanded(post, plan)) incomplete([post.tweet.id], message, context)
  return { post, plan, loadUser: loadUserFor(plan, context) }
}

export const loadUserFor =
  (plan: Plan, context: Pick<Context, 'user'>): PostView['loadUser'] =>
  (by, name) =>
    context.user(by, name, [...plan.user])

/** Media, polls and places that are selected and that X has not sent with the post: of those only the id is shown. */
const notExpanded = ({ tweet, related }: LoadedPost, { expansions }: Plan): readonly string[] => {
  if (expansions.size === 0) return []
  const { attachments, geo } = tweet
  const absent = (ids: readonly string[] | null | undefined, given: ReadonlyMap<string, unknown>) =>
    ids?.some((id) => !given.has(id)) ?? false
  return [
    ...(expansions.has('attachments.media_keys') && absent(attachments?.media_keys, related.media)
      ? ['X did not send all media of the post.']
      : []),
    ...(expansions.has('attachments.poll_ids') && absent(attachments?.poll_ids, related.polls)
      ? ['X did not send all polls of the post.']
      : []),
    ...(expansions.has('geo.place_id') && geo?.place_id && !related.places.has(geo.place_id)
      ? ['X did not send the place of the post.']
      : []),
  ]
}

const isSelected = ({ list, name }: Gap, plan: Plan): boolean => {
  if (list !== 'expansions') return (plan[list] as ReadonlySet<string>).has(name)
  // A post that comes with another has its expansions under that reference.
  const expansions: ReadonlySet<string> = plan.expansions
  return expansions.has(name) || expansions.has(name.replace(/^referenced_tweets\.id\./, ''))
}

export type Variant = keyof typeof GROUPS

/** Why X does not give a variant that was selected. */
export interface Unavailable {
  readonly variant: Variant
  readonly reason: Refusal['reason']
  readonly message: string
  /** What X gave then is shown in its place. */
  readonly shownAsOf?: number
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

export const sentenceOf = ({ reason, words }: Refusal, loginUrl: string | undefined): string =>
  words ?? `${MESSAGES[reason]}${remedyOf(reason, loginUrl)}`

/** From when the numbers are that are shown though X does not give them, of the post or of its media. */
const keptIn = ({ tweet, related }: LoadedPost, group: PrivateGroup): number | undefined =>
  [tweet, ...related.media.values()]
    .map((each) => asOf(each[group]))
    .find((time) => time !== undefined)

export const unavailableOf = (
  { post, plan }: Pick<PostView, 'post' | 'plan'>,
  { loginUrl }: Pick<Context, 'loginUrl'>,
): Unavailable[] => {
  const wanted = privateGroupsOf(plan)
  if (wanted.length === 0) return []
  return (Object.keys(GROUPS) as Variant[]).flatMap((variant) => {
    const group = GROUPS[variant]
    if (group === 'public_metrics' || !wanted.includes(group)) return []
    // The post may have been loaded for a selection beside this one, which lacks more.
    if (!lacks(post, plan, group)) return []
    const refusal = post.refusals.get(group)
    if (refusal === undefined) return []
    const shownAsOf = keptIn(post, group)
    return [
      {
        variant,
        reason: refusal.reason,
        message: sentenceOf(refusal, loginUrl),
        ...(shownAsOf !== undefined && { shownAsOf }),
      },
    ]
  })
}

/** X could not give all that there is. */
export const incomplete = (postIds: readonly string[], message: string, context: Context): void =>
  say(context, postIds, { code: 'INCOMPLETE', message })

/** A loaded post as resolvers see it, after what is to be said of it has been. */
export const noticed = (loaded: Loaded, plan: Plan, context: Context): PostView | GatewayError => {
  if (loaded instanceof GatewayError) return loaded
  const view = viewOf(loaded, plan, context)
  const { tweet, staleFor, incomplete: missing } = loaded
  const postIds = [tweet.id]
  if (missing !== undefined) incomplete(postIds, missing, context)
  if (staleFor !== undefined) {
    const message = `X gives nothing newer just now (${staleFor.code}): what it said of these posts before is shown, at most an hour old.`
    say(context, postIds, { code: 'STALE', message })
  }
  for (const { variant, reason, message } of unavailableOf(view, context)) {
    say(context, postIds, { code: reason, variant, message })
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
  return posts.map((post) => noticed(post, plan, context))
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
      const { at, gaps = [] } = from.post
      const post: LoadedPost = {
        at,
        tweet,
        related,
        asked: { plan: included, included: undefined, expansions: included.expansions },
        refusals: new Map(),
        // Others are of the post that refers to it.
        gaps: gaps.filter(({ code }) => code === 'FIELD_UNKNOWN'),
      }
      return viewOf(post, plan, context)
    }
  }
  return loadPost(id, context, info)
}
