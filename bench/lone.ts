// What the gateway adds to a lone request: one connection, one request after another, in turns to the raw
// pass-through and to the gateway with its caches off.
//
//   npm run bench:lone
//   node bench/lone.ts --requests 2000

import { parseArgs } from 'node:util'

import { Client } from 'undici'

import { CACHES_OFF, RAW, startGateway } from './lib/contenders.ts'
import { percentile, positive } from './lib/numbers.ts'
import { pinThisProcess } from './lib/processes.ts'
import { bodyOf, check, type Dialect, type Question } from './lib/queries.ts'
import { startUpstream } from './lib/upstream.ts'
import { ids } from './lib/world.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000' } } })
const requests = positive('--requests', values.requests)

const WARM_UP = 500
const LATENCIES_MS = [0, 20]
const QUESTIONS: readonly (readonly [name: string, Question])[] = [
  ['1 post', { operation: 'Posts', ids: ids.slice(0, 1) }],
  ['100 posts, media, authors', { operation: 'Whole', ids: ids.slice(0, 100) }],
]

interface Asked {
  /** Milliseconds of each answer. */
  readonly latencies: number[]
  once(): Promise<void>
  close(): Promise<void>
}

const asking = async (port: number, dialect: Dialect, question: Question): Promise<Asked> => {
  await check(port, dialect, question)
  const client = new Client(`http://127.0.0.1:${port}`)
  const body = bodyOf(dialect, question.operation, question.ids)
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const latencies: number[] = []
  return {
    latencies,
    once: async () => {
      const started = performance.now()
      const response = await client.request({ method: 'POST', path: '/graphql', headers, body })
      await response.body.text()
      latencies.push(performance.now() - started)
      if (response.statusCode !== 200) throw new Error(`Answered with ${response.statusCode}.`)
    },
    close: () => client.close(),
  }
}

const say = (cells: readonly string[]): void => {
  const [first = '', ...others] = cells
  process.stdout.write(`${first.padEnd(50)}${others.map((cell) => cell.padStart(11)).join('')}\n`)
}

const ms = (value: number): string => value.toFixed(3)

pinThisProcess()
say(['ms of a lone request', 'raw p50', 'p50', 'adds', 'raw p99', 'p99', 'adds'])
for (const latencyMs of LATENCIES_MS) {
  const upstream = await startUpstream({ latencyMs })
  const raw = await RAW.start(upstream.url)
  const gateway = await startGateway(upstream.url, { environment: CACHES_OFF })
  for (const [name, question] of QUESTIONS) {
    const both = [
      await asking(raw.port, 'raw', question),
      await asking(gateway.port, 'gateway', question),
    ]
    for (let index = 0; index < WARM_UP + requests; index++) {
      for (const one of both) {
        await one.once()
        if (index < WARM_UP) one.latencies.length = 0
      }
    }
    const cells = [50, 99].flatMap((percent) => {
      const [beside = 0, through = 0] = both.map(({ latencies }) => percentile(latencies, percent))
      return [beside, through, through - beside].map(ms)
    })
    say([`${name}, upstream takes ${latencyMs} ms`, ...cells])
    for (const one of both) await one.close()
  }
  await Promise.all([raw.stop(), gateway.stop(), upstream.stop()])
}
