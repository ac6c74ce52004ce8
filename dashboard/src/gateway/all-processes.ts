// The sums of the states of all processes.

import type { GatewayProcess } from './gateway-state.ts'

export type AllProcesses = ReturnType<typeof sumProcesses>

type Minute = GatewayProcess['lastHour'][number]
export type MinuteCount = Exclude<keyof Minute, 'at' | '__typename'>

const MINUTE_MS = 60_000
const MINUTES = 60

const sumOf = <T>(list: readonly T[], value: (each: T) => number): number =>
  list.reduce((sum, each) => sum + value(each), 0)

const BY_CONCERN = ['OPEN', 'HALF_OPEN', 'CLOSED'] as const

/** Minutes by their beginnings. A minute in which no process ran is null. */
const lastHourOf = (processes: readonly GatewayProcess[]) => {
  const minutes = Map.groupBy(
    processes.flatMap(({ lastHour }) => lastHour),
    ({ at }) => Date.parse(at),
  )
  const last = Math.max(...minutes.keys())
  return Array.from({ length: MINUTES }, (_, index) => {
    const at = last - (MINUTES - 1 - index) * MINUTE_MS
    const counts = minutes.get(at)
    const sum = (name: MinuteCount) => sumOf(counts ?? [], (each) => each[name])
    return {
      at,
      counts: counts && {
        ...{ requests: sum('requests'), errors: sum('errors') },
        ...{ calls: sum('calls'), usd: sum('usd') },
      },
    }
  })
}

const cacheOf = (processes: readonly GatewayProcess[]) => {
  const sum = (name: Exclude<keyof GatewayProcess['cache'], 'hitRatio' | '__typename'>): number =>
    sumOf(processes, ({ cache }) => cache[name])
  const fromCache = sum('postsFromCache')
  const posts = fromCache + sum('postsFromX') + sum('postsCoalesced')
  return {
    ...{ entries: sum('entries'), bytes: sum('bytes'), maxBytes: sum('maxBytes') },
    hitRatio: posts === 0 ? null : fromCache / posts,
  }
}

const operationsOf = (processes: readonly GatewayProcess[]) => {
  const all = processes.flatMap(({ operations }) => operations)
  return [...Map.groupBy(all, ({ key, operation }) => `${key} ${operation}`).values()]
    .flatMap((uses) => {
      const [first] = uses
      return first === undefined
        ? []
        : {
            ...{ key: first.key, operation: first.operation },
            requests: sumOf(uses, ({ requests }) => requests),
            postsRead: sumOf(uses, ({ postsRead }) => postsRead),
            usd: sumOf(uses, ({ usd }) => usd),
          }
    })
    .sort((one, other) => other.usd - one.usd || other.requests - one.requests)
}

const errorsOf = (processes: readonly GatewayProcess[]) => {
  const all = processes.flatMap(({ errors }) => errors)
  return [...Map.groupBy(all, ({ code }) => code)]
    .map(([code, counts]) => ({
      code,
      count: sumOf(counts, ({ count }) => count),
      lastAt: counts
        .map(({ lastAt }) => lastAt)
        .reduce((one, other) => (one > other ? one : other)),
    }))
    .sort((one, other) => other.count - one.count)
}

export const sumProcesses = (processes: readonly GatewayProcess[]) => ({
  hosts: new Set(processes.map(({ host }) => host)).size,
  memoryBytes: sumOf(processes, ({ memoryBytes }) => memoryBytes),
  subscribers: sumOf(processes, ({ subscribers }) => subscribers),
  callsInFlight: sumOf(processes, ({ callsInFlight }) => callsInFlight),
  callsQueued: sumOf(processes, ({ callsQueued }) => callsQueued),
  breaker:
    BY_CONCERN.find((state) => processes.some(({ breaker }) => breaker === state)) ?? 'CLOSED',
  uptimeSeconds: Math.max(...processes.map(({ uptimeSeconds }) => uptimeSeconds)),
  hasRecorder: processes.some(({ records }) => records !== null),
  cache: cacheOf(processes),
  operations: operationsOf(processes),
  errors: errorsOf(processes),
  lastHour: lastHourOf(processes),
})
