// The most that an operation can cost: calls to X, posts, users and dollars, and which credentials make the calls.

import type { CredentialSource } from '../../auth/credentials.ts'
import { MAX_IDS_PER_CALL } from '../../x/fields.ts'
import type { Endpoint } from '../../x/rate-budget.ts'
import { createReads, type ReadsOptions } from './reads.ts'

/** The calls of one credential to one endpoint. */
export interface CallUse {
  readonly source: CredentialSource
  readonly endpoint: Endpoint
  readonly calls: number
}

export interface Totals {
  readonly calls: number
  /** The calls that MAX_UPSTREAM_CALLS does not count. */
  readonly otherCalls: number
  readonly posts: number
  readonly users: number
  readonly usd: number
}

/** The calls that n entities take when they are divided into groups, each of which has calls of its own. */
export const callsFor = (n: number, groups = 1): number =>
  Math.floor((n + (MAX_IDS_PER_CALL - 1) * Math.min(n, groups)) / MAX_IDS_PER_CALL)

export const createCostEstimate = (options: ReadsOptions) => {
  const { reads, ...adders } = createReads(options)
  const uses = new Map<string, CallUse>()
  let calls = 0
  let otherCalls = 0

  /** Adds calls that a credential may have to make. */
  const use = (source: CredentialSource, endpoint: Endpoint, count: number): void => {
    if (count === 0) return
    const key = `${source.scope} ${endpoint}`
    const before = uses.get(key)?.calls ?? 0
    uses.set(key, { source, endpoint, calls: before + count })
  }

  return {
    ...adders,
    totals: (): Totals => ({ calls, otherCalls, ...reads }),
    uses: (): readonly CallUse[] => [...uses.values()],
    use,
    /** Counts calls whose credentials are added by `use`. */
    addCalls: (count: number): void => {
      calls += count
    },
    /** Adds a call that reads neither posts nor users. */
    addOther: (source: CredentialSource, endpoint: Endpoint): void => {
      otherCalls += 1
      use(source, endpoint, 1)
    },
  }
}

export type CostEstimate = ReturnType<typeof createCostEstimate>
