// Prometheus gauges, which are read from the gateway's parts at each scrape.

import { Gauge, type PrometheusContentType, type Registry } from '@prometheus-io/client'

import type { UpstreamState } from '../infra/upstream.ts'
import type { UsageState } from '../money/usage.ts'
import type { RecorderState } from '../recorder/recorder.ts'
import type { RateWindow } from '../x/rate-budget.ts'

export type PrometheusRegistry = Registry<PrometheusContentType>

export interface GaugeSources {
  upstream(): UpstreamState
  /** The rate-limit windows of the app. */
  windows(): readonly RateWindow[]
  cache(): { readonly entries: number; readonly bytes: number }
  /** The posts that X has counted. */
  usage(): UsageState
  live(): { readonly subscribers: number; readonly posts: number }
  /** Undefined if nothing is recorded. */
  readonly recorder: (() => RecorderState) | undefined
  /** Milliseconds that the wall clock has been set forward since the start; negative if it was set back. */
  clockOffset(): number
  /** Undefined without Redis. */
  redis(): boolean | undefined
  /** Undefined without an archive. */
  archive(): boolean | undefined
  /** Undefined without logins. */
  accounts(): boolean | undefined
}

const WINDOW_GAUGES = [
  ['gateway_app_window_limit', 'Call limit', ({ limit }: RateWindow) => limit, 'max'],
  ['gateway_app_window_remaining', 'Calls left', ({ remaining }: RateWindow) => remaining, 'min'],
] as const

/** A gauge has no series until X has sent its value. */
const USAGE_GAUGES = [
  ['gateway_usage_posts', 'Posts that X has counted in its billing cycle.', 'cycle', 'used'],
  ['gateway_usage_cap_posts', 'The most posts that X allows in it.', 'cycle', 'cap'],
  [
    'gateway_usage_difference_posts',
    'Posts that X has counted in this UTC day, less those that the gateway has.',
    'today',
    'difference',
  ],
  [
    'gateway_usage_drift_ratio',
    'The relative difference of the two counts of the last UTC day.',
    'yesterday',
    'drift',
  ],
] as const

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const

type RegisterGauge = (
  name: string,
  help: string,
  read: () => number,
  aggregator?: 'sum' | 'max' | 'min',
) => void

const gaugeIn =
  (registry: PrometheusRegistry): RegisterGauge =>
  (name, help, read, aggregator = 'sum') => {
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

const registerRecorder = (recorder: () => RecorderState, gauge: RegisterGauge): void => {
  const isRecording = (): number => Number(recorder().isRecording)
  gauge('gateway_recorder_active', 'Whether this process records posts.', isRecording)
  gauge(
    'gateway_recorder_lag_seconds',
    'How long the post that has waited longest for its sample has been due.',
    () => Math.round(recorder().lagMs / 1000),
    'max',
  )
  gauge('gateway_recorder_posts', 'Posts that the recorder samples.', () => recorder().posts)
}

export const registerGauges = (
  {
    upstream,
    windows,
    cache,
    usage,
    live,
    recorder,
    clockOffset,
    redis,
    archive,
    accounts,
  }: GaugeSources,
  registry: PrometheusRegistry,
): void => {
  const gauge = gaugeIn(registry)
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
  if (recorder !== undefined) registerRecorder(recorder, gauge)
  gauge(
    'gateway_clock_offset_seconds',
    'How far the wall clock has been set forward since the start; negative if it was set back.',
    () => Math.round(clockOffset()) / 1000,
    'max',
  )
  const parts = [
    ['gateway_redis_up', 'Whether Redis is connected and executes commands.', redis],
    ['gateway_archive_up', 'Whether the archive is read and written without failures.', archive],
    ['gateway_accounts_up', 'Whether sessions and accounts can be read and written.', accounts],
  ] as const
  for (const [name, help, isUp] of parts) {
    if (isUp() !== undefined) gauge(name, help, () => Number(isUp()), 'min')
  }
  for (const [name, help, period, part] of USAGE_GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: ['period'],
      aggregator: 'max',
      registers: [registry],
      collect() {
        const value = usage()[part]
        if (value !== undefined) this.set({ period }, value)
      },
    })
  }
  for (const [name, help, read, aggregator] of WINDOW_GAUGES) {
    new Gauge({
      name,
      help: `${help} in the app’s current rate-limit window at X, by endpoint.`,
      labelNames: ['endpoint'],
      aggregator,
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
