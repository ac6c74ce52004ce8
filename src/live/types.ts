// What whoever follows posts wishes for, and is told.

import type { Caller } from '../auth/callers.ts'
import type { GatewayError } from '../infra/errors.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { FoundPost } from '../pipeline/result.ts'
import type { Plan } from '../plan/plan.ts'
import type { Shown } from './shown.ts'

export interface Wish {
  readonly ids: readonly string[]
  /** What is selected of each: as X is asked for it, and of groups of numbers which ones are shown. */
  readonly plan: Plan
  readonly counts: Shown['counts']
  /** Seconds between two askings. @default 60 */
  readonly every?: number
  /** The cursor of the last message of a stream that broke off. */
  readonly after?: string
}

/** Why X is asked less often than was wished for. */
export interface SlowDown {
  readonly reason: 'BUDGET' | 'RATE_LIMITED' | 'FAILING'
  readonly message: string
  /** When it may be over; nothing when nobody knows. */
  readonly until: number | undefined
}

/** How often X is asked just now. */
export interface Pace {
  readonly everyMs: number
  readonly slowDown: SlowDown | undefined
}

export interface Lost {
  readonly id: string
  readonly error: GatewayError
}

/** One message: what has changed since the one before. Followers who have seen the same get the same. */
export interface LiveNews {
  readonly posts: readonly FoundPost[]
  readonly plan: Plan
  readonly lost: readonly Lost[]
  /** When X was asked. */
  readonly at: number
  readonly pace: Pace
  /** Where to go on after it. */
  readonly cursor: string
  /** With whose rights it was found. */
  readonly caller: Caller
  /** What finding it has cost, for all who follow. */
  readonly tally: Tally | undefined
}

/** Ends when the subscriber leaves or the gateway stops; throws when the caller has lost the right to it. */
export type Following = AsyncIterableIterator<LiveNews, undefined>

/** What time it is, and what wakes at a time: both are the caller's, so that tests need not wait. */
export interface Clock {
  readonly now: () => number
  /** Gives what calls it off. */
  readonly wake: (work: () => void, afterMs: number) => () => void
}
