// Combines owner and public results, and completes them with reasons for missing metrics and with archived metrics.

import type { Facts } from '../pipeline/facts.ts'
import type { PostResult } from '../pipeline/result.ts'
import { isPrivatePlan, type Plan } from '../plan/plan.ts'
import { fillFromArchive, type Lookup } from './archived.ts'
import type { LoaderOptions, PostResults } from './post-requests.ts'
import { explain, withRefusals } from './reasons.ts'
import type { Route, RouteOptions } from './routes.ts'

export const droppedFrom = (results: PostResults): string[] =>
  [...results].flatMap(([id, { kind }]) => (kind === 'dropped' ? id : []))

/** Owner results, and public results for the rest; those of dropped posts keep the reasons why they were dropped. */
export const withPublic = (own: PostResults, rest: PostResults, facts: Facts): PostResults => {
  if (own.size === 0) return rest
  const results = new Map(own)
  for (const [id, result] of rest) {
    const dropped = own.get(id)
    if (dropped?.kind !== 'dropped' || result.kind !== 'post') results.set(id, result)
    else {
      // The refusals of a dropped post teach something only when its author is known.
      facts.learn(result.tweet, dropped.refusals)
      results.set(id, withRefusals(result, new Map([...dropped.refusals, ...result.refusals])))
    }
  }
  return results
}

export type CompletionOptions = RouteOptions & Pick<LoaderOptions, 'archive' | 'prove'>

/** Adds the reasons for missing private metrics, and archived metrics. */
export const complete = async (
  results: PostResults,
  plans: Lookup<Plan>,
  routes: Lookup<Route>,
  { accounts, facts, archive, prove }: CompletionOptions,
): Promise<PostResults> => {
  const explained = new Map<string, PostResult>()
  for (const [id, result] of results) {
    const plan = plans.get(id)
    explained.set(
      id,
      plan === undefined || result.kind !== 'post' || !isPrivatePlan(plan)
        ? result
        : explain(result, plan, { route: routes.get(id), accounts, facts }),
    )
  }
  return archive === undefined
    ? explained
    : fillFromArchive(archive, { plans, results: explained, accounts, prove })
}
