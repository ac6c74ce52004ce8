// Normal traffic with somebody of bad will beside it, and without: turn by turn, for one gateway on a core of its own.
// What is sent to bring it down is answered in less than 50 ms, and nobody else waits much longer for it.
//
//   npm run load:abuse

import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { Pool } from 'undici'

import { startGateway } from '../../bench/lib/contenders.ts'
import { median, percentile, positive } from '../../bench/lib/numbers.ts'
import { pinThisProcess } from '../../bench/lib/processes.ts'
import { ROWS } from '../../bench/lib/queries.ts'
import { startUpstream } from '../../bench/lib/upstream.ts'
import { HOSTILE, type Hostile } from './lib/hostile.ts'
import { createTraffic, post } from './lib/traffic.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '6' } } })
const rounds = positive('--rounds', values.rounds)

const TURN_MS = 3000
const MOST_MS = 50
const MOST_RATIO = 2

/** From one hostile request to the next. */
const PAUSE_MS = 100

/** So many of each, for what it takes of the processor. */
const ALONE = 10

const [, row] = ROWS
if (row === undefined) throw new Error('There is no normal traffic.')

pinThisProcess()
const upstream = await startUpstream()
const gateway = await startGateway(upstream.url, { environment: { CACHE_TTL_SECONDS: '86400' } })
const url = `http://127.0.0.1:${gateway.port}`

const clients = createTraffic(url, row)

const taken = new Map(HOSTILE.map(({ name }) => [name, [] as number[]]))
const came = new Map<string, Set<string>>(HOSTILE.map(({ name }) => [name, new Set()]))
const broken: string[] = []
let number = 0

const codeIn = (text: string): string =>
  /"limit":"(\w+)"/.exec(text)?.[1] ?? /"code":"(\w+)"/.exec(text)?.[1] ?? 'answered'

/** One of them; how long it took. */
const send = async ({ name, body, within }: Hostile): Promise<number> => {
  number += 1
  // A connection that is refused a body is closed.
  const enemy = new Pool(url, { connections: 1 })
  const { status, text, ms } = await post(enemy, body(number))
  await enemy.destroy()
  came.get(name)?.add(`${status} ${codeIn(text)}`)
  if (within !== true && !text.includes('"errors":')) broken.push(`${name} was answered.`)
  return ms
}

const attack = async (stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    const hostile = HOSTILE[number % HOSTILE.length] as Hostile
    taken.get(hostile.name)?.push(await send(hostile))
    await wait(PAUSE_MS)
  }
}

/** First everything once, so that all of it has been loaded and compiled. */
await clients.run(2000)
const warmingUp = new AbortController()
await Promise.all([
  clients.run(2000),
  attack(warmingUp.signal),
  wait(2000).then(() => warmingUp.abort()),
])
for (const times of taken.values()) times.length = 0

/** What each takes of the processor, in milliseconds: that depends on nobody else's being there. */
const spent = new Map<string, number>()
for (const hostile of HOSTILE) {
  const before = gateway.cpuSeconds()
  for (let time = 0; time < ALONE; time++) await send(hostile)
  spent.set(hostile.name, ((gateway.cpuSeconds() - before) / ALONE) * 1000)
}

const without: number[] = []
const beside: number[] = []
const ratios: number[] = []
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
const { peak } = gateway.memory()
await clients.close()
await Promise.all([gateway.stop(), upstream.stop()])

const cell = (value: number): string => value.toFixed(1).padStart(10)
process.stdout.write(
  [
    `${'hostile'.padEnd(40)}${['processor', 'median', 'most'].map((each) => each.padStart(10)).join('')} ms  came to`,
    ...HOSTILE.map(({ name }) => {
      const times = taken.get(name) ?? []
      return `${name.padEnd(40)}${cell(spent.get(name) ?? 0)}${cell(median(times))}${cell(percentile(times, 100))}     ${[...(came.get(name) ?? [])].join(', ')}`
    }),
    '',
    `normal traffic: ${row.name}, ${row.connections} connections, ${rounds} turns of ${TURN_MS / 1000} s each`,
    `  without  p50 ${cell(median(without))} ms  p99 ${cell(percentile(without, 99))} ms  ${without.length} answers`,
    `  beside   p50 ${cell(median(beside))} ms  p99 ${cell(percentile(beside, 99))} ms  ${beside.length} answers`,
    `  p99 beside over without: ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}); peak ${peak.toFixed(0)} MB`,
    '',
  ].join('\n'),
)

/** Where others keep the machine so busy that nobody is answered in that time, it can only be told what was used. */
const busy = percentile(without, 99) >= MOST_MS
if (busy) {
  process.stdout.write(
    `The machine is busy: even without the hostile ones a request may wait ${MOST_MS} ms, so only the processor's time is judged.\n`,
  )
}
for (const [name, times] of taken) {
  const ms = Math.max(spent.get(name) ?? Number.NaN, busy ? 0 : median(times))
  if (!(ms < MOST_MS)) broken.push(`${name} took ${ms.toFixed(1)} ms.`)
}
if (!(median(ratios) <= MOST_RATIO)) {
  broken.push(`Normal traffic's p99 was ${median(ratios).toFixed(2)} times as long.`)
}
if (broken.length > 0) {
  process.stderr.write(`${broken.join('\n')}\n`)
  process.exitCode = 1
}
