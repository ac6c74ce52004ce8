// The fields of `User` that need the types of posts and entities.

import { planOf } from '../plan/plan.ts'
import type { User as WireUser } from '../x/types.ts'
import { builder, needs } from './builder.ts'
import { PostConnection, postsArgs, postsOf, TIMES } from './connection.ts'
import { PostEntities, UrlEntityRef, WithheldRef } from './entities.ts'
import { loadNamedPost, loadUserFor } from './loading.ts'
import { Post } from './post.ts'
import { User } from './user.ts'

const UserEntities = builder
  .objectRef<NonNullable<WireUser['entities']>>('UserEntities')
  .implement({
    description: 'The entities of a user’s profile.',
    fields: (t) => ({
      url: t.field({
        type: [UrlEntityRef],
        description: 'The link on the profile.',
        resolve: ({ url }) => url?.urls,
      }),
      description: t.field({
        type: PostEntities,
        description: 'Links, mentions and tags in the description.',
        resolve: ({ description }, _, context, info) => {
          const plan = planOf(info)
          return (
            description && {
              entities: description,
              expansion: 'entities.mentions.username' as const,
              // X does not expand the mentions of a profile.
              view: { plan, loadUser: loadUserFor(plan, context) },
            }
          )
        },
      }),
    }),
  })

builder.objectFields(User, (t) => ({
  posts: t.field({
    type: PostConnection,
    description:
      'The posts of this user, newest first; X shows the last 3,200. One call loads up to a hundred posts, which are cached for lookups by id. The posts of a connected account are requested in its own context, with their private metrics.',
    args: postsArgs(t.arg),
    ...needs({ post: 'apart', timeline: true, times: TIMES }),
    resolve: ({ id }, args, context, info) => postsOf(id, args, context, info),
  }),
  entities: t.field({
    type: UserEntities,
    description: 'Links, mentions and tags in the profile.',
    ...needs({ user: ['entities'] }),
    resolve: ({ entities }) => entities,
  }),
  withheld: t.field({
    type: WithheldRef,
    description:
      'The countries where the user is withheld. Null when the user is shown everywhere.',
    ...needs({ user: ['withheld'] }),
    resolve: ({ withheld }) => withheld,
  }),
  pinnedPostId: t.exposeID('pinned_tweet_id', {
    description: 'The id of the post pinned to the top of the profile.',
    ...needs({ user: ['pinned_tweet_id'] }),
  }),
  pinnedPost: t.field({
    type: Post,
    description: 'The post pinned to the top of the profile. This makes another call to X.',
    ...needs({ user: ['pinned_tweet_id'], post: 'apart' }),
    resolve: ({ pinned_tweet_id }, _, context, info) =>
      loadNamedPost(pinned_tweet_id, context, info),
  }),
  mostRecentPostId: t.exposeID('most_recent_tweet_id', {
    description: 'The id of the newest post.',
    ...needs({ user: ['most_recent_tweet_id'] }),
  }),
  mostRecentPost: t.field({
    type: Post,
    description: 'The newest post. This makes another call to X.',
    ...needs({ user: ['most_recent_tweet_id'], post: 'apart' }),
    resolve: ({ most_recent_tweet_id }, _, context, info) =>
      loadNamedPost(most_recent_tweet_id, context, info),
  }),
}))
