// The way to X, for all that is asked of it: so many calls at once, so many more that wait for their turn, and none
// for a moment when X has failed again and again. Whatever is too much fails at once, and harms nothing else.

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

/** What a call is made with; or what for, when it brings no posts. */
export type CallKind = 'app' | 'oauth1' | 'oauth2' | 'login' | 'check'

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
  state(): UpstreamState
  close(): Promise<void>
}

export interface UpstreamOptions {
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** Calls at once. */
  readonly most: number
  /** Calls that wait for one of those to end. */
  readonly mostWaiting: number
  readonly onCall?: (call: Call) => void
  readonly onBreaker?: (state: UpstreamState['breaker']) => void
}

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

export const createUpstream = (options: UpstreamOptions): Upstream => {
  const { timeoutMs: usualMs, most, mostWaiting, onCall } = options
  const http = createHttp({ connectTimeoutMs: options.connectTimeoutMs, connections: most })
  const turns = bulkhead(most, mostWaiting)
  const breaker = circuitBreaker(
    handleWhen(isFailure).orWhenResult((response) => (response as HttpResponse).status >= 500),
    { breaker: new SamplingBreaker(SAMPLING), halfOpenAfter: new ExponentialBackoff(REST) },
  )

  breaker.onStateChange((state) => options.onBreaker?.(BREAKER[state]))

  const exchange: Send = async ({ timeoutMs = usualMs, ...wanted }) => {
    const begin = performance.now()
    // Whoever tries whether X is well again is awaited by nobody.
    if (breaker.state === CircuitState.HalfOpen) throw resting()
    try {
      return await turns.execute(() => {
        const waited = Math.ceil(performance.now() - begin)
        if (waited >= timeoutMs) throw overloaded()
        return breaker.execute(() =>
          http.exchange({ ...wanted, timeoutMs: waited > 1 ? timeoutMs - waited : timeoutMs }),
        )
      })
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw overloaded()
      if (error instanceof BrokenCircuitError) throw resting()
      throw error
    }
  }

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
    state: () => ({
      underWay: most - turns.executionSlots,
      waiting: mostWaiting - turns.queueSlots,
      breaker: BREAKER[breaker.state],
    }),
    close: http.close,
  }
}

/** Nobody answers: what X answers, however odd, is another matter. */
const isFailure = (error: unknown): boolean =>
  error instanceof ConnectionLost ||
  (error instanceof GatewayError && error.code === 'UPSTREAM_TIMEOUT')

const overloaded = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'The gateway is asking X as much as it may, and too many wait for their turn. Try again in a moment; UPSTREAM_CONCURRENCY and UPSTREAM_QUEUE say how many there may be.',
    { details: { reason: 'OVERLOADED' } },
  )

const resting = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'X has failed again and again in the last seconds, and is left alone for a moment. Try again in some seconds.',
    { details: { reason: 'RESTING' } },
  )
