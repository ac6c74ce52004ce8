// A million requests for one gateway: whether its memory stays where it is, and its event loop free.
//
//   npm run bench:soak
//   node bench/soak.ts --requests 100000
//
// Posts that are cached and posts that are not, ids that nobody has asked for before, and queries that are wrong in
// many ways. The cache is small enough to be full early: what grows after that, leaks. The second quarter is compared
// with the last.

import { once } from 'node:events'
import { parseArgs } from 'node:util'

import { startGateway } from './lib/contenders.ts'
import { bear } from './lib/load.ts'
import type { LoopDelay } from './lib/loop-delay.ts'
import { mean, percentile, positive } from './lib/numbers.ts'
import { inBench, pinThisProcess } from './lib/processes.ts'
import { bodyOf, check, type Operation } from './lib/queries.ts'
import { startUpstream } from './lib/upstream.ts'
import { ids, randomOf } from './lib/world.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000000' } } })
const requests = positive('--requests', values.requests)

const CONNECTIONS = 50
const CACHE_MAX_MB = 16
const MOST_GROWTH = 1.05
const MOST_DELAY_MS = 50

/** Of a hundred requests so many. */
const SHARES = { absent: 5, wrong: 5 }

const OPERATIONS: readonly Operation[] = ['Posts', 'Posts', 'Feed', 'Whole']

/** Of one connection the requests, without an end. */
const mixOf = (connection: number): (() => string) => {
  const random = randomOf(connection)
  const below = (most: number): number => Math.floor(random() * most)
  const existing = (): string => ids[below(ids.length)] ?? ''
  const some = (most: number, id: () => string): string[] =>
    Array.from({ length: 1 + below(most) }, id)
  const wrong: readonly (() => string)[] = [
    () => JSON.stringify({ query: `{ posts(ids: ["${existing()}"]) { id` }),
    () => JSON.stringify({ query: `{ posts(ids: ["${existing()}"]) { nothing${below(1e9)} } }` }),
    () => bodyOf('gateway', 'Posts', [`id${below(1e9)}`]),
    () => bodyOf('gateway', 'Posts', Array.from({ length: 501 }, existing)),
    () => `{"query": ${below(1e9)}`,
  ]
  return () => {
    const kind = below(100)
    if (kind < SHARES.wrong) return wrong[below(wrong.length)]?.() ?? ''
    const operation = OPERATIONS[below(OPERATIONS.length)] ?? 'Posts'
    if (kind < SHARES.wrong + SHARES.absent) {
      return bodyOf(
        'gateway',
        operation,
        some(5, () => `19${String(below(1e16)).padStart(16, '0')}`),
      )
    }
    return bodyOf('gateway', operation, some(below(20) === 0 ? 100 : 10, existing))
  }
}

pinThisProcess()
const upstream = await startUpstream()
const gateway = await startGateway(upstream.url, {
  preload: inBench('lib/loop-delay.ts'),
  environment: { CACHE_MAX_MB: String(CACHE_MAX_MB) },
})
const loopDelay = async (): Promise<LoopDelay> => {
  const answered = once(gateway.child, 'message')
  gateway.child.send('loop delay')
  const [delay] = await answered
  return delay as LoopDelay
}

/** Before it is measured it has started, and compiled what is asked most. */
await bear({
  port: gateway.port,
  connections: CONNECTIONS,
  bodies: mixOf,
  seconds: 5,
  mayRefuse: true,
})
await loopDelay()
await upstream.reset()

const memory: number[] = []
const sampling = setInterval(() => memory.push(gateway.memory().now), 1000)
const borne = await bear({
  port: gateway.port,
  connections: CONNECTIONS,
  bodies: (connection) => mixOf(CONNECTIONS + connection),
  requests,
  mayRefuse: true,
})
clearInterval(sampling)
const delay = await loopDelay()
const { calls, posts } = await upstream.counted()
await check(gateway.port, 'gateway', { operation: 'Whole', ids: ids.slice(0, 100) })
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
    `${borne.sent} requests, ${borne.perSecond.toFixed(0)} a second, ${borne.refused} refused; ${calls} calls for ${posts} posts`,
    `latency p50 ${percentile(borne.latencies, 50).toFixed(1)} ms, p99 ${percentile(borne.latencies, 99).toFixed(1)} ms`,
    `resident MB by quarters: ${quarters.map((each) => each.toFixed(0)).join(', ')}; peak ${peak.toFixed(0)}`,
    `the last against the second: ${((growth - 1) * 100).toFixed(1)} %`,
    `event loop late by p99 ${delay.p99.toFixed(1)} ms, at most ${delay.most.toFixed(1)} ms`,
    '',
  ].join('\n'),
)
if (!(growth <= MOST_GROWTH) || !(delay.p99 < MOST_DELAY_MS)) process.exitCode = 1
