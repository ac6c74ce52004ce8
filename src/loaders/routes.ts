// The route of a post: a public request, or an owner request of the account that wrote it. A post is requested once, with
// the one credential that can serve everything selected of it.

import type { Account } from '../auth/accounts.ts'
import type { Facts } from '../pipeline/facts.ts'
import { isPrivatePlan, type Plan } from '../plan/plan.ts'
import type { RefusalReason } from '../x/refusals.ts'

export type Route =
  /** A public request without private fields; `reason` says why those are not requested, when any are selected. */
  | { readonly kind: 'public'; readonly reason?: RefusalReason }
  /** An owner request in the context of the author's account, or speculatively in that of the only account. */
  | { readonly kind: 'owner'; readonly account: Account; readonly speculative: boolean }
  /** Several accounts and an unknown author: a public request first, then an owner request if an account wrote it. */
  | { readonly kind: 'public-first' }

export interface RouteOptions {
  readonly accounts: readonly Account[]
  readonly facts: Facts
}

export const usableAccounts = (accounts: readonly Account[]): readonly Account[] =>
  accounts.filter(({ reconnectNeeded }) => !reconnectNeeded)

export const routeOf = (id: string, plan: Plan, { accounts, facts }: RouteOptions): Route => {
  if (!isPrivatePlan(plan)) return { kind: 'public' }
  if (accounts.length === 0) return { kind: 'public', reason: 'USER_CONTEXT_REQUIRED' }
  const author = facts.authorOf(id)
  const owner = accounts.find(({ userId }) => userId === author)
  if (author !== undefined && owner === undefined) return { kind: 'public', reason: 'NOT_OWNER' }
  if (owner?.reconnectNeeded) return { kind: 'public', reason: 'RECONNECT_NEEDED' }
  if (facts.isRepost(id)) return { kind: 'public', reason: 'REPOST' }
  if (owner !== undefined) {
    return facts.ages.isRefused(owner.userId, id)
      ? { kind: 'public', reason: 'EXPIRED' }
      : { kind: 'owner', account: owner, speculative: false }
  }
  const [only, ...others] = usableAccounts(accounts)
  if (only === undefined) return { kind: 'public' }
  return others.length === 0
    ? { kind: 'owner', account: only, speculative: true }
    : { kind: 'public-first' }
}
