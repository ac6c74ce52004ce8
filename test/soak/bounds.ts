// Sends requests that try to exhaust memory, time or money, each against a gateway of its own with a heap of 256 MB, with
// and without normal traffic. Each must be rejected or bounded, the process must survive, and the p99 of other clients may
// at most double.
//
//   npm run load:bounds
//   node test/soak/bounds.ts --rounds 5 --only "long post"

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { Pool } from 'undici'

import { startGateway } from '../../bench/lib/contenders.ts'
import { pinThisProcess } from '../../bench/lib/processes.ts'
import { WORKLOADS } from '../../bench/lib/queries.ts'
import { median, parsePositive, percentile } from '../../bench/lib/statistics.ts'
import { ATTACKS, type Attack, LONG_POST } from './lib/attacks.ts'
import { createTraffic, post } from './lib/traffic.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
})
const rounds = parsePositive('--rounds', values.rounds)

const MEMORY_MB = 256
const TURN_MS = 2000
const PAUSE_MS = 100
/** Consecutive requests of each attack, to reveal leaks. */
const BURST = 100
const MAX_RATIO = 2

const [, workload] = WORKLOADS
if (workload === undefined) throw new Error('The workload is missing.')

/** A minimal X that knows every post and user id. One post has 25,000 characters. */
let calls = 0
const METRICS = {
  like_count: 1,
  retweet_count: 2,
  reply_count: 3,
  quote_count: 4,
  bookmark_count: 5,
  impression_count: 6,
}
const NOTE = { text: 'All of it, and "more". '.repeat(1087) }
const itemOf = (id: string): object => ({
  id,
  text: `Post ${id}`,
  author_id: '1',
  username: `user${id}`.slice(0, 15),
  name: `User ${id}`,
  public_metrics: METRICS,
  edit_history_tweet_ids: [id],
  ...(id === LONG_POST && { note_tweet: NOTE }),
})
const upstream = createServer((request, response) => {
  calls += 1
  const ids = /[?&]ids=([\d,]+)/.exec(request.url ?? '')?.[1]?.split(',')
  const data = (ids ?? ['1', '2', '3', '4', '5']).map(itemOf)
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ data, meta: { result_count: data.length } }))
})
await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`

pinThisProcess()

const outcomeOf = (text: string): string =>
  /"limit":"(\w+)"/.exec(text)?.[1] ?? /"code":"(\w+)"/.exec(text)?.[1] ?? 'ok'

interface Measurement {
  readonly outcomes: ReadonlySet<string>
  readonly maxBytes: number
  readonly maxCalls: number
  readonly baseline: number
  readonly underAttack: number
  readonly ratio: number
  readonly peak: number
  readonly metricsBytes: number
  readonly failures: readonly string[]
}

const runAttack = async ({ name, body, expected }: Attack): Promise<Measurement> => {
  const gateway = await startGateway(upstreamUrl, {
    environment: { CACHE_TTL_SECONDS: '86400', MEMORY_MB: String(MEMORY_MB) },
  })
  const url = `http://127.0.0.1:${gateway.port}`
  const clients = createTraffic(url, workload)
  const attacker = new Pool(url, { connections: 1 })
  const outcomes = new Set<string>()
  const failures = new Set<string>()
  let number = 0
  let maxBytes = 0
  let maxCalls = 0

  const send = async (): Promise<void> => {
    number += 1
    const before = calls
    const { status, text } = await post(attacker, body(number))
    maxCalls = Math.max(maxCalls, calls - before)
    maxBytes = Math.max(maxBytes, text.length)
    outcomes.add(`${status} ${outcomeOf(text)}`)
    if (status >= 500 || !expected.test(text))
      failures.add(`${name}: ${status} ${text.slice(0, 200)}`)
  }
  const attack = async (stop: AbortSignal): Promise<void> => {
    while (!stop.aborted) {
      await send()
      await wait(PAUSE_MS)
    }
  }

  const baseline: number[] = []
  const underAttack: number[] = []
  const ratios: number[] = []
  let metricsBytes = 0
  try {
    await clients.run(2000)
    for (let count = 0; count < BURST; count++) await send()
    for (let round = 0; round < rounds; round++) {
      const alone = await clients.run(TURN_MS)
      const ending = new AbortController()
      const attacking = attack(ending.signal)
      const attacked = await clients.run(TURN_MS)
      ending.abort()
      await attacking
      for (const ms of alone) baseline.push(ms)
      for (const ms of attacked) underAttack.push(ms)
      ratios.push(percentile(attacked, 99) / percentile(alone, 99))
    }
    metricsBytes = (await (await fetch(`${url}/metrics`)).text()).length
  } catch (error) {
    failures.add(`${name}: ${gateway.child.exitCode ?? gateway.child.signalCode ?? ''} ${error}`)
  }
  if (gateway.child.exitCode !== null || gateway.child.signalCode !== null)
    failures.add(`${name}: the process exited.`)
  const ratio = median(ratios)
  if (!(ratio <= MAX_RATIO))
    failures.add(`${name}: the p99 of other clients grew by a factor of ${ratio.toFixed(2)}.`)
  const { peak } = gateway.child.exitCode === null ? gateway.memory() : { peak: Number.NaN }
  await Promise.all([clients.close().catch(() => {}), attacker.destroy()])
  await gateway.stop()
  return {
    outcomes,
    maxBytes,
    maxCalls,
    baseline: percentile(baseline, 99),
    underAttack: percentile(underAttack, 99),
    ratio,
    peak,
    metricsBytes,
    failures: [...failures],
  }
}

const COLUMNS = ['max kB', 'calls', 'p99 alone', 'p99 attack', 'ratio', 'peak MB', '/metrics kB']
process.stdout.write(
  `${'attack'.padEnd(42)}${COLUMNS.map((each) => each.padStart(12)).join('')}  outcomes\n`,
)
const failures: string[] = []
for (const attack of ATTACKS.filter(({ name }) => name.includes(values.only))) {
  const result = await runAttack(attack)
  const cells = [
    (result.maxBytes / 1000).toFixed(0),
    String(result.maxCalls),
    result.baseline.toFixed(1),
    result.underAttack.toFixed(1),
    result.ratio.toFixed(2),
    result.peak.toFixed(0),
    (result.metricsBytes / 1000).toFixed(0),
  ]
  process.stdout.write(
    `${attack.name.padEnd(42)}${cells.map((each) => each.padStart(12)).join('')}  ${[...result.outcomes].join(', ')}\n`,
  )
  failures.push(...result.failures)
}
upstream.close()
if (failures.length > 0) {
  process.stderr.write(`${failures.join('\n')}\n`)
  process.exitCode = 1
}
