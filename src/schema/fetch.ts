// The root fields by which Relay fetches one object again: `@refetchable` and pagination fragments on a type query them.
//
// @see https://relay.dev/docs/api-reference/use-pagination-fragment/

import { isId } from '../x/fields.ts'
import { badInput } from './arguments.ts'
import { builder, needs, orError } from './builder.ts'
import { loadPost } from './loading.ts'
import { Post } from './post.ts'
import { User } from './user.ts'
import { loadUserById } from './users-query.ts'
import { Account } from './viewer.ts'

/** @throws BAD_USER_INPUT */
const checkedId = (id: string): string => {
  if (isId(id)) return id
  throw badInput('An id is 1 to 19 digits, and nothing else.')
}

builder.queryFields((t) => {
  const args = { id: t.arg.id({ required: true, description: 'The id.' }) }
  return {
    fetch__Post: t.field({
      type: Post,
      description:
        'For Relay’s generated refetch queries only: the post with this id. Other clients use `post`.',
      args,
      ...needs({ post: 'apart' }),
      resolve: (_, { id }, context, info) => orError(loadPost(checkedId(id), context, info)),
    }),
    fetch__User: t.field({
      type: User,
      description:
        'For Relay’s generated refetch queries only: the user with this id. Other clients use `user`.',
      args,
      ...needs({ userLookup: true }),
      resolve: (_, { id }, context, info) => orError(loadUserById(checkedId(id), context, info)),
    }),
    fetch__Account: t.field({
      type: Account,
      description:
        'For Relay’s generated refetch queries only: the account with this id, if it is among those of the viewer. Other clients use `viewer`.',
      args,
      resolve: async (_, { id }, context) =>
        (await context.accounts()).find(({ userId }) => userId === id),
    }),
  }
})
