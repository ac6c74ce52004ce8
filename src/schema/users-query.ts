// The root fields of users.

import type { GraphQLResolveInfo } from 'graphql'

import type { GatewayError } from '../infra/errors.ts'
import { planOf } from '../plan/plan.ts'
import type { User as WireUser } from '../x/types.ts'
import { badInput, checkIdCount } from './arguments.ts'
import { builder, needs, orError } from './builder.ts'
import type { Context } from './context.ts'
import { userOf } from './loading.ts'
import { User } from './user.ts'

/** X's rule for usernames. */
const USERNAME = /^@?(\w{1,15})$/

/** X is requested only if more than the id is selected. */
export const loadUserById = (
  id: string,
  context: Context,
  info: GraphQLResolveInfo,
): WireUser | Promise<WireUser | GatewayError> => {
  const plan = planOf(info)
  return plan.user.size === 0 ? { id } : userOf(context.user('ids', id, plan), plan, context)
}

const UserBy = builder.inputType('UserBy', {
  isOneOf: true,
  description: 'How a user is named: by id or by username.',
  fields: (t) => ({
    id: t.field({ type: 'UserID', description: 'The user’s id, as a string.' }),
    username: t.string({ description: 'The handle, with or without the @.' }),
  }),
})

builder.queryFields((t) => ({
  user: t.field({
    type: User,
    description:
      'A user by id or by username. A call to X is made only if more than the id is selected; several users in one query share a call.',
    args: {
      by: t.arg({ type: UserBy, required: true, description: 'The id or the username.' }),
    },
    ...needs({ userLookup: true }),
    resolve: (_, { by }, context, info) => {
      if (by.id !== undefined) return orError(loadUserById(by.id, context, info))
      const name = USERNAME.exec(by.username)?.[1]
      if (name === undefined) {
        throw badInput('user(by: { username }) is 1 to 15 letters, digits and underscores.')
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
      ids: t.arg({ type: ['UserID'], required: true, description: 'The ids, as strings.' }),
    },
    ...needs({ userLookup: true, times: { listedBy: 'ids' } }),
    resolve: (_, { ids }, context, info) => {
      checkIdCount('users', ids, context.limits.postsPerRequest)
      return orError(ids.map((id) => loadUserById(id, context, info)))
    },
  }),
}))
