// Runs the isolation fuzz test with 20,000 requests of callers of all kinds through one shared cache, while accounts connect
// and disconnect, X fails and users revoke access. No private metric may reach another caller, or a caller whose credential
// X refused.
//
//   npm run fuzz:crossing
//   node test/soak/crossing.ts --count 1000 --seed 7

import { parseArgs } from 'node:util'

import { parsePositive } from '../../bench/lib/statistics.ts'
import { runIsolationFuzz, type Scenario } from '../kit/isolation.ts'
import { hasRedis } from '../kit/redis.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const count = parsePositive('--count', values.count)
const firstSeed = parsePositive('--seed', values.seed)

const MAX_REPORTED = 20
const SIZE = { steps: 40, perStep: 64 }
const SCENARIOS: readonly Scenario[] = (['current', 'classic'] as const).flatMap((manners) => [
  { manners, isKeyed: true },
  { manners, isKeyed: false },
  { manners, isKeyed: false, faults: true },
  ...(hasRedis ? [{ manners, isKeyed: true, redis: true }] : []),
])

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

print(`${count} requests, seed ${firstSeed}${hasRedis ? '' : '; without Redis'}`)
const started = performance.now()
const total = {
  requests: 0,
  storable: 0,
  fromCache: 0,
  fromArchive: 0,
  refused: 0,
  privateMetrics: 0,
}
const breaches: string[] = []
for (let seed = firstSeed; total.requests < count && breaches.length === 0; seed++) {
  const scenario = SCENARIOS[seed % SCENARIOS.length] as Scenario
  const result = await runIsolationFuzz({ ...scenario, seed, ...SIZE })
  for (const name of ['requests', 'storable', 'fromCache', 'fromArchive', 'refused'] as const) {
    total[name] += result[name]
  }
  for (const numbers of result.seen.values()) total.privateMetrics += numbers
  print(
    `  ${String(total.requests).padStart(6)}  seed ${seed}, ${JSON.stringify(scenario)}: ${result.breaches.length} breaches`,
  )
  breaches.push(...result.breaches.map((breach) => `--seed ${seed} --count 1: ${breach}`))
}
const seconds = (performance.now() - started) / 1000
print(
  [
    `${total.requests} requests in ${seconds.toFixed(0)} s: ${breaches.length} breaches`,
    `  ${total.privateMetrics} private metrics returned to their owners, ${total.fromArchive} responses with archived metrics`,
    `  ${total.storable} storable responses, ${total.fromCache} results from the shared cache`,
    `  ${total.refused} credentials refused by X`,
  ].join('\n'),
)
for (const breach of breaches.slice(0, MAX_REPORTED)) process.stderr.write(`${breach}\n`)
if (breaches.length > 0) process.exitCode = 1
