// Whoever wants to know how the gateway is: the log, the metrics and the traces, told by what happens.

import type { IncomingMessage } from 'node:http'

import type { RevocationEvent } from '../auth/revocations.ts'
import type { Call, PoolName, UpstreamState } from '../infra/upstream.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { ObserveRequest } from '../server/options.ts'
import type { Rejection } from '../x/client.ts'
import { type Log, silent } from './log.ts'
import { createMetrics, type Metrics, OTHER_OPERATIONS } from './metrics.ts'
import { createTracing, type Tracing, type TracingOptions } from './traces.ts'

export interface Observing {
  readonly metrics: Metrics | undefined
  readonly observe: ObserveRequest
  readonly onCall: (call: Call) => void
  readonly onBreaker: (state: UpstreamState['breaker'], pool: PoolName) => void
  readonly onRejected: (rejection: Rejection) => void
  /** Posts that are followed were asked for. */
  readonly onLive: (tally: Tally) => void
  /** X begins to give no app token for key and secret, or gives one again. */
  readonly onExchange: (failing: boolean) => void
  /** X has not revoked a token, or has in the end. */
  readonly onRevocation: (event: RevocationEvent) => void
  readonly onRedis: (up: boolean) => void
  readonly onArchiveFault: (error: unknown) => void
  /** A mistake of ours. */
  readonly onFault: (error: unknown) => void
  close(): Promise<void>
}

export interface ObservingOptions {
  readonly log: Log | undefined
  readonly metrics: boolean
  /** Those of all processes, when there are several. */
  readonly metricsOfAll: (() => Promise<string>) | undefined
  readonly traces: TracingOptions | undefined
}

const EXCHANGE_FAILS =
  'X gives no token for X_API_KEY and X_API_KEY_SECRET: the token before, if there is one, stays in use'

export const createObserving = async (options: ObservingOptions): Promise<Observing> => {
  const { log = silent } = options
  const metrics = options.metrics ? createMetrics(options.metricsOfAll) : undefined
  const tracing = options.traces && (await createTracing(options.traces))
  return {
    metrics,
    observe: createObserveRequest(log, metrics, tracing),
    onCall: (call) => {
      metrics?.called(call)
      const { as, endpoint, outcome, seconds, request } = call
      const told = { request, credential: as, endpoint, outcome, ms: round(seconds) }
      if (isFine(call)) log.debug(told, 'X was asked')
      else log.warn(told, 'X did not serve a call')
    },
    onRejected: ({ endpoint, message, unknown, request }) => {
      const fields = unknown.map(({ name }) => name)
      if (fields.length > 0) {
        log.warn({ request, endpoint, fields, message }, 'X no longer knows fields: they are null')
      } else log.warn({ request, endpoint, message }, 'X rejected a request')
    },
    onBreaker: (state, calls) => {
      if (state === 'open') {
        log.warn({ calls }, 'X fails again and again, and is left alone for a moment')
      }
      if (state === 'closed') log.info({ calls }, 'X answers again')
    },
    onLive: (tally) => metrics?.spent(tally),
    onExchange: (failing) => {
      if (failing) log.warn({}, EXCHANGE_FAILS)
      else log.info({}, 'X gives a token for X_API_KEY and X_API_KEY_SECRET again')
    },
    onRevocation: (event) => {
      if (event.code === undefined)
        log.info(event, 'X has revoked a token of a disconnected account')
      else if (event.retryInMs === undefined) {
        log.warn(event, 'X has not revoked a token of a disconnected account, and is asked no more')
      } else
        log.warn(event, 'X has not revoked a token of a disconnected account, and is asked again')
    },
    onRedis: (up) => {
      if (up) log.info({}, 'Redis is back')
      else log.warn({}, 'Redis is lost: what it knows is asked of X')
    },
    onArchiveFault: (error) => log.warn({ err: error }, 'something is wrong with the archive'),
    onFault: (error) => log.error({ err: error }, 'something is wrong inside the gateway'),
    close: async () => tracing?.close(),
  }
}

/** A post that is not there is no trouble; and whoever asks for nothing is told so. */
const isFine = ({ as, outcome }: Call): boolean =>
  outcome === '200' || outcome === '404' || (as === 'check' && outcome === '400')

const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e3

/** What callers may call their requests, if they do. */
const GIVEN_ID = /^[\w.:-]{1,100}$/

/** Operation names are the clients' own: a long one is not repeated in metrics, log and traces. */
const MOST_CHARACTERS = 64

const nameOf = (operation: string | undefined): string | undefined =>
  operation !== undefined && operation.length > MOST_CHARACTERS ? OTHER_OPERATIONS : operation

const createObserveRequest = (
  log: Log,
  metrics: Metrics | undefined,
  tracing: Tracing | undefined,
): ObserveRequest => {
  /** No two processes have the same. */
  const prefix = crypto.randomUUID().slice(0, 8)
  let count = 0
  const idOf = ({ headers }: IncomingMessage): string => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && GIVEN_ID.test(given)) return given
    count += 1
    return `${prefix}-${count.toString(36)}`
  }
  return (request) => {
    const id = idOf(request)
    return {
      id,
      begin: () => {
        const begun = performance.now()
        const trace = tracing?.begin('graphql', request.headers)
        return {
          trace,
          end: ({ codes, tally, ...result }) => {
            const seconds = (performance.now() - begun) / 1000
            const operation = nameOf(result.operation)
            metrics?.answered({ operation, codes, tally }, seconds)
            trace?.set({ 'graphql.operation.name': operation ?? '', 'request.id': id })
            trace?.end(codes[0])
            if (log.debugs) {
              log.debug({ request: id, operation, codes, ms: round(seconds), ...tally }, 'answered')
            }
          },
        }
      },
    }
  }
}
