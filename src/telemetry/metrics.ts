// Prometheus metrics: counters and histograms of operations and of calls to X.
//
// @see https://prometheus.io/docs/practices/naming/

import {
  ClusterRegistry,
  Counter,
  collectDefaultMetrics,
  Histogram,
  type PrometheusContentType,
  Registry,
} from '@prometheus-io/client'
import type { Call } from '../infra/upstream.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { RoundEvent } from '../recorder/types.ts'
import type { OperationResult } from '../server/options.ts'
import { type GaugeSources, type PrometheusRegistry, registerGauges } from './gauges.ts'
import { ANONYMOUS, createOperationLabels, OTHER_OPERATIONS } from './operation-labels.ts'

export interface Metrics {
  /** @param key the name of the caller's API key */
  answered(answered: OperationResult, seconds: number, key?: string): void
  /** Counts the cost of a poll for subscriptions, or of a call of the recorder. */
  count(tally: Tally, label: string, key?: string): void
  called(call: Call): void
  /** Counts a command that Redis refused, or did not respond to. */
  redisFailed(code: string): void
  /** Counts samples that could not be archived. */
  archiveLost(samples: number): void
  /** Counts the posts of a round of the recorder. */
  recorded(round: RoundEvent): void
  /** Registers the gauges, which read their sources at each scrape. */
  read(sources: GaugeSources): void
  readonly type: string
  text(): Promise<string>
}

/** Collects the metrics of all workers, in the primary process. Created before the first worker is forked. */
export const createClusterMetrics = (): (() => Promise<string>) => {
  const registry = new ClusterRegistry<PrometheusContentType>()
  return () => registry.clusterMetrics()
}

const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const counterIn =
  (registers: PrometheusRegistry[]) =>
  <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers })

const createInstruments = (registers: PrometheusRegistry[]) => {
  const counter = counterIn(registers)
  return {
    requests: counter(
      'gateway_requests_total',
      'Operations, by name and the code of the first error; OK without errors.',
      ['operation', 'code'],
    ),
    requestSeconds: new Histogram({
      name: 'gateway_request_duration_seconds',
      help: 'Duration from the request to its response.',
      labelNames: ['operation'],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    errors: counter(
      'gateway_errors_total',
      'Errors in responses, by code. One response may have several.',
      ['code'],
    ),
    posts: counter(
      'gateway_posts_total',
      'Posts served, by source: read from X, from the cache, or from a call of another request.',
      ['source'],
    ),
    cost: counter(
      'gateway_estimated_cost_usd_total',
      'Estimated charge of X for the data read, at list prices.',
    ),
    spend: counter(
      'gateway_spend_usd_total',
      'Estimated charge of X, by API key and operation name.',
      ['key', 'operation'],
    ),
    calls: counter(
      'gateway_upstream_calls_total',
      'Calls to X, by credential or purpose, endpoint, and status or error code.',
      ['credential', 'endpoint', 'outcome'],
    ),
    archiveLosses: counter(
      'gateway_archive_lost_samples_total',
      'Samples that could not be archived, because the archive failed or was too slow.',
    ),
    recordedSamples: counter('gateway_recorder_samples_total', 'Posts that the recorder sampled.'),
    recorderSkips: counter(
      'gateway_recorder_skipped_total',
      'Posts that were due in a round of the recorder and were not sampled, by reason. A post is counted in each round.',
      ['reason'],
    ),
    redisErrors: counter(
      'gateway_redis_errors_total',
      'Commands that Redis refused or did not respond to, by the code of its reply, or TIMEOUT.',
      ['code'],
    ),
    callSeconds: new Histogram({
      name: 'gateway_upstream_call_duration_seconds',
      help: 'Duration of calls to X, including the wait for a slot.',
      labelNames: ['credential', 'endpoint'],
      buckets: CALL_BUCKETS,
      registers,
    }),
  }
}

/** No name of a key has parentheses. */
const NO_KEY = '(none)'

let processRegistry: PrometheusRegistry | undefined

/** The metrics of the Node.js process. Their collectors cannot be stopped, so the gateways of a process share them. */
const processMetrics = (): PrometheusRegistry => {
  if (processRegistry === undefined) {
    processRegistry = new Registry()
    collectDefaultMetrics({ register: processRegistry })
  }
  return processRegistry
}

/** @param clusterMetrics collects the metrics of all processes, when there are several */
export const createMetrics = (clusterMetrics?: () => Promise<string>): Metrics => {
  const registry: PrometheusRegistry = new Registry()
  const registries = [processMetrics(), registry]
  if (clusterMetrics !== undefined) {
    ClusterRegistry.setRegistries(registries)
    // Its constructor makes this worker respond to the primary's requests for metrics.
    new ClusterRegistry<PrometheusContentType>()
  }
  const instruments = createInstruments([registry])
  const { requests, requestSeconds, errors, posts, cost, calls, callSeconds } = instruments

  /** The codes that each operation label was counted with. */
  const codesOf = new Map<string, Set<string>>()
  const { labelOf } = createOperationLabels({
    onRemoved: (operation) => {
      requestSeconds.remove({ operation })
      for (const code of codesOf.get(operation) ?? []) requests.remove({ operation, code })
      codesOf.delete(operation)
    },
  })
  const countRequest = (operation: string, code: string): void => {
    requests.inc({ operation, code })
    const codes = codesOf.get(operation)
    if (codes === undefined) codesOf.set(operation, new Set([code]))
    else codes.add(code)
  }

  /** The pairs of key and operation that spend most often have series of their own. */
  const pairs = createOperationLabels({
    onRemoved: (pair) => {
      const [key = '', operation = ''] = pair.split(' ')
      instruments.spend.remove({ key, operation })
    },
  })
  const countSpend = (usd: number, operation: string, key = NO_KEY): void => {
    const isLabeled = pairs.labelOf(`${key} ${operation}`) !== OTHER_OPERATIONS
    instruments.spend.inc({ key, operation: isLabeled ? operation : OTHER_OPERATIONS }, usd)
  }

  const count: Metrics['count'] = (tally, operation, key) => {
    if (tally.posts > 0) posts.inc({ source: 'x' }, tally.posts)
    if (tally.fromCache > 0) posts.inc({ source: 'cache' }, tally.fromCache)
    if (tally.coalesced > 0) posts.inc({ source: 'coalesced' }, tally.coalesced)
    if (tally.usd <= 0) return
    cost.inc(tally.usd)
    countSpend(tally.usd, operation, key)
  }

  return {
    answered: ({ operation, codes, tally }, seconds, key) => {
      const label = operation === undefined ? ANONYMOUS : labelOf(operation)
      countRequest(label, codes[0] ?? 'OK')
      requestSeconds.observe({ operation: label }, seconds)
      for (const code of codes) errors.inc({ code })
      if (tally !== undefined) count(tally, label, key)
    },
    count,
    called: ({ as, endpoint, outcome, seconds }) => {
      calls.inc({ credential: as, endpoint, outcome })
      callSeconds.observe({ credential: as, endpoint }, seconds)
    },
    redisFailed: (code) => instruments.redisErrors.inc({ code }),
    archiveLost: (samples) => instruments.archiveLosses.inc(samples),
    recorded: ({ sampled, skipped }) => {
      instruments.recordedSamples.inc(sampled)
      for (const [reason, posts] of skipped) instruments.recorderSkips.inc({ reason }, posts)
    },
    read: (sources) => registerGauges(sources, registry),
    type: registry.contentType,
    text: clusterMetrics ?? (() => Registry.merge(registries).metrics()),
  }
}
