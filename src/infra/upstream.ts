// All calls to X pass through here. Each pool of calls has a bulkhead, a circuit breaker and connections of its own, so
// that login attempts and guessed user tokens cannot take from lookups what these need. Calls beyond a bulkhead's queue
// fail at once.

import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel'

import { GatewayError } from './errors.ts'
import { ConnectionLost, createHttp, type HttpRequest, type HttpResponse } from './http.ts'

/** The credential of a lookup, or the purpose of any other call. */
export type CallKind =
  | 'app'
  | 'oauth1'
  | 'oauth2'
  /** A person logs in. Anybody can cause such calls. */
  | 'login'
  /** Asks whose the token in an `X-User-Token` header is. Anybody can cause such calls. */
  | 'identity'
  /** Asks whether X accepts the app's credential, for `/ready`. */
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
  /** `GET /2/tweets`: its method and path, for all that are alike. */
  readonly endpoint: string
  /** The request on whose account it is made, for the log. */
  readonly request?: string | undefined
  /** @default as long as any call may take */
  readonly timeoutMs?: number
}

/** Gives whatever X answers. @throws what keeps it from being answered */
export type Send = (request: UpstreamRequest) => Promise<HttpResponse>

/** One that was sent, or would have been. */
export interface Call {
  readonly as: CallKind
  readonly endpoint: string
  /** Its status, or the code of what kept it from having one. */
  readonly outcome: string
  readonly seconds: number
  readonly request: string | undefined
}

export interface UpstreamState {
  readonly underWay: number
  readonly waiting: number
  /** Half open: one call tries whether X is well again. */
  readonly breaker: 'closed' | 'half-open' | 'open'
}

export interface Upstream {
  readonly send: Send
  /** The state of the pool of lookups. */
  state(): UpstreamState
  close(): Promise<void>
}

export interface UpstreamOptions {
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** Concurrent lookups. */
  readonly most: number
  /** Lookups that wait for one of those to end. */
  readonly mostWaiting: number
  readonly onCall?: (call: Call) => void
  readonly onBreaker?: (state: UpstreamState['breaker'], pool: PoolName) => void
}

/** The bulkhead of each pool but that of lookups. */
const SMALL = { most: 10, mostWaiting: 50 }

/** More than half of at least ten calls in ten seconds: X is down, and not just some of it. */
const SAMPLING = { threshold: 0.5, duration: 10_000, minimumRps: 1 }

/** How long X is left alone, the longer the longer it goes on. */
const REST = { initialDelay: 1000, maxDelay: 15_000 }

const BREAKER = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
} as const

interface Pool {
  send(request: UpstreamRequest, timeoutMs: number): Promise<HttpResponse>
  state(): UpstreamState
  close(): Promise<void>
}

const createPool = (
  { most, mostWaiting }: Pick<UpstreamOptions, 'most' | 'mostWaiting'>,
  connectTimeoutMs: number,
  onBreaker: (state: UpstreamState['breaker']) => void,
): Pool => {
  const http = createHttp({ connectTimeoutMs, connections: most })
  const turns = bulkhead(most, mostWaiting)
  const breaker = circuitBreaker(
    handleWhen(isFailure).orWhenResult((response) => (response as HttpResponse).status >= 500),
    { breaker: new SamplingBreaker(SAMPLING), halfOpenAfter: new ExponentialBackoff(REST) },
  )
  breaker.onStateChange((state) => onBreaker(BREAKER[state]))

  return {
    send: async (request, timeoutMs) => {
      const begin = performance.now()
      // While half-open, one probe is in flight; other calls fail fast.
      if (breaker.state === CircuitState.HalfOpen) throw resting()
      try {
        return await turns.execute(() => {
          const waited = Math.ceil(performance.now() - begin)
          if (waited >= timeoutMs) throw overloaded()
          return breaker.execute(() =>
            http.exchange({ ...request, timeoutMs: waited > 1 ? timeoutMs - waited : timeoutMs }),
          )
        })
      } catch (error) {
        if (error instanceof BulkheadRejectedError) throw overloaded()
        if (error instanceof BrokenCircuitError) throw resting()
        throw error
      }
    },
    state: () => ({
      underWay: most - turns.executionSlots,
      waiting: mostWaiting - turns.queueSlots,
      breaker: BREAKER[breaker.state],
    }),
    close: http.close,
  }
}

export const createUpstream = (options: UpstreamOptions): Upstream => {
  const { timeoutMs: usualMs, onCall } = options
  const open = (name: PoolName, size: typeof SMALL): Pool =>
    createPool(size, options.connectTimeoutMs, (state) => options.onBreaker?.(state, name))
  const pools: Readonly<Record<PoolName, Pool>> = {
    lookups: open('lookups', options),
    logins: open('logins', SMALL),
    identities: open('identities', SMALL),
    tokens: open('tokens', SMALL),
  }
  const exchange: Send = (request) =>
    pools[POOL_OF[request.as]].send(request, request.timeoutMs ?? usualMs)

  return {
    send:
      onCall === undefined
        ? exchange
        : async (wanted) => {
            const begin = performance.now()
            let outcome = 'INTERNAL_SERVER_ERROR'
            try {
              const response = await exchange(wanted)
              outcome = String(response.status)
              return response
            } catch (error) {
              if (error instanceof GatewayError)
                outcome = String(error.details.reason ?? error.code)
              throw error
            } finally {
              const seconds = (performance.now() - begin) / 1000
              const { as, endpoint, request } = wanted
              onCall({ as, endpoint, outcome, seconds, request })
            }
          },
    state: pools.lookups.state,
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.close()))
    },
  }
}

/** Nobody answers: what X answers, however odd, is another matter. */
const isFailure = (error: unknown): boolean =>
  error instanceof ConnectionLost ||
  (error instanceof GatewayError && error.code === 'UPSTREAM_TIMEOUT')

const overloaded = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'Too many calls of this kind to X are in flight or waiting. Try again in a moment. For lookups UPSTREAM_CONCURRENCY and UPSTREAM_QUEUE set how many there may be.',
    { details: { reason: 'OVERLOADED' } },
  )

const resting = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'X has failed again and again in the last seconds, and is left alone for a moment. Try again in some seconds.',
    { details: { reason: 'RESTING' } },
  )
