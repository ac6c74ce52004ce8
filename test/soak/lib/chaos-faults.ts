// The faults of the chaos test: how each begins and ends, and the metric that shows it.

import type { ChaosGateways, RestartableGateway } from './chaos-gateways.ts'

export interface Fault {
  readonly name: string
  /** The gateways whose metrics show it: all of them, or at least one. */
  readonly gateways: readonly RestartableGateway[]
  readonly shownBy: 'all' | 'any'
  begin(): unknown
  end(): unknown
  /** @param before the metrics of the same gateway before the fault, while its begin is awaited */
  isShown(metrics: string, before?: string): boolean
}

const gaugeIn = (metrics: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN)

/** Calls to X without an answer. */
const FAILED_CALLS =
  /^gateway_upstream_calls_total\{[^}]*outcome="(?:UPSTREAM_\w+|RESTING)"[^}]*\} (\d+)$/gm

const failedCallsIn = (metrics: string): number =>
  [...metrics.matchAll(FAILED_CALLS)].reduce((sum, [, count]) => sum + Number(count), 0)

const HOUR_MS = 3_600_000
const MAX_OFFSET_SECONDS = 60

export const createFaults = (chaos: ChaosGateways): readonly Fault[] => {
  const { x, redis, postgres, disk, gateways, first, second } = chaos
  const setClock = (offsetMs: number): void => {
    for (const gateway of gateways) gateway.running().child.send(offsetMs)
  }
  const clock = (name: string, offsetMs: number): Fault => ({
    name,
    gateways,
    shownBy: 'all',
    begin: () => setClock(offsetMs),
    end: () => setClock(0),
    isShown: (metrics) =>
      Math.abs(gaugeIn(metrics, 'gateway_clock_offset_seconds')) > MAX_OFFSET_SECONDS,
  })
  const isArchiveDown = (metrics: string): boolean => gaugeIn(metrics, 'gateway_archive_up') === 0
  return [
    {
      name: 'X resets all connections',
      gateways,
      // Each post is requested by one of the gateways. Its circuit breaker judges the last ten seconds.
      shownBy: 'any',
      begin: () => x.sendToX({ faults: [{ effect: { kind: 'reset' }, share: 100, path: '/2' }] }),
      end: () => x.sendToX({ faults: [] }),
      isShown: (metrics, before = metrics) =>
        gaugeIn(metrics, 'gateway_upstream_breaker') > 0 ||
        failedCallsIn(metrics) > failedCallsIn(before),
    },
    {
      name: 'Redis is down',
      gateways,
      shownBy: 'all',
      begin: redis.stop,
      end: redis.start,
      isShown: (metrics) => gaugeIn(metrics, 'gateway_redis_up') === 0,
    },
    {
      name: 'PostgreSQL is down',
      gateways: [first],
      shownBy: 'all',
      begin: postgres.stop,
      end: postgres.start,
      isShown: isArchiveDown,
    },
    ...(disk === undefined
      ? []
      : [
          {
            name: 'the disk is full',
            gateways: [second],
            shownBy: 'all' as const,
            begin: disk.fill,
            end: disk.free,
            isShown: isArchiveDown,
          },
        ]),
    clock('the clock is set back', -HOUR_MS),
    clock('the clock is set forward', HOUR_MS),
  ]
}
