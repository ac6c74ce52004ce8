// Reports events of the gateway to the log, the metrics and the traces.

import type { IncomingMessage } from 'node:http'

import type { RevocationEvent } from '../auth/revocations.ts'
import type { StoreEvents } from '../infra/recovering.ts'
import type { RedisEvent } from '../infra/redis-status.ts'
import type { Call, PoolName, UpstreamState } from '../infra/upstream.ts'
import type { SpendWarning } from '../money/spend.ts'
import type { UsageDrift } from '../money/usage.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { ObserveRequest } from '../server/options.ts'
import type { Rejection } from '../x/client.ts'
import { type ActivityCounters, createActivity } from './activity.ts'
import { type Log, silent } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { OTHER_OPERATIONS, RECORDER, SUBSCRIPTIONS } from './operation-labels.ts'
import { createRecorderEvents } from './recorder-events.ts'
import { createTracing, type Tracing, type TracingOptions } from './traces.ts'

export interface TelemetryOptions {
  readonly log: Log | undefined
  readonly now: () => number
  readonly metrics: boolean
  /** Collects the metrics of all processes, when there are several. */
  readonly clusterMetrics: (() => Promise<string>) | undefined
  readonly traces: TracingOptions | undefined
}

export const createTelemetry = async (options: TelemetryOptions) => {
  const { log = silent } = options
  const metrics = options.metrics ? createMetrics(options.clusterMetrics) : undefined
  const counters = createActivity(options.now)
  const count: Metrics['count'] = (...counted) => {
    metrics?.count(...counted)
    counters.count(...counted)
  }
  const events = createEventLog(log)
  const tracing = options.traces && (await createTracing(options.traces, events.onTraceExport))
  return {
    metrics,
    activity: counters.activity,
    observe: createObserveRequest(log, { metrics, counters }, tracing),
    onCall: (call: Call): void => {
      metrics?.called(call)
      const { as, endpoint, outcome, cause, seconds, requestId: request } = call
      const details = { request, credential: as, endpoint, outcome, cause, ms: toMs(seconds) }
      if (isExpected(call)) log.debug(details, 'X was called')
      else log.warn(details, 'a call to X failed')
    },
    onPoll: (tally: Tally, key: string | undefined): void => count(tally, SUBSCRIPTIONS, key),
    onRedis:
      (setting: string) =>
      (event: RedisEvent): void => {
        if (event.kind === 'error') metrics?.redisFailed(event.code)
        else logRedis(log, event, setting)
      },
    storeEvents: createStoreEvents(log),
    archive: {
      onError: (error: unknown): void => log.warn({ err: error }, 'the archive failed'),
      onRecovery: (message: string): void => log.info({}, message),
      onLoss: (samples: number): void => metrics?.archiveLost(samples),
    },
    recorderEvents: createRecorderEvents({
      log,
      onCost: (tally) => count(tally, RECORDER),
      onRound: (round) => metrics?.recorded(round),
      onFault: events.onFault,
    }),
    close: async (): Promise<void> => tracing?.close(),
    ...events,
  }
}

/** The store is opened again until it is there. */
const createStoreEvents =
  (log: Log) =>
  (store: 'accounts' | 'archive' | 'recorder'): StoreEvents => ({
    onUnavailable: (err) => log.warn({ err, store }, 'a store is unavailable: trying again'),
    onAvailable: () => log.info({ store }, 'the store is available'),
    onWarning: (message) => log.warn({ store }, message),
  })

const logRedis = (
  log: Log,
  event: Exclude<RedisEvent, { kind: 'error' }>,
  setting: string,
): void => {
  const { kind, ...details } = event
  const write = kind === 'lost' || kind === 'failing' ? log.warn : log.info
  write({ setting, ...details }, REDIS_MESSAGES[kind])
}

const REDIS_MESSAGES = {
  lost: 'the connection to Redis is lost: cached data is requested from X',
  restored: 'the connection to Redis is restored',
  failing: 'Redis does not execute commands of the gateway',
  recovered: 'Redis executes the commands of the gateway again',
} as const

