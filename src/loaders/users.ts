// Loads users by id or by name for one request. DataLoader collects what the fields of a query need.

import DataLoader from 'dataloader'

import type { CredentialSource } from '../auth/credentials.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'
import type { Pipeline } from '../pipeline/index.ts'
import type { Operation } from '../pipeline/operation.ts'
import { failed, type UserResult } from '../pipeline/result.ts'
import type { FieldSet } from '../plan/field-set.ts'
import { EMPTY_PLAN, type Plan, union } from '../plan/plan.ts'
import type { NamedBy } from '../x/fields.ts'
import { scheduleBatch } from './batches.ts'
import { missingFromResponse } from './errors.ts'

export interface UserKey {
  readonly source: CredentialSource
  readonly by: NamedBy
  readonly name: string
  /** Its user fields are requested. */
  readonly plan: Plan
}

export interface UsersLoader {
  load(key: UserKey): Promise<UserResult>
}

export interface UsersLoaderOptions {
  readonly pipeline: Pick<Pipeline, 'users'>
  readonly operation: Operation
  /** Called with each batch before its results are returned. */
  readonly onBatch?: (keys: readonly UserKey[], results: readonly UserResult[]) => Promise<void>
}

export const createUsersLoader = ({
  pipeline,
  operation,
  onBatch,
}: UsersLoaderOptions): UsersLoader => {
  /** Requests the users of one credential that are named in one way. */
  const request = async (keys: readonly [UserKey, ...UserKey[]]) => {
    const [{ source, by }] = keys
    const byName = Map.groupBy(keys, ({ name }) => name)
    return pipeline.users({
      resource: { kind: 'users', by },
      source,
      ids: [...byName.keys()],
      fieldSet: fieldSetFor(keys),
      neededOf: (name) => fieldSetFor(byName.get(name) ?? keys),
      operation,
    })
  }

  const loader = new DataLoader<UserKey, UserResult>(
    async (keys) => {
      const groups = Map.groupBy(keys, groupOf)
      const results = new Map(
        await Promise.all(
          [...groups].map(async ([group, [first, ...others]]) => {
            const users = first === undefined ? NOTHING : await request([first, ...others])
            return [group, users] as const
          }),
        ),
      )
      const found = keys.map(
        (key) =>
          results.get(groupOf(key))?.get(key.name) ??
          failed(missingFromResponse(`user ${key.name}`)),
      )
      await onBatch?.(keys, found)
      return found
    },
    { cache: false, batchScheduleFn: scheduleBatch(operation) },
  )
  return { load: (key) => loader.load(key) }
}

const NOTHING: ReadonlyMap<string, UserResult> = new Map()

const groupOf = ({ source, by }: UserKey): string => `${source.scope} ${by}`

const fieldSetFor = (keys: readonly UserKey[]): FieldSet =>
  userFields(union(keys.map(({ plan }) => plan)))

const userFields = memoizeByIdentity(({ user }: Plan): FieldSet => {
  const plan: Plan = { ...EMPTY_PLAN, user }
  return { plan, included: undefined, expansions: plan.expansions }
})
