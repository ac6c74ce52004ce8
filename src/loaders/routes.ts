// Which ask each post goes to: the open one, or the owned one of the account that wrote it. A post is
// asked once, with the one credential that can serve everything selected of it.

import type { Account } from '../auth/accounts.ts'
import type { Facts } from '../pipeline/facts.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'
import type { RefusalReason } from '../x/problems.ts'

export type Route =
  /** App-only, without private fields; `reason` says why those are not asked for, when any are wanted. */
  | { readonly kind: 'open'; readonly reason?: RefusalReason }
  /** In the context of the account that wrote it. `hopeful` when that is not known yet. */
  | { readonly kind: 'owned'; readonly account: Account; readonly hopeful: boolean }
  /** Several accounts, and whose it is is not known: openly first, then its owner if it has one. */
  | { readonly kind: 'open-first' }

export interface RouteOptions {
  readonly accounts: readonly Account[]
  readonly facts: Facts
}

export const routeOf = (id: string, plan: Plan, { accounts, facts }: RouteOptions): Route => {
  if (privateGroupsOf(plan).length === 0) return { kind: 'open' }
  if (accounts.length === 0) return { kind: 'open', reason: 'USER_CONTEXT_REQUIRED' }
  const author = facts.authorOf(id)
  const owner = accounts.find(({ userId }) => userId === author)
  if (author !== undefined && owner === undefined) return { kind: 'open', reason: 'NOT_OWNER' }
  if (owner?.reconnectNeeded) return { kind: 'open', reason: 'RECONNECT_NEEDED' }
  if (facts.isRepost(id)) return { kind: 'open', reason: 'REPOST' }
  if (owner !== undefined) {
    return facts.ages.isRefused(owner.userId, id)
      ? { kind: 'open', reason: 'EXPIRED' }
      : { kind: 'owned', account: owner, hopeful: false }
  }
  const [only, ...others] = accounts.filter(({ reconnectNeeded }) => !reconnectNeeded)
  if (only === undefined) return { kind: 'open' }
  return others.length === 0
    ? { kind: 'owned', account: only, hopeful: true }
    : { kind: 'open-first' }
}
