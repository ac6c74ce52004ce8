// Loads one batch of posts: routes them, sends the public and the owner requests, and explains what is missing.

import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Facts } from '../pipeline/facts.ts'
import { failed, type PostResult } from '../pipeline/result.ts'
import { isPrivatePlan, type Plan } from '../plan/plan.ts'
import {
  createPostRequests,
  type LoaderOptions,
  mergeResults,
  type Plans,
  type PostRequests,
  type PostResults,
  refuseAll,
} from './post-requests.ts'
import { withRefusals } from './reasons.ts'
import { complete, droppedFrom, withPublic } from './results.ts'
import { type Route, type RouteOptions, routeOf } from './routes.ts'

export const loadBatch = (plans: Plans, options: LoaderOptions): Promise<PostResults> => {
  const requests = createPostRequests(plans, options)
  return hasPrivatePlan(plans)
    ? loadByRoute(plans, requests, options)
    : requests.public([...plans.keys()])
}

const loadByRoute = async (
  plans: Plans,
  requests: PostRequests,
  options: LoaderOptions,
): Promise<PostResults> => {
  const { accounts, failures } = await accountsFor(plans, options)
  const { facts } = options
  const routing: RouteOptions = { accounts, facts }
  const routes = new Map(
    [...plans].flatMap(([id, plan]) =>
      failures.has(id) ? [] : [[id, routeOf(id, plan, routing)] as const],
    ),
  )
  const first = await requestByRoute(routes, requests, facts)
  const retried = await retryPublicFirst({ plans, routes, first, requests }, routing)
  const results = failures.size === 0 ? retried : mergeResults([failures, retried])
  const { archive, prove } = options
  return complete(results, plans, routes, { ...routing, archive, prove })
}

/** Posts that are requested together mostly have one plan. */
const hasPrivatePlan = (plans: Plans): boolean => {
  let last: Plan | undefined
  for (const plan of plans.values()) {
    if (plan !== last && isPrivatePlan(plan)) return true
    last = plan
  }
  return false
}

/** The accounts that private posts may be requested as. Without an answer, those posts fail. */
const accountsFor = async (
  plans: Plans,
  { accounts, facts, recallAuthors }: LoaderOptions,
): Promise<{ readonly accounts: readonly Account[]; readonly failures: PostResults }> => {
  const privateIds = [...plans].flatMap(([id, plan]) => (isPrivatePlan(plan) ? id : []))
  const unknown = privateIds.filter((id) => facts.authorOf(id) === undefined)
  try {
    const [all] = await Promise.all([accounts(), recallAuthors(unknown)])
    return { accounts: all, failures: new Map() }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { accounts: [], failures: new Map(privateIds.map((id) => [id, failed(error)])) }
  }
}

type Routes = ReadonlyMap<string, Route>

/**
 * Sends the public and the owner requests. Posts that X drops from an owner request are requested publicly; those of a
 * speculative request join the public request, which saves a call.
 */
const requestByRoute = async (
  routes: Routes,
  requests: PostRequests,
  facts: Facts,
): Promise<PostResults> => {
  const publicIds: string[] = []
  const owned: [Account, string][] = []
  let speculative = false
  for (const [id, route] of routes) {
    if (route.kind === 'owner') {
      owned.push([route.account, id])
      speculative ||= route.speculative
    } else publicIds.push(id)
  }
  const ownerRequests = requestAsOwners(owned, requests)
  if (speculative) {
    const own = await ownerRequests
    const rest = await requests.public([...publicIds, ...droppedFrom(own)])
    return withPublic(own, rest, facts)
  }
  const [own, rest] = await Promise.all([ownerRequests, requests.public(publicIds)])
  const retried = await requests.public(droppedFrom(own))
  return withPublic(own, new Map([...rest, ...retried]), facts)
}

const requestAsOwners = async (
  owned: readonly (readonly [Account, string])[],
  requests: PostRequests,
): Promise<PostResults> => {
  const groups = Map.groupBy(owned, ([account]) => account)
  const results = await Promise.all(
    [...groups].map(([account, pairs]) =>
      requests.owner(
        account,
        pairs.map(([, id]) => id),
      ),
    ),
  )
  return mergeResults(results)
}

interface FirstPass {
  readonly plans: Plans
  /** The routes of posts whose author has become known are updated. */
  readonly routes: Map<string, Route>
  readonly first: PostResults
  readonly requests: PostRequests
}

/** Requests again, as their owners, the posts that were requested publicly first and are of a connected account. */
const retryPublicFirst = async (
  { plans, routes, first, requests }: FirstPass,
  routing: RouteOptions,
): Promise<PostResults> => {
  const owned: [Account, string][] = []
  for (const [id, { kind }] of routes) {
    const plan = plans.get(id)
    if (kind !== 'public-first' || plan === undefined) continue
    const route = routeOf(id, plan, routing)
    routes.set(id, route)
    if (route.kind === 'owner') owned.push([route.account, id])
  }
  if (owned.length === 0) return first
  const results = new Map(first)
  for (const [id, own] of await requestAsOwners(owned, requests)) {
    const result = ownerResult(first.get(id), own, plans.get(id))
    if (result.kind === 'post') routing.facts.learn(result.tweet, result.refusals)
    results.set(id, result)
  }
  return results
}

/** The owner's result; where that request brought no post, the public post with the reason. */
const ownerResult = (
  publicResult: PostResult | undefined,
  own: PostResult,
  plan: Plan | undefined,
): PostResult => {
  if (publicResult?.kind !== 'post' || plan === undefined) return own
  if (own.kind === 'dropped') return withRefusals(publicResult, own.refusals)
  return own.kind === 'failed'
    ? withRefusals(publicResult, refuseAll(plan, { reason: 'REFUSED', message: own.error.message }))
    : own
}
