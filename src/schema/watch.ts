// Watch lists: the mutations that put posts on the caller's list, and take them off.

import { checkIdCount } from './arguments.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { Viewer } from './viewer.ts'

const WatchPostsPayload = builder
  .objectRef<{ readonly watched: readonly string[] }>('WatchPostsPayload')
  .implement({
    description: 'The result of `watchPosts` and `unwatchPosts`.',
    fields: (t) => ({
      watched: t.field({
        type: ['ID'],
        nullable: false,
        description: 'The ids on the caller’s list after the change.',
        resolve: ({ watched }) => watched,
      }),
      viewer: t.field({
        type: Viewer,
        nullable: false,
        description: 'The caller.',
        resolve: () => ({}),
      }),
    }),
  })

const checkIds = (field: string, ids: readonly string[], { limits }: Context): void =>
  checkIdCount(
    field,
    ids,
    limits.postsPerRequest,
    'Use several requests, or raise MAX_POSTS_PER_REQUEST.',
  )

builder.mutationFields((t) => ({
  watchPosts: t.field({
    type: WatchPostsPayload,
    nullable: false,
    description:
      'Adds posts of any author to the caller’s watch list. The recorder samples their public metrics on its schedule and within its spend limit, so that `metricsHistory` has them. Requires the setting RECORD and, with API keys, the grant WATCH. Watching a post again changes `until`.',
    args: {
      ids: t.arg({
        type: ['PostID'],
        required: true,
        description: 'The ids of the posts, as strings.',
      }),
      until: t.arg({
        type: 'DateTime',
        description: 'When sampling ends, at most 366 days from now. Default: in 30 days.',
      }),
    },
    resolve: async (_, { ids, until }, context) => {
      checkIds('watchPosts', ids, context)
      const list = await context.watchList()
      return { watched: await list.watch(ids, until ?? undefined) }
    },
  }),
  unwatchPosts: t.field({
    type: WatchPostsPayload,
    nullable: false,
    description: 'Removes posts from the caller’s watch list. Their samples stay in the archive.',
    args: {
      ids: t.arg({
        type: ['PostID'],
        required: true,
        description: 'The ids of the posts, as strings.',
      }),
    },
    resolve: async (_, { ids }, context) => {
      checkIds('unwatchPosts', ids, context)
      const list = await context.watchList()
      return { watched: await list.unwatch(ids) }
    },
  }),
}))
