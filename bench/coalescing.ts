// Measures how well requests are coalesced: 500 concurrent clients query overlapping posts out of 10,000, and the upstream
// has a latency and records each call.
//
//   npm run bench:coalescing
//   node bench/coalescing.ts --seconds 20 --ttl 5
//
// The first call is sent immediately. In the cold phase, until half of the posts have been fetched, calls should be full.
// In the filling phase, few posts are missing, and calls are sent before they are full. After the TTL, posts are refreshed
// in the background. No post may be fetched again within its TTL.

import { parseArgs } from 'node:util'

import { startGateway } from './lib/contenders.ts'
import { type LoadResult, runLoad } from './lib/load.ts'
import { pinThisProcess } from './lib/processes.ts'
import {
  checkResponse,
  MANY_CLIENTS,
  type Operation,
  overlappingQueries,
  requestBody,
} from './lib/queries.ts'
import { mean, parsePositive } from './lib/statistics.ts'
import { type Call, startUpstream } from './lib/upstream.ts'
import { ids } from './lib/world.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    ttl: { type: 'string', default: '15' },
    latency: { type: 'string', default: '100' },
  },
})
const seconds = parsePositive('--seconds', values.seconds)
const ttlMs = parsePositive('--ttl', values.ttl) * 1000

const WARM_UP_SECONDS = 4
const QUERIES_PER_CLIENT = 50
/** X's limit of ids per call. */
const MAX_IDS_PER_CALL = 100
/** The required average of posts per call, over all phases. */
const MIN_AVERAGE = 95

/** Groups all calls after the first by phase: by whether they fetch new posts of the first or the second half, or none. */
const groupByPhase = (calls: readonly Call[]) => {
  const known = new Set<string>()
  const cold: Call[] = []
  const filling: Call[] = []
  const refreshing: Call[] = []
  for (const [index, call] of calls.entries()) {
    const before = known.size
    for (const id of call.ids) known.add(id)
    if (index === 0) continue
    if (known.size === before) refreshing.push(call)
    else if (before < ids.length / 2) cold.push(call)
    else filling.push(call)
  }
  return { cold, filling, refreshing }
}

/** Milliseconds between two consecutive fetches of the same post. */
const refetchGaps = (calls: readonly Call[]): number[] => {
  const last = new Map<string, number>()
  return calls.flatMap(({ at, ids: requested }) =>
    requested.flatMap((id) => {
      const before = last.get(id)
      last.set(id, at)
      return before === undefined ? [] : [at - before]
    }),
  )
}

const printRow = (name: string, calls: readonly Call[]): void => {
  const sizes = calls.map(({ ids: requested }) => requested.length)
  const full = sizes.filter((size) => size === MAX_IDS_PER_CALL).length
  const average = sizes.length === 0 ? '–' : mean(sizes).toFixed(1)
  process.stdout.write(
    `${name.padEnd(34)}${[sizes.length, full, average].map((cell) => String(cell).padStart(16)).join('')}\n`,
  )
}

pinThisProcess()
const upstream = await startUpstream({
  latencyMs: parsePositive('--latency', values.latency),
  record: true,
})
const gateway = await startGateway(upstream.url, {
  environment: { CACHE_TTL_SECONDS: String(ttlMs / 1000) },
})
const sendLoad = (operation: Operation, durationSeconds: number): Promise<LoadResult> =>
  runLoad({
    port: gateway.port,
    connections: MANY_CLIENTS,
    bodies: (connection) =>
      overlappingQueries(operation, connection, QUERIES_PER_CLIENT).map((query) =>
        requestBody('gateway', operation, query.ids),
      ),
    seconds: durationSeconds,
  })

// Warms up the code but not the cache: cached posts without authors do not cover the measured query.
await sendLoad('Posts', WARM_UP_SECONDS)
await upstream.reset()
const load = await sendLoad('Feed', seconds)
const calls = await upstream.calls()
for (const query of overlappingQueries('Feed', 0, 3)) {
  await checkResponse(gateway.port, 'gateway', query)
}
await Promise.all([gateway.stop(), upstream.stop()])

const { cold, filling, refreshing } = groupByPhase(calls)
const gaps = refetchGaps(calls)
const tooSoon = gaps.filter((gap) => gap < ttlMs).length
const shortestGap = gaps.reduce((min, gap) => Math.min(min, gap), Number.POSITIVE_INFINITY)
process.stdout.write(
  `${load.sent} requests; an upstream of ${values.latency} ms; a TTL of ${values.ttl} s\n`,
)
process.stdout.write(`${' '.repeat(34)}           calls      full calls  posts per call\n`)
printRow('cold', cold)
printRow('filling', filling)
printRow('refreshing', refreshing)
printRow('all, including the first', calls)
process.stdout.write(
  `${gaps.length} posts refetched, ${tooSoon} of them within the TTL${gaps.length > 0 ? `; the first after ${(shortestGap / 1000).toFixed(1)} s` : ''}\n`,
)
const average = mean(calls.map(({ ids: requested }) => requested.length))
if (!(average >= MIN_AVERAGE) || tooSoon > 0) process.exitCode = 1
