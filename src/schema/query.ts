// Where queries begin: posts by id.

import { GatewayError } from '../infra/errors.ts'
import { builder, needs, orError } from './builder.ts'
import { loadPost, loadPosts } from './loading.ts'
import { Post } from './post.ts'

builder.queryType({
  description:
    'What can be asked for: posts on X with their metrics, users, and what the gateway knows of whoever asks.',
  fields: (t) => ({
    post: t.field({
      type: Post,
      description: 'One post. Several `post` fields in one query share a call to X.',
      args: { id: t.arg({ type: 'PostID', required: true, description: 'Its id, as a string.' }) },
      ...needs({ post: 'apart' }),
      resolve: (_, { id }, context, info) => orError(loadPost(id, context, info)),
    }),
    posts: t.field({
      type: [Post],
      nullable: { list: false, items: true },
      description:
        'Posts by their ids, in the order of the ids, and as often as an id is named. A post that X does not give is null, with an error at its place. A hundred of them are one call to X.',
      args: {
        ids: t.arg({ type: ['PostID'], required: true, description: 'Their ids, as strings.' }),
      },
      ...needs({ post: 'apart', times: { listedBy: 'ids' } }),
      resolve: (_, { ids }, context, info) => {
        const most = context.limits.postsPerRequest
        if (ids.length > most) {
          throw new GatewayError(
            'BAD_USER_INPUT',
            `posts(ids:) takes at most ${most} ids and got ${ids.length}. Ask in several requests, or raise MAX_POSTS_PER_REQUEST.`,
          )
        }
        return orError(loadPosts(ids, context, info))
      },
    }),
  }),
})
