// The circuit breaker of a pool of calls to X. While X fails repeatedly, calls fail immediately, and one call at a time probes
// whether X responds again.

import {
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel'

import { ConnectionLost } from './connection-lost.ts'
import { GatewayError } from './errors.ts'
import type { HttpResponse } from './http.ts'

export type BreakerState = 'closed' | 'half-open' | 'open'

export interface Breaker {
  state(): BreakerState
  /** @throws BrokenCircuitError while the breaker is open */
  execute(work: () => Promise<HttpResponse>): Promise<HttpResponse>
}

/** Opens when more than half of at least ten calls within ten seconds fail. */
const SAMPLING = { threshold: 0.5, duration: 10_000, minimumRps: 1 }

/** The time until a probe, growing with each failed one. */
const PROBE_BACKOFF = { initialDelay: 1000, maxDelay: 15_000 }

const STATES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
} as const

export const createBreaker = (onChange: (state: BreakerState) => void): Breaker => {
  let openedAt = 0
  const create = (isOpen: boolean) => {
    const breaker = new SamplingBreaker(SAMPLING)
    const ownState = { value: CircuitState.Open, openedAt: 0, attemptNo: 1 }
    const policy = circuitBreaker(handleWhen(isFailure).orWhenResult(isServerError), {
      breaker,
      halfOpenAfter: new ExponentialBackoff(PROBE_BACKOFF),
      ...(isOpen && { initialState: { ownState, breakerState: breaker.state } }),
    })
    policy.onBreak(() => {
      openedAt = performance.now()
    })
    policy.onStateChange((state) => onChange(STATES[state]))
    return policy
  }
  let policy = create(false)
  const isOverdue = (): boolean =>
    policy.state === CircuitState.Open && performance.now() - openedAt > PROBE_BACKOFF.maxDelay

  return {
    state: () => STATES[policy.state],
    execute: (work) => {
      // The library measures the time until a probe by the wall clock. When that is set back, the breaker would stay open
      // for as long: it is replaced by one that has been open since 1970.
      if (isOverdue()) policy = create(true)
      return policy.execute(work)
    },
  }
}

/** Whether X did not respond. Invalid responses do not count as failures of the connection. */
const isFailure = (error: unknown): boolean =>
  error instanceof ConnectionLost ||
  (error instanceof GatewayError && error.code === 'UPSTREAM_TIMEOUT')

const isServerError = (response: unknown): boolean =>
  typeof response === 'object' &&
  response !== null &&
  'status' in response &&
  Number(response.status) >= 500
