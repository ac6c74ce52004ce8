// One GraphQL operation as the pipeline sees it: its cost so far, and its deadline.

import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { withTimeout } from '../infra/timeout.ts'
import type { Span } from '../infra/trace.ts'
import { NO_PAYER, type Payer, type SpendWarning } from '../money/spend.ts'
import type { CallContext } from '../x/call.ts'
import type { CallLimit } from './call-limit.ts'

/** The running totals of `extensions.upstream`. */
export interface Tally {
  /** Calls to X that this operation began. */
  calls: number
  posts: number
  /** Users that were requested, and users that came with posts. */
  users: number
  fromCache: number
  /** Posts from calls that other operations began. */
  coalesced: number
  usd: number
  /** When X sent the oldest value that was served from a cache. */
  oldest: number
}

/** The parts of an operation that belong to its HTTP request. */
export interface HttpRequestOptions {
  readonly requestId?: string
  readonly trace?: Span | undefined
  /** Shared by the operations of one body. The polls of subscriptions have no limit. */
  readonly callLimit?: CallLimit
  /** Whether parts of the answer that may load more wait for their turn. */
  readonly isPaused?: () => boolean
}

export interface OperationOptions extends HttpRequestOptions {
  /** @default NO_PAYER */
  readonly payer?: Payer
  /** Cached values from before this time are served only when X fails. */
  readonly notBefore?: number
  /** Called when a reservation uses 80 % of a spend limit. */
  readonly onSpendWarning?: (warning: SpendWarning) => void
  /** Called for each call to X that this operation begins. */
  readonly onCall?: (source: CredentialSource) => void
}

export interface Operation extends OperationOptions {
  readonly payer: Payer
  readonly tally: Tally
  /** Resolves with the work's result within the deadline. The work continues after it, for others. @throws UPSTREAM_TIMEOUT */
  within<T>(work: Promise<T>): Promise<T>
}

export const createOperation = (timeoutMs: number, options?: OperationOptions): Operation => {
  const deadline = performance.now() + timeoutMs
  return {
    payer: NO_PAYER,
    ...options,
    tally: {
      calls: 0,
      posts: 0,
      users: 0,
      fromCache: 0,
      coalesced: 0,
      usd: 0,
      oldest: Number.POSITIVE_INFINITY,
    },
    within: (work) =>
      withTimeout(work, roundUp(deadline - performance.now()), () => timedOut(timeoutMs)),
  }
}

/** The context of a call that an operation begins. */
export const callContext = (
  source: CredentialSource,
  { tally, requestId, trace, onCall }: Operation,
): CallContext => ({
  source,
  requestId,
  trace,
  onSend: () => {
    tally.calls += 1
    onCall?.(source)
  },
})

const STEP_MS = 50

/** Node has one list of timers per duration, so few durations mean few lists. */
const roundUp = (ms: number): number => Math.max(0, Math.ceil(ms / STEP_MS) * STEP_MS)

const timedOut = (timeoutMs: number): GatewayError =>
  new GatewayError(
    'UPSTREAM_TIMEOUT',
    `X did not send everything that the query needs within ${timeoutMs} ms. Request less at once, try again, or raise QUERY_TIMEOUT_MS.`,
  )
