// Measures the time from the start of the command to its first answer, with a key and on the sandbox.
//
//   npm run bench:start

import { performance } from 'node:perf_hooks'

import { CACHES_OFF, startCommand } from './lib/contenders.ts'
import { wait } from './lib/processes.ts'
import { median } from './lib/statistics.ts'

const STARTS = 7

/** The time in which the first start writes the compiled code that later ones read. */
const FLUSH_MS = 5000

const STARTED: readonly (readonly [name: string, environment: Readonly<Record<string, string>>])[] =
  [
    ['with a key', { X_BEARER_TOKEN: 'bench', ...CACHES_OFF }],
    ['on the sandbox', {}],
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

const start = async (environment: Readonly<Record<string, string>>, thenMs: number) => {
  const begin = performance.now()
  const { port, stop } = await startCommand(environment)
  while (!(await isAnswering(port))) await wait(2)
  const ms = performance.now() - begin
  await wait(thenMs)
  await stop()
  return ms
}

for (const [name, environment] of STARTED) {
  const first = await start(environment, FLUSH_MS)
  const times: number[] = []
  for (let count = 0; count < STARTS; count++) times.push(await start(environment, 0))
  process.stdout.write(
    `${name}: ${median(times).toFixed(0)} ms to the first answer, ${Math.min(...times).toFixed(0)} at least; first start ${first.toFixed(0)} ms\n`,
  )
}
