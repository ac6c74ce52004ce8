// Measures latency at half and at four fifths of the throughput limit, of the raw pass-through and of the gateway with caches
// off; and that of lone requests while another client requests lists of 500 posts.
//
//   npm run bench:latency
//   node bench/latency.ts --seconds 5

import { once } from 'node:events'
import { parseArgs } from 'node:util'

import { CACHES_OFF, RAW, startGateway } from './lib/contenders.ts'
import { runLoad } from './lib/load.ts'
import type { LoopDelay } from './lib/loop-delay.ts'
import { benchPath, pinThisProcess, type RunningProcess } from './lib/processes.ts'
import {
  type Dialect,
  requestBodies,
  requestBody,
  WORKLOADS,
  type Workload,
} from './lib/queries.ts'
import { parsePositive, percentile } from './lib/statistics.ts'
import { startUpstream } from './lib/upstream.ts'
import { ids } from './lib/world.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } })
const seconds = parsePositive('--seconds', values.seconds)

const ROWS = ['1 post', '100 posts with media and authors']
const SHARES = [0.5, 0.8]
const LIST = 500

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const ms = (latencies: readonly number[], percent: number): string =>
  percentile(latencies, percent).toFixed(2)

const loadOf = ({ port }: RunningProcess, dialect: Dialect, workload: Workload) => ({
  port,
  connections: workload.connections,
  bodies: (connection: number) => requestBodies(dialect, workload, connection),
})

/** The delay of the event loop since the last call. */
const loopDelayOf = async ({ child }: RunningProcess): Promise<LoopDelay> => {
  const reply = once(child, 'message')
  child.send('loop delay')
  const [delay] = await reply
  return delay as LoopDelay
}

pinThisProcess()
const upstream = await startUpstream()
const raw = await RAW.start(upstream.url)
const gateway = await startGateway(upstream.url, {
  preload: benchPath('lib/loop-delay.ts'),
  environment: CACHES_OFF,
})
const servers = [
  { name: 'raw', running: raw, dialect: 'raw' },
  { name: 'gateway', running: gateway, dialect: 'gateway' },
] as const

for (const workload of WORKLOADS.filter(({ name }) => ROWS.includes(name))) {
  const limits = new Map<string, number>()
  for (const { name, running, dialect } of servers) {
    const load = loadOf(running, dialect, workload)
    await runLoad({ ...load, seconds: 2 })
    limits.set(name, (await runLoad({ ...load, seconds: 2 })).perSecond)
  }
  for (const share of SHARES) {
    for (const { name, running, dialect } of servers) {
      const rate = Math.max(1, Math.floor((limits.get(name) ?? 0) * share))
      await loopDelayOf(gateway)
      const { latencies } = await runLoad({ ...loadOf(running, dialect, workload), seconds, rate })
      const delay = await loopDelayOf(gateway)
      const loop = name === 'raw' ? '' : `, event loop delay p99 ${delay.p99.toFixed(1)} ms`
      print(
        `${workload.name}, ${share * 100} % load, ${name}: p50 ${ms(latencies, 50)} ms, p99 ${ms(latencies, 99)} ms${loop}`,
      )
    }
  }
}

const lone = { port: gateway.port, connections: 1, seconds, rate: 100 }
const oneBody = () => [requestBody('gateway', 'Posts', ids.slice(0, 1))]
const listBody = () => [requestBody('gateway', 'Whole', ids.slice(-LIST))]
const alone = await runLoad({ ...lone, bodies: oneBody })
await loopDelayOf(gateway)
const [beside] = await Promise.all([
  runLoad({ ...lone, bodies: oneBody }),
  runLoad({ port: gateway.port, connections: 1, seconds, bodies: listBody }),
])
const delay = await loopDelayOf(gateway)
print(
  `1 post a time: p99 ${ms(alone.latencies, 99)} ms alone, ${ms(beside.latencies, 99)} ms beside lists of ${LIST} posts, event loop delay p99 ${delay.p99.toFixed(1)} ms, max ${delay.max.toFixed(1)} ms`,
)
await Promise.all([raw.stop(), gateway.stop(), upstream.stop()])
