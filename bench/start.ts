// Measures the time from the start of the command to its first answer, with a key and on the sandbox, beside a bare HTTP
// server of Node.js.
//
//   npm run bench:start

import { performance } from 'node:perf_hooks'

import { CACHES_OFF, startCommand } from './lib/contenders.ts'
import { wait } from './lib/processes.ts'
import { median } from './lib/statistics.ts'

const STARTS = 7

/** The time in which the first start writes the compiled code that later ones read. */
const FLUSH_MS = 5000

const BARE_SERVER =
  "require('node:http').createServer((_, response) => response.end()).listen(process.env.PORT, process.env.HOST)"

interface Started {
  readonly name: string
  readonly environment: Readonly<Record<string, string>>
  readonly command?: readonly string[]
}

const BARE: Started = { name: 'a bare server', environment: {}, command: ['-e', BARE_SERVER] }

const STARTED: readonly Started[] = [
  { name: 'with a key', environment: { X_BEARER_TOKEN: 'bench', ...CACHES_OFF } },
  { name: 'on the sandbox', environment: {} },
  BARE,
]

const isAnswering = async (port: number): Promise<boolean> => {
  try {
    const body = JSON.stringify({ query: '{ __typename }' })
    const headers = { 'content-type': 'application/json' }
    const url = `http://127.0.0.1:${port}/graphql`
    return (await fetch(url, { method: 'POST', headers, body })).ok
  } catch {
    return false
  }
}

/** The milliseconds to the first answer, and those of CPU time. */
const start = async ({ environment, command }: Started, thenMs = 0) => {
  const begin = performance.now()
  const { port, cpuSeconds, stop } = await startCommand(environment, command)
  while (!(await isAnswering(port))) await wait(2)
  const times = { ms: performance.now() - begin, cpuMs: cpuSeconds() * 1000 }
  await wait(thenMs)
  await stop()
  return times
}

const first = new Map<Started, number>()
for (const each of STARTED) first.set(each, (await start(each, FLUSH_MS)).ms)

const times = new Map(STARTED.map((each) => [each, { ms: [] as number[], cpuMs: [] as number[] }]))
// In turns, because the speed of a machine varies.
for (let count = 0; count < STARTS; count++) {
  for (const [each, { ms, cpuMs }] of times) {
    const started = await start(each)
    ms.push(started.ms)
    cpuMs.push(started.cpuMs)
  }
}
const bareMs = median(times.get(BARE)?.ms ?? [])
for (const [each, { ms, cpuMs }] of times) {
  process.stdout.write(
    `${each.name}: ${median(ms).toFixed(0)} ms to the first answer, ${Math.min(...ms).toFixed(0)} at least, ${(median(ms) / bareMs).toFixed(1)} times a bare server; CPU ${median(cpuMs).toFixed(0)} ms; first start ${first.get(each)?.toFixed(0)} ms\n`,
  )
}
