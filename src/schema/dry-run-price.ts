// The price of a dry run, as it stands in `extensions` of its answer.

import type { CredentialSource } from '../auth/credentials.ts'
import type { CallUse, CostEstimate } from '../loaders/dry-run/cost-estimate.ts'
import type { LimitAfter, Use } from '../money/payers.ts'
import { roundUsd } from '../x/prices.ts'
import type { Endpoint, RateBudget } from '../x/rate-budget.ts'

export interface DryRunPrice {
  /** The most that the operation can come to, in the fields of its price after. */
  readonly upstream: Readonly<
    Record<
      'calls' | 'postsRead' | 'usersRead' | 'fromCache' | 'coalesced' | 'estimatedCostUsd',
      number
    >
  >
  readonly dryRun: {
    /** The kinds of the credentials that would make the calls. */
    readonly credentials: readonly ('app' | 'oauth1' | 'oauth2')[]
    readonly windows: readonly WindowAfter[]
    readonly limits: readonly LimitAfter[]
  }
}

interface WindowAfter {
  readonly endpoint: Endpoint
  readonly context: 'APP' | 'USER'
  /** The id of the account, of a window in user context. */
  readonly account?: string
  /** The requests that are left at least. Null if X has not reported the window. */
  readonly remainingAfter: number | null
}

export type LeftAfter = (use: Use, usd: number) => Promise<readonly LimitAfter[]>

export interface PriceViewOptions {
  readonly use: Use
  readonly fromCache: number
  /** MAX_UPSTREAM_CALLS. */
  readonly maxCalls: number | undefined
  readonly budget: Pick<RateBudget, 'windowOf'>
  readonly leftAfter: LeftAfter
}

export const priceView = async (
  estimate: CostEstimate,
  { use, fromCache, maxCalls = Number.POSITIVE_INFINITY, budget, leftAfter }: PriceViewOptions,
): Promise<DryRunPrice> => {
  const { calls, otherCalls, posts, users, usd } = estimate.totals()
  const uses = estimate.uses()
  return {
    upstream: {
      calls: Math.min(calls, maxCalls) + otherCalls,
      postsRead: posts,
      usersRead: users,
      fromCache,
      coalesced: 0,
      estimatedCostUsd: roundUsd(usd),
    },
    dryRun: {
      credentials: [...new Set(uses.map(({ source }) => kindOf(source)))],
      windows: uses.map((each) => windowAfter(each, budget)),
      limits: await leftAfter(use, usd),
    },
  }
}

const windowAfter = (
  { source: { userId }, endpoint, calls }: CallUse,
  budget: PriceViewOptions['budget'],
): WindowAfter => {
  const window = budget.windowOf(userId, endpoint)
  return {
    endpoint,
    ...(userId === undefined ? { context: 'APP' } : { context: 'USER', account: userId }),
    remainingAfter: window === undefined ? null : Math.max(0, window.remaining - calls),
  }
}

const kindOf = (source: CredentialSource): 'app' | 'oauth1' | 'oauth2' => {
  if (source.userId === undefined) return 'app'
  return 'method' in source && source.method === 'OAUTH1' ? 'oauth1' : 'oauth2'
}
