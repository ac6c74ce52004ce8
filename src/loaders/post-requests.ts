// The requests of one batch of posts: public requests, and owner requests in the context of an account.

import type { ArchiveReader } from '../archive/archive.ts'
import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Operation } from '../pipeline/operation.ts'
import type { EntityFetchers } from '../pipeline/request.ts'
import { failed, type PostResult } from '../pipeline/result.ts'
import { batchKey, type FieldSet, fieldSetOf } from '../plan/field-set.ts'
import {
  EMPTY_PLAN,
  type Plan,
  privateGroupsOf,
  union,
  withoutPrivate,
  withoutPromoted,
  withoutReferenced,
  withReasons,
  withRecord,
} from '../plan/plan.ts'
import type { Refusal, Refusals } from '../x/refusals.ts'

export type Plans = ReadonlyMap<string, Plan>
export type PostResults = ReadonlyMap<string, PostResult>

export interface LoaderOptions {
  readonly pipeline: EntityFetchers
  /** Past numbers, if they are archived. */
  readonly archive: ArchiveReader | undefined
  /** Chooses the credential of a public request. */
  readonly publicSource: () => Promise<CredentialSource>
  /** The accounts whose private metrics the caller may see. */
  readonly accounts: () => Promise<readonly Account[]>
  /** Resolves when archived values of the account may be served. */
  readonly prove: (account: Account) => Promise<void>
  readonly facts: Facts
  /** Learns authors from other processes. */
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
  readonly operation: Operation
}

export interface PostRequests {
  public(ids: readonly string[]): Promise<PostResults>
  /** Posts of an account that must reconnect are dropped, as X drops posts. */
  owner(account: Account, ids: readonly string[]): Promise<PostResults>
}

export const createPostRequests = (plans: Plans, options: LoaderOptions): PostRequests => {
  const { pipeline, operation, facts } = options
  const planOfId = (id: string): Plan => plans.get(id) ?? EMPTY_PLAN

  const request = async (
    sourceOf: () => Promise<CredentialSource>,
    ids: readonly string[],
    fieldSet: FieldSet,
  ): Promise<PostResults> => {
    if (ids.length === 0) return NONE
    try {
      const source = await sourceOf()
      return await pipeline.posts({ resource: POSTS, source, ids, fieldSet, operation })
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      return new Map(ids.map((id) => [id, failed(error)]))
    }
  }

  return {
    public: async (ids) => {
      const [only, ...others] = batchesOf(ids, planOfId).map((batch) =>
        request(options.publicSource, batch.ids, fieldSetOf(union(batch.plans))),
      )
      if (only === undefined) return NONE
      return others.length === 0 ? only : mergeResults(await Promise.all([only, ...others]))
    },
    owner: async (account, ids) => {
      const requested = withoutReferenced(withReasons(union(ids.map(planOfId))))
      const plan = options.archive === undefined ? requested : withRecord(requested)
      // X refuses promoted metrics five times for each post that was never promoted.
      const fieldSet = fieldSetOf(ids.every(facts.isUnpromoted) ? withoutPromoted(plan) : plan)
      const results = await request(() => Promise.resolve(account), ids, fieldSet)
      return new Map(ids.map((id) => [id, orDropped(results.get(id), planOfId(id))]))
    },
  }
}

const POSTS = { kind: 'posts' } as const
const NONE: PostResults = new Map()

interface Batch {
  readonly ids: string[]
  readonly plans: Set<Plan>
}

/** Fields are free, but expansions bring objects that X bills: only posts with the same expansions share a call. */
const batchesOf = (ids: readonly string[], planOfId: (id: string) => Plan): readonly Batch[] => {
  const batches = new Map<string, Batch>()
  let batch: Batch | undefined
  let last: Plan | undefined
  for (const id of ids) {
    const plan = planOfId(id)
    if (batch === undefined || plan !== last) {
      const publicPlan = withoutPrivate(plan)
      const key = batchKey(fieldSetOf(publicPlan))
      batch = batches.get(key) ?? { ids: [], plans: new Set() }
      batches.set(key, batch)
      batch.plans.add(publicPlan)
      last = plan
    }
    batch.ids.push(id)
  }
  return [...batches.values()]
}

export const mergeResults = (all: readonly PostResults[]): PostResults =>
  new Map(all.flatMap((each) => [...each]))

export const refuseAll = (plan: Plan, refusal: Refusal): Refusals =>
  new Map(privateGroupsOf(plan).map((group) => [group, refusal]))

const orDropped = (result: PostResult | undefined, plan: Plan): PostResult => {
  if (result === undefined) return { kind: 'dropped', refusals: new Map() }
  return result.kind === 'failed' && result.error instanceof ReconnectNeeded
    ? { kind: 'dropped', refusals: refuseAll(plan, { reason: 'RECONNECT_NEEDED' }) }
    : result
}
