// The posts loader of a dry run: serves what the cache holds, and prices the rest as the real loader would request it.

import DataLoader from 'dataloader'

import type { Account } from '../../auth/accounts.ts'
import { NOT_REQUESTED } from '../../pipeline/cached-only.ts'
import type { EntityRequest } from '../../pipeline/request.ts'
import type { PostResult } from '../../pipeline/result.ts'
import { EMPTY_PLAN, fieldOfPlan, isPrivatePlan, type Plan, union } from '../../plan/plan.ts'
import { fieldsBelow } from '../../plan/selection.ts'
import { scheduleBatch } from '../batches.ts'
import { createPostRequests, type Plans, type PostResults } from '../post-requests.ts'
import type { ListKey, PostsLoader } from '../posts.ts'
import { routeOf, usableAccounts } from '../routes.ts'
import type { Load, LoadedObjects } from './below.ts'
import { callsFor } from './cost-estimate.ts'
import type { DryRunParts } from './parts.ts'
import { carriedBy, ownerExpansions, publicFieldSet } from './requests.ts'

export const createDryPosts = (parts: DryRunParts): PostsLoader => {
  const loader = new DataLoader<ListKey, readonly PostResult[]>(
    async (keys) => {
      const results = parts.remembers ? await loadKnown(keys, parts) : NONE
      if (!parts.remembers) await parts.unknown.posts(keys.map(loadOf))
      const found = keys.map(({ ids }) => ids.map((id) => results.get(id) ?? NOT_REQUESTED))
      if (found.some((each) => each.includes(NOT_REQUESTED))) await parts.turn()
      return found
    },
    { cache: false, batchScheduleFn: scheduleBatch(parts.operation) },
  )
  return { load: (ids, plan) => loader.load({ ids, plan }) }
}

const NONE: PostResults = new Map()

const loadOf = ({ ids, plan }: ListKey): Load => ({
  field: fieldOfPlan(plan),
  plan,
  count: new Set(ids).size,
})

/** Prices one batch, and everything below its missing posts, which are loaded together. */
const loadKnown = async (keys: readonly ListKey[], parts: DryRunParts): Promise<PostResults> => {
  const plans = new Map<string, Plan>()
  for (const { ids, plan } of keys) {
    for (const id of ids) plans.set(id, union([plans.get(id) ?? EMPTY_PLAN, plan]))
  }
  const { results, mayBeOwned } = await priceBatch(plans, parts)
  const carried = carriedBy([...plans.values()], mayBeOwned)
  const objects = keys.map(({ ids, plan }): LoadedObjects => {
    const field = fieldOfPlan(plan)
    const missing = new Set(ids.filter((id) => results.get(id) === NOT_REQUESTED))
    return { fields: field === undefined ? [] : fieldsBelow(field), count: missing.size, carried }
  })
  if (objects.some(({ count }) => count > 0)) await parts.unknown.below(objects)
  return results
}

interface PricedBatch {
  readonly results: PostResults
  /** Whether an owner request may bring posts that are missing. */
  readonly mayBeOwned: boolean
}

const priceBatch = async (plans: Plans, parts: DryRunParts): Promise<PricedBatch> => {
  const { public: requestPublic, owner } = createRequests(plans, parts)
  if (![...plans.values()].some(isPrivatePlan)) {
    return { results: await requestPublic([...plans.keys()]), mayBeOwned: false }
  }
  parts.onArchive()
  const accounts = await parts.accounts()
  const routing = { accounts, facts: parts.facts }
  const routes = [...plans].map(([id, plan]) => ({ id, plan, route: routeOf(id, plan, routing) }))
  const owned = routes.flatMap(({ id, route }) => (route.kind === 'owner' ? [{ id, route }] : []))
  const publicIds = routes.flatMap(({ id, route }) => (route.kind === 'owner' ? [] : id))
  const groups = Map.groupBy(owned, ({ route }) => route.account)
  const own = new Map<string, PostResult>()
  for (const [account, pairs] of groups) {
    const found = await owner(
      account,
      pairs.map(({ id }) => id),
    )
    for (const [id, result] of found) own.set(id, result)
  }
  // X may drop every post of the owner requests. Those of a speculative one join the public request.
  const mayBeDropped = missingIn(own)
  const joins = owned.some(({ route }) => route.speculative)
  const first = await requestPublic(joins ? [...publicIds, ...mayBeDropped] : publicIds)
  if (!joins) await requestPublic(mayBeDropped)
  const results = new Map([...first, ...own])
  const firstPublic = routes.filter(
    ({ id, route }) => route.kind === 'public-first' && results.get(id) === NOT_REQUESTED,
  )
  priceOwners(
    firstPublic.map(({ plan }) => plan),
    usableAccounts(accounts),
    parts,
  )
  return { results, mayBeOwned: mayBeDropped.length + firstPublic.length > 0 }
}

const missingIn = (results: PostResults): readonly string[] =>
  [...results].flatMap(([id, result]) => (result === NOT_REQUESTED ? id : []))

/** Public requests and owner requests that add what no cache holds to the estimate. A post counts once for both. */
const createRequests = (plans: Plans, { cachedOnly, estimate, ...options }: DryRunParts) => {
  const counted = new Set<string>()
  const addCalls = ({ source, ids }: EntityRequest): number => {
    const calls = callsFor(ids.length)
    estimate.addCalls(calls)
    estimate.use(source, 'GET /2/tweets', calls)
    return calls
  }
  const uncounted = (ids: readonly string[]): readonly string[] => {
    const fresh = ids.filter((id) => !counted.has(id))
    for (const id of fresh) counted.add(id)
    return fresh
  }
  const requests = (onMissing: (request: EntityRequest) => void) =>
    createPostRequests(plans, { ...options, archive: undefined, pipeline: cachedOnly(onMissing) })
  const publicRequests = requests((request) => {
    const calls = addCalls(request)
    const { ids, fieldSet } = request
    estimate.addPosts(uncounted(ids), fieldSet.expansions, calls)
  })
  const ownerRequests = requests((request) => {
    addCalls(request)
    const publicOf = (id: string) => publicFieldSet(plans.get(id) ?? EMPTY_PLAN).expansions
    for (const [expansions, ids] of Map.groupBy(uncounted(request.ids), publicOf)) {
      estimate.addPosts(ids, expansions.union(request.fieldSet.expansions), ids.length)
    }
  })
  return { public: publicRequests.public, owner: ownerRequests.owner }
}

/** Posts of unknown authors are requested again as their owners, which X does not bill. */
const priceOwners = (
  plans: readonly Plan[],
  accounts: readonly Account[],
  { estimate }: DryRunParts,
): void => {
  estimate.addCalls(callsFor(plans.length, accounts.length))
  for (const account of accounts) estimate.use(account, 'GET /2/tweets', callsFor(plans.length))
  estimate.addSecondReads(plans.length, ownerExpansions(plans))
}
