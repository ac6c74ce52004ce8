// Measures the latency that the gateway adds to a single request: one connection sends one request at a time, alternately
// to the raw pass-through and to the gateway with caches off.
//
//   npm run bench:lone
//   node bench/lone.ts --requests 2000

import { parseArgs } from 'node:util'

import { Client } from 'undici'

import { CACHES_OFF, RAW, startGateway } from './lib/contenders.ts'
import { pinThisProcess } from './lib/processes.ts'
import { checkResponse, type Dialect, type Query, requestBody } from './lib/queries.ts'
import { parsePositive, percentile } from './lib/statistics.ts'
import { startUpstream } from './lib/upstream.ts'
import { ids } from './lib/world.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000' } } })
const requests = parsePositive('--requests', values.requests)

const WARM_UP = 500
const LATENCIES_MS = [0, 20]
const QUERIES: readonly (readonly [name: string, Query])[] = [
  ['1 post', { operation: 'Posts', ids: ids.slice(0, 1) }],
  ['100 posts, media, authors', { operation: 'Whole', ids: ids.slice(0, 100) }],
]

interface Prober {
  /** Milliseconds per response. */
  readonly latencies: number[]
  send(): Promise<void>
  close(): Promise<void>
}

const createProber = async (port: number, dialect: Dialect, query: Query): Promise<Prober> => {
  await checkResponse(port, dialect, query)
  const client = new Client(`http://127.0.0.1:${port}`)
  const body = requestBody(dialect, query.operation, query.ids)
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const latencies: number[] = []
  return {
    latencies,
    send: async () => {
      const started = performance.now()
      const response = await client.request({ method: 'POST', path: '/graphql', headers, body })
      await response.body.text()
      latencies.push(performance.now() - started)
      if (response.statusCode !== 200)
        throw new Error(`The response status is ${response.statusCode}.`)
    },
    close: () => client.close(),
  }
}

const printRow = (cells: readonly string[]): void => {
  const [first = '', ...others] = cells
  process.stdout.write(`${first.padEnd(50)}${others.map((cell) => cell.padStart(11)).join('')}\n`)
}

const ms = (value: number): string => value.toFixed(3)

pinThisProcess()
printRow(['latency in ms', 'raw p50', 'p50', 'adds', 'raw p99', 'p99', 'adds'])
for (const latencyMs of LATENCIES_MS) {
  const upstream = await startUpstream({ latencyMs })
  const raw = await RAW.start(upstream.url)
  const gateway = await startGateway(upstream.url, { environment: CACHES_OFF })
  for (const [name, query] of QUERIES) {
    const probers = [
      await createProber(raw.port, 'raw', query),
      await createProber(gateway.port, 'gateway', query),
    ]
    for (let index = 0; index < WARM_UP + requests; index++) {
      for (const prober of probers) {
        await prober.send()
        if (index < WARM_UP) prober.latencies.length = 0
      }
    }
    const cells = [50, 99].flatMap((percent) => {
      const [rawMs = 0, gatewayMs = 0] = probers.map(({ latencies }) =>
        percentile(latencies, percent),
      )
      return [rawMs, gatewayMs, gatewayMs - rawMs].map(ms)
    })
    printRow([`${name}, upstream latency ${latencyMs} ms`, ...cells])
    for (const prober of probers) await prober.close()
  }
  await Promise.all([raw.stop(), gateway.stop(), upstream.stop()])
}
