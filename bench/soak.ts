// Sends a million requests to one gateway, and checks that its memory stays stable and its event loop responsive.
//
//   npm run bench:soak
//   node bench/soak.ts --requests 100000
//
// The requests are for cached, uncached and missing posts, and some are invalid. The cache is small enough to be full early,
// so that later growth is a leak: the memory of the last quarter is compared with the second.

import { once } from 'node:events'
import { parseArgs } from 'node:util'

import { startGateway } from './lib/contenders.ts'
import { runLoad } from './lib/load.ts'
import type { LoopDelay } from './lib/loop-delay.ts'
import { benchPath, pinThisProcess } from './lib/processes.ts'
import { checkResponse, type Operation, requestBody } from './lib/queries.ts'
import { mean, parsePositive, percentile } from './lib/statistics.ts'
import { startUpstream } from './lib/upstream.ts'
import { createRandom, ids } from './lib/world.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000000' } } })
const requests = parsePositive('--requests', values.requests)

const CONNECTIONS = 50
const CACHE_MAX_MB = 16
const MAX_GROWTH = 1.05
const MAX_DELAY_MS = 50

/** Percentages of requests for missing posts and of invalid requests. */
const SHARES = { missing: 5, invalid: 5 }

const OPERATIONS: readonly Operation[] = ['Posts', 'Posts', 'Feed', 'Whole']

/** The endless request bodies of one connection. */
const requestMix = (connection: number): (() => string) => {
  const random = createRandom(connection)
  const below = (limit: number): number => Math.floor(random() * limit)
  const existingId = (): string => ids[below(ids.length)] ?? ''
  const someIds = (max: number, id: () => string): string[] =>
    Array.from({ length: 1 + below(max) }, id)
  const invalid: readonly (() => string)[] = [
    () => JSON.stringify({ query: `{ posts(ids: ["${existingId()}"]) { id` }),
    () => JSON.stringify({ query: `{ posts(ids: ["${existingId()}"]) { nothing${below(1e9)} } }` }),
    () => requestBody('gateway', 'Posts', [`id${below(1e9)}`]),
    () => requestBody('gateway', 'Posts', Array.from({ length: 501 }, existingId)),
    () => `{"query": ${below(1e9)}`,
  ]
  return () => {
    const kind = below(100)
    if (kind < SHARES.invalid) return invalid[below(invalid.length)]?.() ?? ''
    const operation = OPERATIONS[below(OPERATIONS.length)] ?? 'Posts'
    if (kind < SHARES.invalid + SHARES.missing) {
      return requestBody(
        'gateway',
        operation,
        someIds(5, () => `19${String(below(1e16)).padStart(16, '0')}`),
      )
    }
    return requestBody('gateway', operation, someIds(below(20) === 0 ? 100 : 10, existingId))
  }
}

pinThisProcess()
const upstream = await startUpstream()
const gateway = await startGateway(upstream.url, {
  preload: benchPath('lib/loop-delay.ts'),
  environment: { CACHE_MAX_MB: String(CACHE_MAX_MB) },
})
const loopDelay = async (): Promise<LoopDelay> => {
  const reply = once(gateway.child, 'message')
  gateway.child.send('loop delay')
  const [delay] = await reply
  return delay as LoopDelay
}

// Warm-up: the gateway starts, and V8 compiles the hot functions.
await runLoad({
  port: gateway.port,
  connections: CONNECTIONS,
  bodies: requestMix,
  seconds: 5,
  allowNon2xx: true,
})
await loopDelay()
await upstream.reset()

const memory: number[] = []
const sampling = setInterval(() => memory.push(gateway.memory().now), 1000)
const load = await runLoad({
  port: gateway.port,
  connections: CONNECTIONS,
  bodies: (connection) => requestMix(CONNECTIONS + connection),
  requests,
  allowNon2xx: true,
})
clearInterval(sampling)
const delay = await loopDelay()
const { calls, posts } = await upstream.counts()
await checkResponse(gateway.port, 'gateway', { operation: 'Whole', ids: ids.slice(0, 100) })
const { peak } = gateway.memory()
await Promise.all([gateway.stop(), upstream.stop()])

const quarters = [0, 1, 2, 3].map((quarter) =>
  mean(
    memory.slice(
      Math.floor((quarter * memory.length) / 4),
      Math.floor(((quarter + 1) * memory.length) / 4),
    ),
  ),
)
const [, second = 0, , last = 0] = quarters
const growth = last / second
process.stdout.write(
  [
    `${load.sent} requests, ${load.perSecond.toFixed(0)} per second, ${load.non2xx} rejected; ${calls} calls for ${posts} posts`,
    `latency p50 ${percentile(load.latencies, 50).toFixed(1)} ms, p99 ${percentile(load.latencies, 99).toFixed(1)} ms`,
    `resident MB per quarter: ${quarters.map((each) => each.toFixed(0)).join(', ')}; peak ${peak.toFixed(0)}`,
    `growth from the second to the last: ${((growth - 1) * 100).toFixed(1)} %`,
    `event loop delay p99 ${delay.p99.toFixed(1)} ms, max ${delay.max.toFixed(1)} ms`,
    '',
  ].join('\n'),
)
if (!(growth <= MAX_GROWTH) || !(delay.p99 < MAX_DELAY_MS)) process.exitCode = 1
