// Requests that use up memory, time or money, each against a gateway of its own with a heap of 256 MB, beside normal
// traffic and without. Each is refused or bounded, the process lives, and the p99 of the others is at most twice as long.
//
//   npm run load:bounds
//   node test/soak/bounds.ts --rounds 5 --only "long post"

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { Pool } from 'undici'

import { startGateway } from '../../bench/lib/contenders.ts'
import { median, percentile, positive } from '../../bench/lib/numbers.ts'
import { pinThisProcess } from '../../bench/lib/processes.ts'
import { ROWS } from '../../bench/lib/queries.ts'
import { ATTACKS, type Attack, LONG_POST } from './lib/attacks.ts'
import { createTraffic, post } from './lib/traffic.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
})
const rounds = positive('--rounds', values.rounds)

const HEAP_MB = 256
const TURN_MS = 2000
const PAUSE_MS = 100
/** So many of each without a pause, for what they leave behind. */
const IN_A_ROW = 100
const MOST_RATIO = 2

const [, row] = ROWS
if (row === undefined) throw new Error('There is no normal traffic.')

/** X as far as it is needed: any post and user there is, and one of 25,000 characters. */
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

const codeIn = (text: string): string =>
  /"limit":"(\w+)"/.exec(text)?.[1] ?? /"code":"(\w+)"/.exec(text)?.[1] ?? 'answered'

interface Outcome {
  readonly came: ReadonlySet<string>
  readonly largest: number
  readonly mostCalls: number
  readonly without: number
  readonly beside: number
  readonly ratio: number
  readonly peak: number
  readonly metricsBytes: number
  readonly broken: readonly string[]
}

const tryAttack = async ({ name, body, comes }: Attack): Promise<Outcome> => {
  const gateway = await startGateway(upstreamUrl, {
    environment: { CACHE_TTL_SECONDS: '86400', NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
  })
  const url = `http://127.0.0.1:${gateway.port}`
  const clients = createTraffic(url, row)
  const enemy = new Pool(url, { connections: 1 })
  const came = new Set<string>()
  const broken = new Set<string>()
  let number = 0
  let largest = 0
  let mostCalls = 0

  const send = async (): Promise<void> => {
    number += 1
    const before = calls
    const { status, text } = await post(enemy, body(number))
    mostCalls = Math.max(mostCalls, calls - before)
    largest = Math.max(largest, text.length)
    came.add(`${status} ${codeIn(text)}`)
    if (status >= 500 || !comes.test(text)) broken.add(`${name}: ${status} ${text.slice(0, 200)}`)
  }
  const attack = async (stop: AbortSignal): Promise<void> => {
    while (!stop.aborted) {
      await send()
      await wait(PAUSE_MS)
    }
  }

  const without: number[] = []
  const beside: number[] = []
  const ratios: number[] = []
  let metricsBytes = 0
  try {
    await clients.run(2000)
    for (let count = 0; count < IN_A_ROW; count++) await send()
    for (let round = 0; round < rounds; round++) {
      const alone = await clients.run(TURN_MS)
      const ending = new AbortController()
      const attacking = attack(ending.signal)
      const attacked = await clients.run(TURN_MS)
      ending.abort()
      await attacking
      for (const ms of alone) without.push(ms)
      for (const ms of attacked) beside.push(ms)
      ratios.push(percentile(attacked, 99) / percentile(alone, 99))
    }
    metricsBytes = (await (await fetch(`${url}/metrics`)).text()).length
  } catch (error) {
    broken.add(`${name}: ${gateway.child.exitCode ?? gateway.child.signalCode ?? ''} ${error}`)
  }
  if (gateway.child.exitCode !== null || gateway.child.signalCode !== null)
    broken.add(`${name}: the process has ended.`)
  const ratio = median(ratios)
  if (!(ratio <= MOST_RATIO))
    broken.add(`${name}: the p99 of the others was ${ratio.toFixed(2)} times as long.`)
  const { peak } = gateway.child.exitCode === null ? gateway.memory() : { peak: Number.NaN }
  await Promise.all([clients.close().catch(() => {}), enemy.destroy()])
  await gateway.stop()
  return {
    came,
    largest,
    mostCalls,
    without: percentile(without, 99),
    beside: percentile(beside, 99),
    ratio,
    peak,
    metricsBytes,
    broken: [...broken],
  }
}

const HEADS = ['largest kB', 'calls', 'p99 alone', 'p99 beside', 'ratio', 'peak MB', '/metrics kB']
process.stdout.write(
  `${'attack'.padEnd(42)}${HEADS.map((each) => each.padStart(12)).join('')}  came to\n`,
)
const broken: string[] = []
for (const attack of ATTACKS.filter(({ name }) => name.includes(values.only))) {
  const outcome = await tryAttack(attack)
  const cells = [
    (outcome.largest / 1000).toFixed(0),
    String(outcome.mostCalls),
    outcome.without.toFixed(1),
    outcome.beside.toFixed(1),
    outcome.ratio.toFixed(2),
    outcome.peak.toFixed(0),
    (outcome.metricsBytes / 1000).toFixed(0),
  ]
  process.stdout.write(
    `${attack.name.padEnd(42)}${cells.map((each) => each.padStart(12)).join('')}  ${[...outcome.came].join(', ')}\n`,
  )
  broken.push(...outcome.broken)
}
upstream.close()
if (broken.length > 0) {
  process.stderr.write(`${broken.join('\n')}\n`)
  process.exitCode = 1
}
