// The users loader of a dry run: serves what the cache holds, and prices the rest.

import { NOT_REQUESTED } from '../../pipeline/cached-only.ts'
import type { EntityRequest } from '../../pipeline/request.ts'
import type { UserResult } from '../../pipeline/result.ts'
import { fieldOfPlan } from '../../plan/plan.ts'
import { fieldsBelow } from '../../plan/selection.ts'
import { createUsersLoader, type UserKey, type UsersLoader } from '../users.ts'
import type { LoadedObjects } from './below.ts'
import { isUser, usersBelow } from './below.ts'
import { callsFor } from './cost-estimate.ts'
import type { DryRunParts } from './parts.ts'

export const createDryUsers = ({
  cachedOnly,
  estimate,
  unknown,
  turn,
  operation,
}: DryRunParts): UsersLoader => {
  const onMissing = ({ resource, source, ids }: EntityRequest): void => {
    const byId = resource.kind === 'users' && resource.by === 'ids'
    const calls = callsFor(ids.length)
    estimate.addCalls(calls)
    estimate.use(source, byId ? 'GET /2/users' : 'GET /2/users/by', calls)
    if (byId) for (const id of ids) estimate.addUser(id)
    else estimate.addUnknownUsers(ids.length)
  }

  const onBatch = async (
    keys: readonly UserKey[],
    results: readonly UserResult[],
  ): Promise<void> => {
    const missing = keys.filter((_, index) => results[index] === NOT_REQUESTED)
    const objects = [...Map.groupBy(missing, ({ plan }) => plan)].map(
      ([plan, { length }]): LoadedObjects => {
        const field = fieldOfPlan(plan)
        if (field === undefined) return { fields: [], count: 0, carried: undefined }
        // Users that X did not send with a post have the plan of the post.
        const fields = isUser(field) ? fieldsBelow(field) : usersBelow(field)
        return { fields, count: length, carried: undefined }
      },
    )
    if (missing.length === 0) return
    await unknown.below(objects)
    await turn()
  }

  return createUsersLoader({ pipeline: cachedOnly(onMissing), operation, onBatch })
}
