// Prices posts of which neither the ids nor the authors are known. What X would answer decides how they are divided into
// calls, so each division that is possible is allowed for.

import { batchKey } from '../../plan/field-set.ts'
import { isPrivatePlan } from '../../plan/plan.ts'
import { fieldsBelow } from '../../plan/selection.ts'
import { usableAccounts } from '../routes.ts'
import type { Load, LoadedObjects } from './below.ts'
import { callsFor } from './cost-estimate.ts'
import {
  carriedBy,
  ownerCalls,
  ownerExpansions,
  publicFieldSet,
  type UnknownOptions,
} from './requests.ts'

/** Prices posts that are loaded together, as many times. Returns the posts, as parents of what is loaded next. */
export const priceUnknownPosts = async (
  loads: readonly Load[],
  times: number,
  options: UnknownOptions,
): Promise<readonly LoadedObjects[]> => {
  if (countOf(loads) === 0) return []
  const { estimate } = options
  const isOwned = await priceCalls(loads, times, options)
  const privateLoads = loads.filter(({ plan }) => isPrivatePlan(plan))
  const asOwner = ownerExpansions(privateLoads.map(({ plan }) => plan))
  for (const { plan, count } of loads) {
    const { expansions } = publicFieldSet(plan)
    const mayBeOwned = isOwned !== 'never' && isPrivatePlan(plan)
    estimate.addUnknownPosts({
      count: count * times,
      expansions: mayBeOwned ? expansions.union(asOwner) : expansions,
    })
    if (mayBeOwned && isOwned === 'second') estimate.addSecondReads(count * times, asOwner)
  }
  const plans = loads.map(({ plan }) => plan)
  const carried = carriedBy(plans, isOwned !== 'never')
  return loads.map(({ field, count }) => ({
    fields: field === undefined ? [] : fieldsBelow(field),
    count,
    carried,
  }))
}

/** Whether owner requests bring posts, and whether they do so after public requests have brought them. */
type Owned = 'never' | 'first' | 'second'

const priceCalls = async (
  loads: readonly Load[],
  times: number,
  { estimate, accounts, publicSourceOf, onArchive }: UnknownOptions,
): Promise<Owned> => {
  const owned = countOf(loads.filter(({ plan }) => isPrivatePlan(plan)))
  const usable = owned === 0 ? [] : usableAccounts(await accounts())
  if (owned > 0) onArchive()
  const keys = new Set(loads.map(({ plan }) => batchKey(publicFieldSet(plan))))
  // A post that two fields load has the expansions of both, which takes another call.
  const groups = 2 ** keys.size - 1
  // Posts that X drops from owner requests are requested publicly after the others.
  const publicly = callsFor(countOf(loads), usable.length > 0 ? groups * 2 : groups)
  estimate.addCalls((publicly + ownerCalls(owned, usable.length)) * times)
  estimate.use(await publicSourceOf('GET /2/tweets'), 'GET /2/tweets', publicly * times)
  for (const account of usable) {
    estimate.use(account, 'GET /2/tweets', ownerCalls(owned, usable.length) * times)
  }
  if (usable.length === 0) return 'never'
  return usable.length === 1 ? 'first' : 'second'
}

const countOf = (loads: readonly Load[]): number => loads.reduce((sum, { count }) => sum + count, 0)
