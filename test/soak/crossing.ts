// Twenty thousand requests of callers of all kinds through one shared cache, while accounts come and go, X fails and users
// take back the app's access: no private number is shown to anyone else, nor with a credential that X has refused.
//
//   npm run fuzz:crossing
//   node test/soak/crossing.ts --count 1000 --seed 7

import { parseArgs } from 'node:util'

import { positive } from '../../bench/lib/numbers.ts'
import { runCrossing, type Scenario } from '../kit/crossing.ts'
import { hasRedis } from '../kit/redis.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const count = positive('--count', values.count)
const firstSeed = positive('--seed', values.seed)

const MOST_TOLD = 20
const SIZE = { steps: 40, perStep: 64 }
const SCENARIOS: readonly Scenario[] = (['current', 'classic'] as const).flatMap((manners) => [
  { manners, isKeyed: true },
  { manners, isKeyed: false },
  { manners, isKeyed: false, faults: true },
  ...(hasRedis ? [{ manners, isKeyed: true, redis: true }] : []),
])

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

say(`${count} requests, seed ${firstSeed}${hasRedis ? '' : '; without Redis'}`)
const begun = performance.now()
const total = { requests: 0, storable: 0, fromCache: 0, ofEarlier: 0, refused: 0, shown: 0 }
const breaches: string[] = []
for (let seed = firstSeed; total.requests < count && breaches.length === 0; seed++) {
  const scenario = SCENARIOS[seed % SCENARIOS.length] as Scenario
  const outcome = await runCrossing({ ...scenario, seed, ...SIZE })
  for (const name of ['requests', 'storable', 'fromCache', 'ofEarlier', 'refused'] as const) {
    total[name] += outcome[name]
  }
  for (const numbers of outcome.seen.values()) total.shown += numbers
  say(
    `  ${String(total.requests).padStart(6)}  seed ${seed}, ${JSON.stringify(scenario)}: ${outcome.breaches.length} crossings`,
  )
  breaches.push(...outcome.breaches.map((breach) => `--seed ${seed} --count 1: ${breach}`))
}
const seconds = (performance.now() - begun) / 1000
say(
  [
    `${total.requests} requests in ${seconds.toFixed(0)} s: ${breaches.length} crossings`,
    `  ${total.shown} private numbers shown to their owners, ${total.ofEarlier} answers from the archive`,
    `  ${total.storable} answers may be stored, ${total.fromCache} came from the shared cache`,
    `  ${total.refused} credentials refused by X`,
  ].join('\n'),
)
for (const breach of breaches.slice(0, MOST_TOLD)) process.stderr.write(`${breach}\n`)
if (breaches.length > 0) process.exitCode = 1
