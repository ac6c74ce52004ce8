// The root fields of posts.

import { checkIdCount } from './arguments.ts'
import { builder, needs, orError } from './builder.ts'
import { loadPost, loadPosts } from './loading.ts'
import { Post } from './post.ts'

builder.queryType({
  description:
    'What can be read: posts on X with their metrics, users, and what the gateway knows about the caller.',
  fields: (t) => ({
    post: t.field({
      type: Post,
      description: 'A post by id. Several `post` fields in one query share a call to X.',
      args: {
        id: t.arg({
          type: 'PostID',
          required: true,
          description: 'The id of the post, as a string.',
        }),
      },
      ...needs({ post: 'apart' }),
      resolve: (_, { id }, context, info) => orError(loadPost(id, context, info)),
    }),
    posts: t.field({
      type: [Post],
      nullable: { list: false, items: true },
      description:
        'Posts by id, in the order of the ids, duplicates included. A post that X does not return is null, with an error at its path. One call to X loads up to a hundred posts.',
      args: {
        ids: t.arg({ type: ['PostID'], required: true, description: 'The ids, as strings.' }),
      },
      ...needs({ post: 'apart', times: { listedBy: 'ids' } }),
      resolve: (_, { ids }, context, info) => {
        checkIdCount('posts', ids, context.limits.postsPerRequest)
        return orError(loadPosts(ids, context, info))
      },
    }),
  }),
})
