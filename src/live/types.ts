// The types of a subscription: its request, its messages, and the parts of the gateway that its polls use.

import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { GatewayError } from '../infra/errors.ts'
import type { PostsLoader } from '../loaders/posts.ts'
import type { SpendWarning } from '../money/spend.ts'
import type { OperationOptions, Tally } from '../pipeline/operation.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import type { FoundPost } from '../pipeline/result.ts'
import type { Plan } from '../plan/plan.ts'
import type { PostSelection } from './selection.ts'

export interface SubscriptionRequest extends PostSelection {
  readonly ids: readonly string[]
  /** Seconds between two polls. @default 60 */
  readonly every?: number
  /** The cursor of the last message that the client has received, if it reconnects. */
  readonly after?: string
}

/** Why X is polled less often than requested. */
export interface SlowDown {
  readonly reason: 'BUDGET' | 'RATE_LIMITED' | 'FAILING' | 'SPEND_LIMIT'
  readonly message: string
  /** When the slow-down ends, if that is known. */
  readonly until: number | undefined
}

/** The present interval between two polls of X. */
export interface Pace {
  readonly intervalMs: number
  readonly slowDown: SlowDown | undefined
}

export interface LostPost {
  readonly id: string
  readonly error: GatewayError
}

/** The changes since an earlier message. Subscribers that have received the same messages get the same object. */
export interface LiveMessage {
  readonly posts: readonly FoundPost[]
  readonly plan: Plan
  readonly lost: readonly LostPost[]
  /** When X was polled. */
  readonly at: number
  readonly pace: Pace
  /** Resumes the subscription after this message. */
  readonly cursor: string
  /** The caller that X was polled for. */
  readonly caller: Caller
  /** The cost of the poll for all subscribers together. */
  readonly tally: Tally | undefined
  /** Spend limits of which the poll has used 80 %. */
  readonly warnings: readonly SpendWarning[]
}

/** Ends when the subscriber leaves or the gateway stops. Throws when the caller has lost its access. */
export type Subscription = AsyncIterableIterator<LiveMessage, undefined>

/** The parts of a request's context that a poll uses. */
export interface PollContext {
  readonly posts: PostsLoader
  readonly access: Pick<PrivateAccess, 'mayServe' | 'generation'>
  readonly tally: Tally
  accounts(): Promise<readonly Account[]>
}

export type CreatePollContext = (caller: Caller, options: OperationOptions) => PollContext
