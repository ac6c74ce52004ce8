// Where queries begin: users by id or by name.

import type { GraphQLResolveInfo } from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import { planOf } from '../plan/plan.ts'
import type { User as WireUser } from '../x/types.ts'
import { builder, needs, orError } from './builder.ts'
import type { Context } from './context.ts'
import { userOf } from './loading.ts'
import { User } from './user.ts'

/** X's own rule. */
const USERNAME = /^@?(\w{1,15})$/

/** X is asked for what is selected beyond the id. */
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
      'Somebody on X, by id or by username. X is asked only if more than the id is selected; several users in one query share a call.',
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
      'Users by their ids, in the order of the ids, and as often as an id is named. A user whom X does not give is null, with an error at its place. A hundred of them are one call to X.',
    args: {
      ids: t.arg({ type: ['UserID'], required: true, description: 'Their ids, as strings.' }),
    },
    ...needs({ userLookup: true, times: { listedBy: 'ids' } }),
    resolve: (_, { ids }, context, info) => {
      const most = context.limits.postsPerRequest
      if (ids.length > most) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          `users(ids:) takes at most ${most} ids and got ${ids.length}. Ask in several requests, or raise MAX_POSTS_PER_REQUEST.`,
        )
      }
      return orError(ids.map((id) => loadById(id, context, info)))
    },
  }),
}))
