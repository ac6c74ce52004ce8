// Numbers for Prometheus. Each counter and histogram is told as it happens; each gauge is asked when it is read.
//
// @see https://prometheus.io/docs/practices/naming/

import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client'
import type { Call, UpstreamState } from '../infra/upstream.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { Answered } from '../server/watch.ts'
import type { RateWindow } from '../x/rate-budget.ts'

/** What is there to be read at any moment. */
export interface Gauges {
  upstream(): UpstreamState
  /** The app's own. */
  windows(): readonly RateWindow[]
  cache(): { readonly entries: number; readonly bytes: number }
  live(): { readonly subscribers: number; readonly posts: number }
  /** Nothing when there is none. */
  redis(): boolean | undefined
}

export interface Metrics {
  answered(answered: Answered, seconds: number): void
  /** On nobody's account alone. */
  spent(tally: Tally): void
  called(call: Call): void
  read(gauges: Gauges): void
  readonly type: string
  text(): Promise<string>
}

/** What the first of several processes asks the others for. */
export const metricsOfWorkers = (): Promise<string> => new AggregatorRegistry().clusterMetrics()

/** Distinct names of operations. Those that come later are counted together. */
const MOST_OPERATIONS = 200

export const OTHER_OPERATIONS = 'other'

const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const

/** @param ofAll asks the first process, where there are several */
export const createMetrics = (ofAll?: () => Promise<string>): Metrics => {
  const registry = new Registry()
  if (ofAll !== undefined) {
    AggregatorRegistry.setRegistries(registry)
    // It answers the first process from here on.
    new AggregatorRegistry()
  }
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const requests = new Counter({
    name: 'gateway_requests_total',
    help: 'Operations answered, by their name and the code of their first error; OK when there is none.',
    labelNames: ['operation', 'code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'gateway_request_duration_seconds',
    help: 'From the request to its answer.',
    labelNames: ['operation'],
    buckets: ANSWER_SECONDS,
    registers,
  })
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Errors in answers, by code. One answer may have many.',
    labelNames: ['code'],
    registers,
  })
  const posts = new Counter({
    name: 'gateway_posts_total',
    help: 'Posts given, by where they came from: read from X, the cache, or a call of another request.',
    labelNames: ['source'],
    registers,
  })
  const cost = new Counter({
    name: 'gateway_estimated_cost_usd_total',
    help: 'What X may charge for what was read, at its list prices.',
    registers,
  })
  const calls = new Counter({
    name: 'gateway_upstream_calls_total',
    help: 'Calls to X, by credential or purpose, endpoint, and status; or the code of what kept them from having one.',
    labelNames: ['credential', 'endpoint', 'outcome'],
    registers,
  })
  const callSeconds = new Histogram({
    name: 'gateway_upstream_call_duration_seconds',
    help: 'From the wish for a call to its end, the wait for its turn included.',
    labelNames: ['credential', 'endpoint'],
    buckets: CALL_SECONDS,
    registers,
  })

  const names = new Set<string>()
  const nameOf = (operation: string | undefined): string => {
    if (operation === undefined) return 'anonymous'
    if (operation === OTHER_OPERATIONS || names.has(operation)) return operation
    if (names.size >= MOST_OPERATIONS) return OTHER_OPERATIONS
    names.add(operation)
    return operation
  }

  const spent = (tally: Tally): void => {
    if (tally.posts > 0) posts.inc({ source: 'x' }, tally.posts)
    if (tally.fromCache > 0) posts.inc({ source: 'cache' }, tally.fromCache)
    if (tally.coalesced > 0) posts.inc({ source: 'coalesced' }, tally.coalesced)
    if (tally.usd > 0) cost.inc(tally.usd)
  }

  return {
    answered: ({ operation, codes, tally }, took) => {
      const name = nameOf(operation)
      requests.inc({ operation: name, code: codes[0] ?? 'OK' })
      seconds.observe({ operation: name }, took)
      for (const code of codes) errors.inc({ code })
      if (tally !== undefined) spent(tally)
    },
    spent,
    called: ({ as, endpoint, outcome, seconds: took }) => {
      calls.inc({ credential: as, endpoint, outcome })
      callSeconds.observe({ credential: as, endpoint }, took)
    },
    read: (gauges) => gaugesOf(gauges, registers),
    type: registry.contentType,
    text: ofAll ?? (() => registry.metrics()),
  }
}

const gaugesOf = (
  { upstream, windows, cache, live, redis }: Gauges,
  registers: readonly Registry[],
): void => {
  const gauge = (
    name: string,
    help: string,
    read: () => number,
    aggregator: 'sum' | 'max' | 'min' = 'sum',
  ): void => {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [...registers],
      collect() {
        this.set(read())
      },
    })
  }
  gauge(
    'gateway_upstream_calls_under_way',
    'Lookups at X that are in flight.',
    () => upstream().underWay,
  )
  gauge(
    'gateway_upstream_queue',
    'Lookups at X that wait for their turn.',
    () => upstream().waiting,
  )
  gauge(
    'gateway_upstream_breaker',
    'The circuit breaker of lookups: 0 closed, 1 half-open, 2 open.',
    () => BREAKER[upstream().breaker],
    'max',
  )
  gauge('gateway_cache_entries', 'Answers that are kept.', () => cache().entries)
  gauge('gateway_cache_bytes', 'What they take, estimated.', () => cache().bytes)
  gauge('gateway_live_subscribers', 'Subscriptions that are open.', () => live().subscribers)
  gauge('gateway_live_posts', 'Posts that they follow.', () => live().posts)
  if (redis() !== undefined) {
    gauge('gateway_redis_up', 'Whether Redis can be reached.', () => Number(redis()), 'min')
  }
  for (const [name, what, read, aggregator] of [
    ['limit', 'holds', ({ limit }: RateWindow) => limit, 'max'],
    ['remaining', 'has left', ({ remaining }: RateWindow) => remaining, 'min'],
  ] as const) {
    new Gauge({
      name: `gateway_app_window_${name}`,
      help: `How many calls the app’s current window at X ${what}, by endpoint.`,
      labelNames: ['endpoint'],
      aggregator,
      registers: [...registers],
      collect() {
        this.reset()
        for (const window of windows()) {
          const value = read(window)
          if (value !== undefined) this.set({ endpoint: window.endpoint }, value)
        }
      },
    })
  }
}
