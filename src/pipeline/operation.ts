// One query on its way: on its account X is asked, and so long it can wait for what comes.

import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { withTimeout } from '../infra/timeout.ts'
import type { Span } from '../infra/trace.ts'
import type { CallContext } from '../x/call.ts'
import type { CallLimit } from './call-limit.ts'

/** `extensions.upstream`, as it grows. */
export interface Tally {
  /** Requests sent to X on this operation's account. */
  calls: number
  posts: number
  fromCache: number
  /** Posts that came with a call on another operation's account. */
  coalesced: number
  usd: number
  /** When X said the oldest of what came from a cache. */
  oldest: number
}

/** What the request that it came with is called, and who follows it, if anybody does. */
export interface Followed {
  readonly request?: string
  readonly trace?: Span | undefined
  /** Shared by the operations of one body. Subscriptions poll without it. */
  readonly callLimit?: CallLimit
}

/** How it is to be asked. */
export interface Wanted extends Followed {
  /** What X said earlier is not good enough, unless X says nothing now. */
  readonly notBefore?: number
  /** Told of each request to X on this operation's account. */
  readonly onCall?: (source: CredentialSource) => void
}

export interface Operation extends Wanted {
  readonly tally: Tally
  /** What comes in time. It goes on in any case: others may wait for it, too. @throws UPSTREAM_TIMEOUT */
  within<T>(work: Promise<T>): Promise<T>
}

export const createOperation = (timeoutMs: number, wanted?: Wanted): Operation => {
  const until = performance.now() + timeoutMs
  return {
    ...wanted,
    tally: {
      calls: 0,
      posts: 0,
      fromCache: 0,
      coalesced: 0,
      usd: 0,
      oldest: Number.POSITIVE_INFINITY,
    },
    within: (work) =>
      withTimeout(work, coarse(until - performance.now()), () => tooLate(timeoutMs)),
  }
}

/** The context of a call that is made on behalf of an operation. */
export const callContext = (
  source: CredentialSource,
  { tally, request, trace, onCall }: Operation,
): CallContext => ({
  source,
  request,
  trace,
  onSend: () => {
    tally.calls += 1
    onCall?.(source)
  },
})

const COARSE_MS = 50

/** Node keeps timers of one length together: many lengths are many lists. */
const coarse = (ms: number): number => Math.max(0, Math.ceil(ms / COARSE_MS) * COARSE_MS)

const tooLate = (timeoutMs: number): GatewayError =>
  new GatewayError(
    'UPSTREAM_TIMEOUT',
    `X did not give all that the query asks for within ${timeoutMs} ms. Ask for less at once, try again, or raise QUERY_TIMEOUT_MS.`,
  )
