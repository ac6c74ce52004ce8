// Requests 500,000 distinct posts with 200 documents beside 100 subscribers, from a gateway with default settings: first
// without a limit, then with 256 MB, in a control group if one can be created, and otherwise with MEMORY_MB. Exits with 1
// if the peak of resident memory (VmHWM) or the p99 is too high, or a request fails.
//
//   npm run load:memory
//   node test/soak/memory.ts --posts 50000 --megabytes 256 --max-peak 240 --seam

import { parseArgs } from 'node:util'

import { startGateway } from '../../bench/lib/contenders.ts'
import { pinThisProcess } from '../../bench/lib/processes.ts'
import { parsePositive, percentile } from '../../bench/lib/statistics.ts'
import { startUpstream } from '../../bench/lib/upstream.ts'
import { createMemoryGroup, type MemoryGroup } from './lib/memory-group.ts'
import { runMemoryLoad } from './lib/memory-load.ts'

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '500000' },
    subscribers: { type: 'string', default: '100' },
    documents: { type: 'string', default: '200' },
    megabytes: { type: 'string', default: '256' },
    'max-peak': { type: 'string', default: '240' },
    /** Uses MEMORY_MB although a control group could be created. */
    seam: { type: 'boolean', default: false },
  },
})
const posts = parsePositive('--posts', values.posts)
const subscribers = parsePositive('--subscribers', values.subscribers)
const documents = parsePositive('--documents', values.documents)
const megabytes = parsePositive('--megabytes', values.megabytes)
const maxPeak = parsePositive('--max-peak', values['max-peak'])

const MAX_RATIO = 2
/** The upstream shares a core with the clients, and must not time out. */
const PATIENT = { UPSTREAM_TIMEOUT_MS: '60000', QUERY_TIMEOUT_MS: '60000' }

pinThisProcess()

interface Measurement {
  readonly peak: number
  readonly p99: number
  readonly failures: readonly string[]
}

const measure = async (
  name: string,
  environment: Readonly<Record<string, string>>,
  group?: MemoryGroup,
): Promise<Measurement> => {
  const upstream = await startUpstream({ anyId: true })
  const gateway = await startGateway(upstream.url, {
    environment: { ...PATIENT, ...environment },
    ...(group && { wrapper: group.wrapper }),
  })
  const idle = gateway.memory().now
  const url = `http://127.0.0.1:${gateway.port}`
  const { latencies, seconds, failures } = await runMemoryLoad({
    ...{ url, posts, subscribers, documents },
  })
  const cpu = gateway.cpuSeconds()
  const isAlive = gateway.child.exitCode === null && gateway.child.signalCode === null
  const { now, peak } = isAlive ? gateway.memory() : { now: Number.NaN, peak: Number.NaN }
  // Rendered in a thread that takes 80 MB for a second.
  const opened = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })
    .then((page) => page.text())
    .catch(() => '')
  const failed = opened.includes('<title>') ? [] : ['GraphiQL did not open after the load']
  const ending = gateway.child.signalCode ?? gateway.child.exitCode
  await Promise.all([gateway.stop(), upstream.stop()])
  const [p50, p99] = [50, 99].map((percent) => percentile(latencies, percent)) as [number, number]
  process.stdout.write(
    `${name.padEnd(30)} ${latencies.length} lists in ${seconds.toFixed(0)} s; resident MB: ${idle.toFixed(0)} idle, ${now.toFixed(0)} at the end, ${peak.toFixed(0)} peak; CPU ${cpu.toFixed(0)} s; p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`,
  )
  return {
    peak,
    p99,
    failures: [...(ending === null ? [] : [`it ended: ${ending}`]), ...failures, ...failed],
  }
}

const unlimited = await measure('unlimited', {})
const group = values.seam ? undefined : createMemoryGroup(megabytes)
const limited =
  group === undefined
    ? await measure(`MEMORY_MB=${megabytes}`, { MEMORY_MB: String(megabytes) })
    : await measure(`control group of ${megabytes} MB`, {}, group)
group?.[Symbol.dispose]()

const ratio = limited.p99 / unlimited.p99
const failures = [
  ...unlimited.failures,
  ...limited.failures,
  ...(limited.peak <= maxPeak
    ? []
    : [`the peak is ${limited.peak.toFixed(0)} MB, above ${maxPeak}`]),
  ...(ratio <= MAX_RATIO ? [] : [`the p99 is ${ratio.toFixed(2)} times that without a limit`]),
]
process.stdout.write(`p99 with the limit: ${ratio.toFixed(2)} times that without\n`)
if (failures.length > 0) {
  process.stderr.write(`FAILED ${failures.join('\n       ')}\n`)
  process.exitCode = 1
}
