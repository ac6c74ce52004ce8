// The root fields of users.

import type { GraphQLResolveInfo } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { planOf } from '../plan/plan.ts'
import type { User as WireUser } from '../x/types.ts'
import { builder, needs, orError } from './builder.ts'
import type { Context } from './context.ts'
import { checkIdCount } from './id-list.ts'
import { userOf } from './loading.ts'
import { User } from './user.ts'

/** X's rule for usernames. */
const USERNAME = /^@?(\w{1,15})$/

/** X is requested only if more than the id is selected. */
const loadById = (
  id: string,
  context: Context,
  info: GraphQLResolveInfo,
): WireUser | Promise<WireUser | GatewayError> => {
  const plan = planOf(info)
  return plan.user.size === 0 ? { id } : userOf(context.user('ids', id, plan), plan, context)
}

builder.queryFields((t) => ({
  user: t.field({
    type: User,
    description:
      'A user by id or by username. A call to X is made only if more than the id is selected; several users in one query share a call.',
    args: {
      id: t.arg({ type: 'UserID', description: 'The user’s id, as a string.' }),
      username: t.arg.string({ description: 'The handle, with or without the @.' }),
    },
    ...needs({ userLookup: true }),
    resolve: (_, { id, username }, context, info) => {
      if (typeof id === 'string' && typeof username !== 'string')
        return orError(loadById(id, context, info))
      if (typeof id === 'string' || typeof username !== 'string') {
        throw new GatewayError('BAD_USER_INPUT', 'user takes an id or a username: say one of them.')
      }
      const name = USERNAME.exec(username)?.[1]
      if (name === undefined) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          'user(username:) is 1 to 15 letters, digits and underscores.',
        )
      }
      const plan = planOf(info)
      return orError(userOf(context.user('usernames', name, plan), plan, context))
    },
  }),
  users: t.field({
    type: [User],
    nullable: { list: false, items: true },
    description:
      'Users by id, in the order of the ids, duplicates included. A user whom X does not return is null, with an error at its path. One call to X loads up to a hundred users.',
    args: {
      ids: t.arg({ type: ['UserID'], required: true, description: 'Their ids, as strings.' }),
    },
    ...needs({ userLookup: true, times: { listedBy: 'ids' } }),
    resolve: (_, { ids }, context, info) => {
      checkIdCount('users', ids, context.limits.postsPerRequest)
      return orError(ids.map((id) => loadById(id, context, info)))
    },
  }),
}))
