// The reasons why selected private metrics are null: one per group, for the post and its media alike. X's own reason comes
// first. Without one, the reason follows from known facts, or is REFUSED if several causes are possible.

import type { Account } from '../auth/accounts.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { FoundPost } from '../pipeline/result.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'
import type { PrivateGroup } from '../x/fields.ts'
import { isPastDocumentedAge, mediumOf } from '../x/media.ts'
import { nullIfAllNull } from '../x/numbers.ts'
import type { Refusal, Refusals } from '../x/refusals.ts'
import { hasForeignMedia, isRetweet } from '../x/tweets.ts'
import type { Media, Metrics } from '../x/types.ts'
import { asOf } from './archived.ts'
import type { Route } from './routes.ts'

export interface ExplainOptions {
  readonly route: Route | undefined
  readonly accounts: readonly Account[]
  readonly facts: Facts
}

/** Archived values count as missing: they need a reason as well. */
export const isMissing = (metrics: Metrics | null | undefined): boolean =>
  nullIfAllNull(metrics ?? null) === null || asOf(metrics) !== undefined

/** Only videos have private metrics, not other media. */
const missingVideosOf = ({ tweet, related }: FoundPost, group: PrivateGroup): Media[] =>
  (tweet.attachments?.media_keys ?? [])
    .map((key) => mediumOf(key, related.media))
    .filter((medium) => medium.type === 'video' && isMissing(medium[group]))

export const withRefusals = (post: FoundPost, refusals: Refusals): FoundPost => ({
  ...post,
  refusals,
})

/** Whether the group, where the plan selects it, is missing from the post or from one of its videos. */
export const lacks = (post: FoundPost, plan: Plan, group: PrivateGroup): boolean =>
  (plan.tweet.has(group) && isMissing(post.tweet[group])) ||
  (plan.media.has(group) && missingVideosOf(post, group).length > 0)

/** The post with exactly one refusal for each private group that it lacks. */
export const explain = (post: FoundPost, plan: Plan, options: ExplainOptions): FoundPost => {
  const lacking = privateGroupsOf(plan).filter((group) => lacks(post, plan, group))
  const refusals = new Map(lacking.map((group) => [group, refusalOf(post, group, options)]))
  return withRefusals(post, refusals)
}

const refusalOf = (
  post: FoundPost,
  group: PrivateGroup,
  { route, accounts, facts }: ExplainOptions,
): Refusal => {
  const { tweet } = post
  const author = tweet.author_id ?? facts.authorOf(tweet.id)
  const owner = accounts.find(({ userId }) => userId === author)
  if (accounts.length === 0) return { reason: 'USER_CONTEXT_REQUIRED' }
  // X's own reason may come from a request as another account, made before the author was known.
  if (author !== undefined && owner === undefined) return { reason: 'NOT_OWNER' }
  if (owner?.reconnectNeeded) return { reason: 'RECONNECT_NEEDED' }
  const stated = post.refusals.get(group)
  if (stated !== undefined && isMissing(tweet[group])) {
    if (owner === undefined && stated.reason === 'RECONNECT_NEEDED') return AUTHOR_UNKNOWN
    return owner !== undefined && stated.reason === 'NOT_OWNER' ? REFUSED_TO_OWNER : stated
  }
  if (route?.kind === 'public' && route.reason !== undefined) {
    return { reason: isRetweet(tweet) ? 'REPOST' : route.reason }
  }
  if (!isMissing(tweet[group])) return refusalOfVideos(post, group)
  if (group === 'promoted_metrics' && facts.isUnpromoted(tweet.id))
    return { reason: 'NOT_PROMOTED' }
  if (author === undefined) return AUTHOR_UNKNOWN
  const gap = post.gaps?.find(({ list, name }) => list === 'tweet' && name === group)
  return refused(gap?.message ?? post.incomplete ?? 'X sent neither a value nor a reason.')
}

const refused = (message: string): Refusal => ({ reason: 'REFUSED', message })

const AUTHOR_UNKNOWN = refused(
  'X did not name the author of the post, so its private metrics could not be requested.',
)

const REFUSED_TO_OWNER = refused(
  'X refused these metrics to the connected account that wrote the post. Check what the account has granted to the app.',
)

/**
 * The reason when X sends the metrics of the post but not those of its videos. X does so, without a reason, for videos of
 * other accounts, whose source it names, and for videos that are too old.
 */
const refusalOfVideos = (post: FoundPost, group: PrivateGroup): Refusal => {
  if (hasForeignMedia(post.tweet)) {
    return {
      reason: 'NOT_OWNER',
      message:
        'X shows private metrics of a video to the account that uploaded it, and the post shows a video of another account.',
    }
  }
  if (missingVideosOf(post, group).every((video) => isPastDocumentedAge(video, post.at))) {
    return {
      reason: 'EXPIRED',
      message: 'X no longer shows private metrics of a video this old.',
    }
  }
  return refused('X sent no metrics of the video, and no reason.')
}
