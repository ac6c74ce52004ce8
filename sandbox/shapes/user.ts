// A user on the wire, and which of a user's fields are not for everybody.

import type { WorldPost, WorldUser } from '../world/types.ts'
import { shapeOf, timestamp, type View, type WireObject } from './view.ts'

/** Newest of the author's posts that is there. */
const mostRecent = (user: WorldUser, { world, now }: View): string | undefined => {
  let newest: WorldPost | undefined
  for (const post of world.posts.values()) {
    if (post.authorId !== user.id || post.createdAt > now) continue
    if (newest === undefined || post.createdAt > newest.createdAt) newest = post
  }
  return newest?.id
}

type UserField = (user: WorldUser, view: View) => unknown

const USER_FIELDS: Readonly<Record<string, UserField>> = {
  created_at: (user) => timestamp(user.createdAt),
  connection_status: () => [],
  description: (user) => user.description,
  entities: (user) => user.entities,
  id: (user) => user.id,
  is_identity_verified: (user) => user.verifiedType !== 'none',
  location: (user) => user.location,
  most_recent_tweet_id: mostRecent,
  name: (user) => user.name,
  parody: () => false,
  pinned_tweet_id: (user) => user.pinnedPostId,
  profile_banner_url: (user) => user.profileBannerUrl,
  profile_image_url: (user) => user.profileImageUrl,
  protected: (user) => user.protected,
  public_metrics: ({ counts }, { era }) => ({
    followers_count: counts.followers,
    following_count: counts.following,
    ...(era.userLikeCount && { like_count: counts.likes }),
    listed_count: counts.listed,
    ...(era.userLikeCount && { media_count: counts.media }),
    tweet_count: counts.posts,
  }),
  receives_your_dm: () => false,
  subscribes_to_you: () => false,
  subscription_type: (user) => user.subscriptionType,
  url: (user, { era }) => user.url ?? (era.emptyUserUrl ? '' : undefined),
  username: (user) => user.username,
  verified: (user) => user.verifiedType !== 'none',
  verified_followers_count: ({ counts }) => Math.floor(counts.followers / 20),
  verified_type: (user) => user.verifiedType,
  withheld: (user) => user.withheld,
}

/** For the account itself only; which fields these are is known for `parody` alone, the others are a guess. */
const OF_ONESELF: ReadonlySet<string> = new Set([
  'confirmed_email',
  'is_identity_verified',
  'parody',
  'subscription',
  'subscription_type',
  'verified_followers_count',
])

/** About the caller and the user: there has to be a caller. A guess likewise. */
const BETWEEN_TWO: ReadonlySet<string> = new Set([
  'connection_status',
  'receives_your_dm',
  'subscribes_to_you',
])

/** The fields asked that this caller may not see of this user. */
export const refusedUserFields = (id: string, { ask, caller }: View): string[] =>
  ask.userFields.filter((name) =>
    caller.kind === 'app'
      ? OF_ONESELF.has(name) || BETWEEN_TWO.has(name)
      : OF_ONESELF.has(name) && caller.userId !== id,
  )

export const userShape = (user: WorldUser, view: View): WireObject => {
  const refused = refusedUserFields(user.id, view)
  return shapeOf(view.ask.userFields, (name) =>
    refused.includes(name) ? undefined : USER_FIELDS[name]?.(user, view),
  )
}
