// Loads posts by id for one request. A list of public posts is returned at once if the cache of the process has all of them.
// DataLoader collects the others that the fields of a query need; each batch becomes as few calls as the routes allow: one
// per credential for up to a hundred posts.

import DataLoader from 'dataloader'

import { GatewayError } from '../infra/errors.ts'
import type { Span } from '../infra/trace.ts'
import type { Operation } from '../pipeline/operation.ts'
import { failed, type PostResult } from '../pipeline/result.ts'
import { covers } from '../plan/field-set.ts'
import { isPrivatePlan, type Plan, union } from '../plan/plan.ts'
import { scheduleBatch } from './batches.ts'
import { missingFromResponse } from './errors.ts'
import { loadBatch } from './post-batch.ts'
import type { LoaderOptions, Plans, PostResults } from './post-requests.ts'

export interface PostsLoader {
  /** Gives one result per id, in the order of the ids. */
  load(ids: readonly string[], plan: Plan): readonly PostResult[] | Promise<readonly PostResult[]>
}

export interface PostsLoaderOptions extends LoaderOptions {
  /** The posts, if they can be served at once. */
  readonly freshPosts: (ids: readonly string[], plan: Plan) => readonly PostResult[] | undefined
}

/** Posts that one field loads together. */
export interface ListKey {
  readonly ids: readonly string[]
  readonly plan: Plan
}

/** The posts that were loaded together, each with the plan that it was loaded for. */
interface Batch {
  readonly plans: Plans
  readonly results: PostResults
}

export const createPostsLoader = (options: PostsLoaderOptions): PostsLoader => {
  /** The batches that this request has already, the latest first. */
  const loaded: Batch[] = []

  const find = (id: string, plan: Plan): PostResult | undefined => {
    for (const { plans, results } of loaded) {
      const known = plans.get(id)
      if (known !== undefined && serves(known, plan)) return results.get(id)
    }
    return undefined
  }

  const loadAll = async (keys: readonly ListKey[]): Promise<PostResult[][]> => {
    const plans = new Map<string, Plan>()
    for (const { ids, plan } of keys) {
      for (const id of ids) {
        if (find(id, plan) !== undefined) continue
        const other = plans.get(id)
        plans.set(id, other === undefined || other === plan ? plan : union([other, plan]))
      }
    }
    const { trace } = options.operation
    const results = await (trace === undefined
      ? loadBatch(plans, options)
      : traceBatch(plans, options, trace))
    const answers = keys.map(({ ids, plan }) =>
      ids.map(
        (id) => results.get(id) ?? find(id, plan) ?? failed(missingFromResponse(`post ${id}`)),
      ),
    )
    loaded.unshift({ plans, results })
    return answers
  }

  // A key is a list of ids; maxBatchSize would count lists. The pipeline splits calls by the hundred.
  const loader = new DataLoader<ListKey, readonly PostResult[]>(loadAll, {
    cache: false,
    batchScheduleFn: scheduleBatch(options.operation),
  })
  /** The ids of the posts that were served at once, each of which counts once. */
  let served: Set<string> | undefined
  const countServed = (ids: readonly string[], { tally }: Operation): void => {
    const before = served?.size ?? 0
    if (served === undefined) served = new Set(ids)
    else for (const id of ids) served.add(id)
    tally.fromCache += served.size - before
  }
  return {
    load: (ids, plan) => {
      const fresh = options.freshPosts(ids, plan)
      if (fresh !== undefined) {
        countServed(ids, options.operation)
        return fresh
      }
      return loader.load({ ids, plan }).catch((error: unknown) => {
        if (error instanceof GatewayError) return ids.map(() => failed(error))
        throw error
      })
    },
  }
}

const serves = (held: Plan, plan: Plan): boolean =>
  held === plan || (held.referenced === plan.referenced && covers(held, plan))

/** Loads a batch within a span of the query's trace. */
const traceBatch = async (
  plans: Plans,
  options: LoaderOptions,
  trace: Span,
): Promise<PostResults> => {
  const { operation } = options
  const { tally } = operation
  const span = trace.begin('plan', {
    'x.posts': plans.size,
    'x.private': [...plans.values()].some(isPrivatePlan),
  })
  const { fromCache, coalesced } = tally
  try {
    return await loadBatch(plans, { ...options, operation: { ...operation, trace: span } })
  } finally {
    span.set({
      'x.posts.cached': tally.fromCache - fromCache,
      'x.posts.coalesced': tally.coalesced - coalesced,
    })
    span.end()
  }
}
