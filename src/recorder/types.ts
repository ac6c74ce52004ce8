// The types of the recorder, and the parts of the gateway that it uses.

import type { Archive } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { Clock } from '../infra/clock.ts'
import type { Payer, SpendLimit, SpendState } from '../money/spend.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { Billing } from '../x/prices.ts'
import type { RateBudget } from '../x/rate-budget.ts'
import type { AccountState, LeftOut, LimitReason, RecorderStore } from './store.ts'
import type { TrackedPosts } from './tracked.ts'

export type RecorderArchive = Pick<Archive, 'latest' | 'records' | 'flush'>

export interface RecorderOptions {
  readonly pipeline: Pick<Pipeline, 'posts' | 'users' | 'pages'>
  readonly archive: RecorderArchive
  readonly store: RecorderStore
  /** The connected accounts. */
  readonly accounts: () => Promise<readonly Account[]>
  /** The app, for posts of watch lists. */
  readonly app: CredentialSource
  readonly facts: Pick<Facts, 'ages'>
  readonly billing: Billing
  readonly budget: Pick<RateBudget, 'windowOf'>
  readonly payer: Payer
  readonly readSpend: (limit: SpendLimit) => Promise<SpendState>
  /** The longest time that a call to X takes. */
  readonly maxCallMs: number
  readonly timeoutMs: number
  readonly clock: Clock
  readonly events: RecorderEvents
}

export interface RecorderEvents {
  readonly onCost: (tally: Tally) => void
  /** Called when this process begins or ceases to record. */
  readonly onLease: (isHeld: boolean) => void
  readonly onRound: (round: RoundEvent) => void
  /** Called when what the spend limit leaves out changes. */
  readonly onLeftOut: (leftOut: LeftOut | undefined) => void
  readonly onFault: (error: unknown) => void
}

export interface RoundEvent {
  /** The account's user; undefined for watch lists. */
  readonly userId: string | undefined
  readonly sampled: number
  readonly skipped: ReadonlyMap<SkipReason, number>
}

/** Why posts that are due were not sampled. */
export type SkipReason = LimitReason | 'LEASE_LOST'

/** The budget of a round. */
export interface Allowance {
  /** Posts that the rest of the day’s spend limit does not afford. */
  readonly unaffordable: ReadonlySet<string>
  /** The dollars left of the day’s spend limit; undefined without a limit. */
  readonly leftUsd: number | undefined
  /** When the limit that leaves least resets; undefined without a limit. */
  readonly resetsAt: number | undefined
  /** The dollars left after all posts that are due today; undefined without a limit. */
  readonly spareUsd: number | undefined
}

/** An account and what is known of its posts. */
export interface KnownAccount {
  readonly userId: string
  readonly phase: number
  readonly posts: TrackedPosts
  state: AccountState
}

export interface RoundResult {
  readonly sampled: number
  /** The number of posts that are due and were not sampled. */
  readonly skipped: ReadonlyMap<SkipReason, number>
}
