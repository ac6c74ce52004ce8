// Users in X's wire format, and the fields to which access is restricted.

import { pictureUrl } from '../pictures.ts'
import { profileCounts } from '../profile-counts.ts'
import { publishedBy } from '../world/published.ts'
import type { WorldUser } from '../world/types.ts'
import { shapeOf, timestamp, type View, type WireObject } from './view.ts'

const mostRecent = ({ id }: WorldUser, { world, now }: View): string | undefined =>
  publishedBy(world, id, now)[0]?.id

const pinned = ({ pinnedPostId }: WorldUser, { world, now }: View): string | undefined => {
  const { deletedAt = Infinity } = world.posts.get(pinnedPostId ?? '') ?? {}
  return now < deletedAt ? pinnedPostId : undefined
}

type UserField = (user: WorldUser, view: View) => unknown

const USER_FIELDS: Readonly<Record<string, UserField>> = {
  affiliation: (user) => user.affiliation,
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
  pinned_tweet_id: pinned,
  profile_banner_url: (user) => user.profileBannerUrl,
  profile_image_url: (user, view) => pictureUrl(user.profileImageUrl, view),
  protected: (user) => user.protected,
  public_metrics: (user, { world, now, era }) => {
    const counts = profileCounts(user, world, now)
    return {
      followers_count: counts.followers,
      following_count: counts.following,
      ...(era.userLikeCount && { like_count: counts.likes }),
      listed_count: counts.listed,
      ...(era.userLikeCount && { media_count: counts.media }),
      tweet_count: counts.posts,
    }
  },
  receives_your_dm: () => false,
  subscribes_to_you: () => false,
  subscription: () => ({ subscribes_to_you: false }),
  subscription_type: (user) => user.subscriptionType,
  url: (user, { era }) => user.url ?? (era.emptyUserUrl ? '' : undefined),
  username: (user) => user.username,
  verified: (user) => user.verifiedType !== 'none',
  verified_followers_count: (user, { world, now }) =>
    Math.floor(profileCounts(user, world, now).followers / 20),
  verified_type: (user) => user.verifiedType,
  withheld: (user) => user.withheld,
}

/** Fields that only the account itself may read. Known for `parody`; the others are guesses. */
const OWN_ACCOUNT_ONLY: ReadonlySet<string> = new Set([
  'confirmed_email',
  'is_identity_verified',
  'parody',
  'subscription_type',
  'verified_followers_count',
])

/** Fields about the relation of the caller and the user, which require user context. The list is a guess. */
const USER_CONTEXT_ONLY: ReadonlySet<string> = new Set([
  'connection_status',
  'receives_your_dm',
  'subscribes_to_you',
  'subscription',
])

/** The requested fields of this user that the caller may not read. */
export const refusedUserFields = (id: string, { fieldSet, caller }: View): string[] =>
  fieldSet.userFields.filter((name) =>
    caller.kind === 'app'
      ? OWN_ACCOUNT_ONLY.has(name) || USER_CONTEXT_ONLY.has(name)
      : OWN_ACCOUNT_ONLY.has(name) && caller.userId !== id,
  )

export const userShape = (user: WorldUser, view: View): WireObject => {
  const refused = refusedUserFields(user.id, view)
  return shapeOf(view.fieldSet.userFields, (name) =>
    refused.includes(name) ? undefined : USER_FIELDS[name]?.(user, view),
  )
}