const createEventLog = (log: Log) => ({
  onRejected: ({ endpoint, message, unknown, requestId: request }: Rejection): void => {
    const fields = unknown.map(({ name }) => name)
    if (fields.length > 0) {
      log.warn({ request, endpoint, fields, message }, 'X no longer knows fields: they are null')
    } else log.warn({ request, endpoint, message }, 'X rejected a request')
  },
  onBreaker: (state: UpstreamState['breaker'], calls: PoolName): void => {
    if (state === 'open') log.warn({ calls }, 'X fails repeatedly: calls to it are suspended')
    if (state === 'closed') log.info({ calls }, 'X responds again')
  },
  /** Reports that the exchange of the API key pair starts to fail, or succeeds again. */
  onExchange: (failing: boolean): void => {
    if (failing) {
      log.warn(
        {},
        'X issues no token for X_API_KEY and X_API_KEY_SECRET: the previous token, if any, stays in use',
      )
    } else log.info({}, 'X issues a token for X_API_KEY and X_API_KEY_SECRET again')
  },
  onSpendWarning: ({ payer, period, spentUsd, limitUsd }: SpendWarning): void =>
    log.warn(
      { payer, [period.unit]: period.name, spentUsd, limitUsd },
      'a spend limit is used to 80 %',
    ),
  onUsageDrift: (drift: UsageDrift): void =>
    log.warn(
      { ...drift },
      'X counted another number of posts than the gateway; other apps of the project count, too',
    ),
  /** Reports that secrets of files have changed, or why they stay as they were. */
  onSecrets: (mistake: string | undefined): void => {
    if (mistake === undefined) log.info({}, 'changed secrets were read from their files')
    else log.error({ mistake }, 'a changed secret cannot be used')
  },
  /** Reports that a changed KEYS_FILE cannot be used, or that it can be used. */
  onKeysFile: (mistake: string | undefined): void => {
    if (mistake === undefined) log.info({}, 'the API keys of KEYS_FILE were read again')
    else log.error({ mistake }, 'KEYS_FILE cannot be used: the API keys stay as they were')
  },
  /** Reports that the trace collector accepts no spans, with the cause, or accepts them again. */
  onTraceExport: (cause: string | undefined): void => {
    if (cause === undefined) log.info({}, 'the trace collector accepts spans again')
    else log.warn({ cause }, 'the trace collector accepts no spans: they are dropped')
  },
  onRevocation: (event: RevocationEvent): void => {
    if (event.code === undefined) log.info(event, 'X revoked a token of a disconnected account')
    else if (event.retryInMs === undefined) {
      log.warn(event, 'X did not revoke a token of a disconnected account: no more retries')
    } else log.warn(event, 'X did not revoke a token of a disconnected account: retrying')
  },
  /** Reports an unexpected error in the gateway's own code. */
  onFault: (error: unknown): void => log.error({ err: error }, 'internal error'),
})

/** Whether a call needs no attention. A missing post is not an error, and `check` calls expect a 400. */
const isExpected = ({ as, outcome }: Call): boolean =>
  outcome === '200' || outcome === '404' || (as === 'check' && outcome === '400')

const toMs = (seconds: number): number => Math.round(seconds * 1e6) / 1e3

/** The accepted form of a client's own request id. */
const REQUEST_ID = /^[\w.:-]{1,100}$/

/** Bounds clients' operation names in metrics, log and traces. */
const MAX_NAME_LENGTH = 64

const boundedName = (operation: string | undefined): string | undefined =>
  operation !== undefined && operation.length > MAX_NAME_LENGTH ? OTHER_OPERATIONS : operation

interface Counters {
  readonly metrics: Metrics | undefined
  readonly counters: ActivityCounters
}

const createObserveRequest = (
  log: Log,
  { metrics, counters }: Counters,
  tracing: Tracing | undefined,
): ObserveRequest => {
  /** Unique per process. */
  const prefix = crypto.randomUUID().slice(0, 8)
  let count = 0
  const requestIdOf = ({ headers }: IncomingMessage): string => {
    const id = headers['x-request-id']
    if (typeof id === 'string' && REQUEST_ID.test(id)) return id
    count += 1
    return `${prefix}-${count.toString(36)}`
  }
  return (request) => {
    const id = requestIdOf(request)
    let key: string | undefined
    return {
      id,
      identify: (name) => {
        key = name
      },
      begin: () => {
        const start = performance.now()
        const trace = tracing?.begin('graphql', request.headers)
        return {
          trace,
          end: ({ operation: name, codes, tally }) => {
            const seconds = (performance.now() - start) / 1000
            const operation = boundedName(name)
            const answered = { operation, codes, tally }
            metrics?.answered(answered, seconds, key)
            counters.answered(answered, key)
            trace?.set({
              'graphql.operation.name': operation ?? '',
              'request.id': id,
              ...(key !== undefined && { 'gateway.key': key }),
            })
            trace?.end(codes[0])
            if (log.isDebugEnabled) {
              log.debug(
                { request: id, key, operation, codes, ms: toMs(seconds), ...tally },
                'answered',
              )
            }
          },
        }
      },
    }
  }
}
