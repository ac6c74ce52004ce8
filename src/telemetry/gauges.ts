// Prometheus gauges, which are read from the gateway's parts at each scrape.

import { Gauge } from '@prometheus-io/client'

import type { UpstreamState } from '../infra/upstream.ts'
import type { Window } from '../x/budget.ts'
import type { PrometheusRegistry } from './metrics.ts'

export interface GaugeSources {
  upstream(): UpstreamState
  /** The rate-limit windows of the app. */
  windows(): readonly Window[]
  cache(): { readonly entries: number; readonly bytes: number }
  live(): { readonly subscribers: number; readonly posts: number }
  /** Undefined without Redis. */
  redis(): boolean | undefined
}

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const

export const registerGauges = (
  { upstream, windows, cache, live, redis }: GaugeSources,
  registry: PrometheusRegistry,
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
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
  gauge('gateway_upstream_calls_under_way', 'Lookups at X in flight.', () => upstream().inFlight)
  gauge('gateway_upstream_queue', 'Lookups at X that wait for a slot.', () => upstream().queued)
  gauge(
    'gateway_upstream_breaker',
    'The circuit breaker of lookups: 0 closed, 1 half-open, 2 open.',
    () => BREAKER[upstream().breaker],
    'max',
  )
  gauge('gateway_cache_entries', 'Entries of the cache.', () => cache().entries)
  gauge('gateway_cache_bytes', 'Estimated size of the cache.', () => cache().bytes)
  gauge('gateway_live_subscribers', 'Open subscriptions.', () => live().subscribers)
  gauge('gateway_live_posts', 'Posts with an open subscription.', () => live().posts)
  if (redis() !== undefined) {
    gauge('gateway_redis_up', 'Whether Redis is connected.', () => Number(redis()), 'min')
  }
  registerWindowGauges(windows, registry)
}

const WINDOW_GAUGES = [
  {
    name: 'gateway_app_window_limit',
    help: 'Call limit of the app’s current rate-limit window at X, by endpoint.',
    read: ({ limit }: Window) => limit,
    aggregator: 'max',
  },
  {
    name: 'gateway_app_window_remaining',
    help: 'Calls left in the app’s current rate-limit window at X, by endpoint.',
    read: ({ remaining }: Window) => remaining,
    aggregator: 'min',
  },
] as const

const registerWindowGauges = (
  windows: GaugeSources['windows'],
  registry: PrometheusRegistry,
): void => {
  for (const { read, ...config } of WINDOW_GAUGES) {
    new Gauge({
      ...config,
      labelNames: ['endpoint'],
      registers: [registry],
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
