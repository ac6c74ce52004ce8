import { expect, it } from 'vitest'

import { sumProcesses } from '../../../dashboard/src/gateway/all-processes.ts'
import type { GatewayProcess } from '../../../dashboard/src/gateway/gateway-state.ts'

const minute = (at: number, requests: number, usd = 0) => ({
  at: new Date(at * 60_000).toISOString(),
  ...{ requests, errors: 1, calls: 2, usd },
})

const state = (given: Partial<GatewayProcess>): GatewayProcess => ({
  ...{ id: '1', host: 'one', pid: 1, workers: 2, startedAt: '2026-01-01T00:00:00Z' },
  ...{ uptimeSeconds: 9, memoryBytes: 10, callsInFlight: 1, callsQueued: 0, subscribers: 2 },
  ...{ records: null, breaker: 'CLOSED', operations: [], errors: [], lastHour: [minute(70, 1)] },
  cache: {
    ...{ entries: 1, bytes: 5, maxBytes: 10, hitRatio: null },
    ...{ postsFromX: 0, postsFromCache: 0, postsCoalesced: 0 },
  },
  ...given,
})

it('sums what all processes count, minute by minute', () => {
  const use = { key: null, operation: 'Chart', requests: 1, postsRead: 2, usd: 0.01 }
  const cache = { ...state({}).cache, postsFromCache: 3, postsFromX: 1 }
  const error = { code: 'RATE_LIMITED', count: 2, lastAt: '2026-01-01T00:01:00Z' }
  const all = sumProcesses([
    state({ operations: [use], errors: [error], lastHour: [minute(69, 4), minute(70, 2, 0.5)] }),
    state({
      ...{ host: 'two', breaker: 'OPEN', records: true, cache },
      operations: [{ ...use, key: 'web', usd: 0.02 }, use],
      errors: [{ ...error, lastAt: '2026-01-01T00:09:00Z' }],
      lastHour: [minute(70, 3, 0.25)],
    }),
  ])
  expect(all).toMatchObject({
    ...{ hosts: 2, memoryBytes: 20, subscribers: 4, callsInFlight: 2, breaker: 'OPEN' },
    ...{ hasRecorder: true, cache: { entries: 2, maxBytes: 20, hitRatio: 0.75 } },
    errors: [{ code: 'RATE_LIMITED', count: 4, lastAt: '2026-01-01T00:09:00Z' }],
  })
  expect(all.operations.map(({ key, requests, usd }) => [key, requests, usd])).toEqual([
    [null, 2, 0.02],
    ['web', 1, 0.02],
  ])
  expect(all.lastHour).toHaveLength(60)
  expect(all.lastHour.slice(-3).map(({ counts }) => counts)).toEqual([
    undefined,
    { requests: 4, errors: 1, calls: 2, usd: 0 },
    { requests: 5, errors: 2, calls: 4, usd: 0.75 },
  ])
})
