// The type `User`.

import type { Affiliation, Metrics, User as WireUser } from '../x/types.ts'
import { builder, needs } from './builder.ts'

/** The fields that need posts are in user-posts.ts: the two types refer to each other. */
export const User = builder.objectRef<WireUser>('User')

const COUNTS = [
  ['followersCount', 'followers_count', 'How many users follow this one.'],
  ['followingCount', 'following_count', 'How many users this one follows.'],
  ['postCount', 'tweet_count', 'How many posts this user has published, reposts included.'],
  ['listedCount', 'listed_count', 'How many lists this user is on.'],
  ['likeCount', 'like_count', 'How many posts this user has liked.'],
  ['mediaCount', 'media_count', 'How many photos and videos this user has posted.'],
] as const

const UserPublicMetrics = builder.objectRef<Metrics>('UserPublicMetrics')
UserPublicMetrics.implement({ description: 'The public counts of a user.' })
for (const [name, key, description] of COUNTS) {
  builder.objectField(UserPublicMetrics, name, (t) =>
    t.field({ type: 'SafeInt', description, resolve: (metrics) => metrics[key] ?? null }),
  )
}

const text = (
  field: 'description' | 'location' | 'name' | 'url' | 'username',
  description: string,
) => ({
  description,
  ...needs({ user: [field] }),
})

const UserAffiliation = builder.objectRef<Affiliation>('UserAffiliation').implement({
  description: 'The organization that a user belongs to, as its badge shows it.',
  fields: (t) => ({
    description: t.exposeString('description', { description: 'The name of the organization.' }),
    url: t.exposeString('url', { description: 'The address of its profile.' }),
    badgeUrl: t.exposeString('badge_url', { description: 'The address of its badge.' }),
    userIds: t.idList({
      description: 'The ids of the organization’s accounts.',
      resolve: ({ user_id }) => user_id,
    }),
  }),
})

/** X reports these fields to some callers only, and refuses them to all others. */
const SOME_CALLERS = 'Null, with a notice, when X does not show it to the caller.'

User.implement({
  description: 'A user of X.',
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: 'The user’s id; it never changes, while a username may.',
    }),
    name: t.exposeString('name', text('name', 'The name that is shown.')),
    username: t.exposeString('username', text('username', 'The handle, without the @.')),
    description: t.exposeString(
      'description',
      text('description', 'What the user says of themselves.'),
    ),
    location: t.exposeString(
      'location',
      text('location', 'The place that the user has given: free words, perhaps no place at all.'),
    ),
    url: t.exposeString('url', text('url', 'The link on the profile, as a t.co link.')),
    createdAt: t.expose('created_at', {
      type: 'DateTime',
      description: 'The time when the account was created.',
      ...needs({ user: ['created_at'] }),
    }),
    profileImageUrl: t.exposeString('profile_image_url', {
      description: 'The address of the profile picture.',
      ...needs({ user: ['profile_image_url'] }),
    }),
    profileBannerUrl: t.exposeString('profile_banner_url', {
      description: 'The address of the banner above the profile.',
      ...needs({ user: ['profile_banner_url'] }),
    }),
    affiliation: t.expose('affiliation', {
      type: UserAffiliation,
      description: 'The organization that the user belongs to.',
      ...needs({ user: ['affiliation'] }),
    }),
    subscriptionType: t.exposeString('subscription_type', {
      description: `The user’s subscription of X: Basic, Premium, PremiumPlus or None. ${SOME_CALLERS}`,
      ...needs({ user: ['subscription_type'] }),
    }),
    parody: t.exposeBoolean('parody', {
      description: `Whether the account is marked as a parody. ${SOME_CALLERS}`,
      ...needs({ user: ['parody'] }),
    }),
    identityVerified: t.exposeBoolean('is_identity_verified', {
      description: `Whether X has checked the user’s identity. ${SOME_CALLERS}`,
      ...needs({ user: ['is_identity_verified'] }),
    }),
    verifiedFollowersCount: t.expose('verified_followers_count', {
      type: 'SafeInt',
      description: `How many verified users follow this one. ${SOME_CALLERS}`,
      ...needs({ user: ['verified_followers_count'] }),
    }),
    protected: t.exposeBoolean('protected', {
      description: 'Whether only followers can see the user’s posts.',
      ...needs({ user: ['protected'] }),
    }),
    verified: t.exposeBoolean('verified', {
      description: 'Whether the account has a check mark.',
      ...needs({ user: ['verified'] }),
    }),
    verifiedType: t.exposeString('verified_type', {
      description: 'The kind of check mark: blue, business, government or none.',
      ...needs({ user: ['verified_type'] }),
    }),
    publicMetrics: t.expose('public_metrics', {
      type: UserPublicMetrics,
      description: 'The user’s counts: followers, posts and so on.',
      ...needs({ user: ['public_metrics'] }),
    }),
  }),
})
