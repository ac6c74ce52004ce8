// What of a user needs posts and entities to be there first.

import { planOf } from '../plan/plan.ts'
import type { User as WireUser } from '../x/types.ts'
import { builder, needs, orError } from './builder.ts'
import { PostConnection, postsArgs, postsOf, TIMES } from './connection.ts'
import { PostEntities, UrlEntityRef, WithheldRef } from './entities.ts'
import { loadPost, loadUserFor } from './loading.ts'
import { Post } from './post.ts'
import { User } from './user.ts'

const UserEntities = builder
  .objectRef<NonNullable<WireUser['entities']>>('UserEntities')
  .implement({
    description: 'What X recognises in a user’s profile.',
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
              // X expands nothing that a profile mentions.
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
      'The posts that this user has written, newest first; X lets the last 3,200 be reached. A hundred of them are one call, and what comes also answers later lookups by id. Those of a connected account are asked for in its own name, with their private numbers.',
    args: postsArgs(t.arg),
    ...needs({ post: 'apart', times: TIMES }),
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
    description: 'Where the user is not shown. Null when the user is shown everywhere.',
    ...needs({ user: ['withheld'] }),
    resolve: ({ withheld }) => withheld,
  }),
  pinnedPost: t.field({
    type: Post,
    description: 'The post pinned to the top of the profile. It takes another call to X.',
    ...needs({ user: ['pinned_tweet_id'], post: 'apart' }),
    resolve: ({ pinned_tweet_id }, _, context, info) =>
      typeof pinned_tweet_id === 'string'
        ? orError(loadPost(pinned_tweet_id, context, info))
        : null,
  }),
  mostRecentPost: t.field({
    type: Post,
    description: 'The newest post. It takes another call to X.',
    ...needs({ user: ['most_recent_tweet_id'], post: 'apart' }),
    resolve: ({ most_recent_tweet_id }, _, context, info) =>
      typeof most_recent_tweet_id === 'string'
        ? orError(loadPost(most_recent_tweet_id, context, info))
        : null,
  }),
}))
