// Sends all calls to X. Each pool of calls has its own bulkhead, circuit breaker and connections, so that login attempts
// and guessed user tokens cannot exhaust those of lookups. Calls beyond a bulkhead's queue fail immediately.

import { BrokenCircuitError, BulkheadRejectedError, bulkhead } from 'cockatiel'

import { type BreakerState, createBreaker } from './breaker.ts'
import { ConnectionLost, causeOf, typeOf, UNREACHABLE } from './connection-lost.ts'
import { GatewayError } from './errors.ts'
import { createHttp, type HttpRequest, type HttpResponse, type Proxies } from './http.ts'

/** The credential of a lookup, or the purpose of any other call. */
export type CallKind =
  | 'app'
  | 'oauth1'
  | 'oauth2'
  /** Part of a user's login. Unauthenticated clients can cause these calls. */
  | 'login'
  /** Identifies the user of an `X-User-Token` header. Unauthenticated clients can cause these calls. */
  | 'identity'
  /** Tests whether X accepts the app's credential, for `/ready`. */
  | 'check'
  /** Exchanges, refreshes or revokes tokens of the app and of connected accounts. */
  | 'token'

export type PoolName = 'lookups' | 'logins' | 'identities' | 'tokens'

const POOL_OF: Readonly<Record<CallKind, PoolName>> = {
  app: 'lookups',
  oauth1: 'lookups',
  oauth2: 'lookups',
  login: 'logins',
  identity: 'identities',
  check: 'identities',
  token: 'tokens',
}

export interface UpstreamRequest extends Omit<HttpRequest, 'timeoutMs'> {
  readonly as: CallKind
  /** The method and path template, such as `GET /2/tweets`. */
  readonly endpoint: string
  /** The id of the client's request that caused the call, for the log. */
  readonly requestId?: string | undefined
  /** @default the timeout of the settings */
  readonly timeoutMs?: number
}

/** Resolves with X's response, whatever its status. @throws GatewayError when there is no response */
export type Send = (request: UpstreamRequest) => Promise<HttpResponse>

/** A finished call, including calls that were rejected before they were sent. */
export interface Call {
  readonly as: CallKind
  readonly endpoint: string
  /** The status of the response, or the error code if there was none. */
  readonly outcome: string
  /** Why there was no response. */
  readonly cause: string | undefined
  readonly seconds: number
  readonly requestId: string | undefined
}

export interface UpstreamState {
  readonly inFlight: number
  readonly queued: number
  readonly breaker: BreakerState
}

/** Whether the last call that was sent to X got a response. */
export interface Reachability {
  readonly state: 'unknown' | 'answering' | 'failing'
  /** Why there was no response, such as `ENOTFOUND api.example`. */
  readonly cause?: string
}

export interface Upstream {
  readonly send: Send
  reachability(): Reachability
  /** The state of the pool of lookups. */
  state(): UpstreamState
  close(): Promise<void>
}

export interface UpstreamOptions {
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** The maximum number of concurrent lookups. */
  readonly maxConcurrent: number
  /** The maximum number of lookups that wait for a slot. */
  readonly maxQueued: number
  readonly proxies?: Proxies | undefined
  readonly onCall?: (call: Call) => void
  readonly onBreaker?: (state: BreakerState, pool: PoolName) => void
}

/** The bulkhead of each pool other than lookups. */
const SMALL_POOL = { maxConcurrent: 10, maxQueued: 50 }

interface Pool {
  send(request: UpstreamRequest, timeoutMs: number): Promise<HttpResponse>
  state(): UpstreamState
  close(): Promise<void>
}

const createPool = (
  { maxConcurrent, maxQueued }: Pick<UpstreamOptions, 'maxConcurrent' | 'maxQueued'>,
  connection: Pick<UpstreamOptions, 'connectTimeoutMs' | 'proxies'>,
  onBreaker: (state: BreakerState) => void,
): Pool => {
  const http = createHttp({ ...connection, connections: maxConcurrent })
  let isUnreachable = false
  const slots = bulkhead(maxConcurrent, maxQueued)
  const breaker = createBreaker(onBreaker)

  return {
    send: async (request, timeoutMs) => {
      const begin = performance.now()
      // While half-open, one probe is in flight; other calls fail fast.
      if (breaker.state() === 'half-open') throw circuitOpen(isUnreachable)
      try {
        return await slots.execute(() => {
          const waited = Math.ceil(performance.now() - begin)
          if (waited >= timeoutMs) throw overloaded()
          return breaker.execute(() =>
            http.exchange({ ...request, timeoutMs: waited > 1 ? timeoutMs - waited : timeoutMs }),
          )
        })
      } catch (error) {
        if (error instanceof BulkheadRejectedError) throw overloaded()
        if (error instanceof BrokenCircuitError) throw circuitOpen(isUnreachable)
        if (error instanceof ConnectionLost) isUnreachable = error.isPermanent
        throw error
      }
    },
    state: () => ({
      inFlight: maxConcurrent - slots.executionSlots,
      queued: maxQueued - slots.queueSlots,
      breaker: breaker.state(),
    }),
    close: http.close,
  }
}

export const createUpstream = (options: UpstreamOptions): Upstream => {
  const { timeoutMs: defaultTimeoutMs, onCall = () => {} } = options
  const open = (name: PoolName, size: typeof SMALL_POOL): Pool =>
    createPool(size, options, (state) => options.onBreaker?.(state, name))
  const pools: Readonly<Record<PoolName, Pool>> = {
    lookups: open('lookups', options),
    logins: open('logins', SMALL_POOL),
    identities: open('identities', SMALL_POOL),
    tokens: open('tokens', SMALL_POOL),
  }
  let reachability: Reachability = { state: 'unknown' }

  return {
    send: async (upstreamRequest) => {
      const begin = performance.now()
      let outcome = ''
      let cause: string | undefined
      try {
        const pool = pools[POOL_OF[upstreamRequest.as]]
        const response = await pool.send(
          upstreamRequest,
          upstreamRequest.timeoutMs ?? defaultTimeoutMs,
        )
        outcome = String(response.status)
        if (reachability.state !== 'answering') reachability = { state: 'answering' }
        return response
      } catch (error) {
        outcome = typeOf(error)
        cause = causeOf(error)
        if (cause !== undefined) reachability = { state: 'failing', cause }
        throw error
      } finally {
        const seconds = (performance.now() - begin) / 1000
        const { as, endpoint, requestId } = upstreamRequest
        onCall({ as, endpoint, outcome, cause, seconds, requestId })
      }
    },
    reachability: () =>
      pools.lookups.state().breaker === 'closed'
        ? reachability
        : { ...reachability, state: 'failing' },
    state: pools.lookups.state,
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.close()))
    },
  }
}

const overloaded = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'Too many calls of this kind to X are in flight or queued. Try again in a moment. For lookups, UPSTREAM_CONCURRENCY and UPSTREAM_QUEUE set the limits.',
    { details: { reason: 'OVERLOADED' } },
  )

/** @param isUnreachable whether the last call failed for a permanent cause */
const circuitOpen = (isUnreachable: boolean): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    isUnreachable
      ? UNREACHABLE
      : 'X has failed repeatedly in the last seconds, so calls to it are suspended briefly. Try again in a few seconds.',
    { details: { reason: 'RESTING' } },
  )
