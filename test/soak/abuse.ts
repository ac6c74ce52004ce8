// Measures normal traffic with and without a concurrent attacker, in alternating turns, on one gateway with a core of its
// own. Hostile requests must be answered within 50 ms, and must not slow down other clients much.
//
//   npm run load:abuse

import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { Pool } from 'undici'

import { startGateway } from '../../bench/lib/contenders.ts'
import { pinThisProcess } from '../../bench/lib/processes.ts'
import { WORKLOADS } from '../../bench/lib/queries.ts'
import { median, parsePositive, percentile } from '../../bench/lib/statistics.ts'
import { startUpstream } from '../../bench/lib/upstream.ts'
import { HOSTILE_QUERIES, type HostileQuery } from './lib/hostile.ts'
import { createTraffic, post } from './lib/traffic.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '6' } } })
const rounds = parsePositive('--rounds', values.rounds)

const TURN_MS = 3000
const MAX_MS = 50
const MAX_RATIO = 2

/** Pause between two hostile requests. */
const PAUSE_MS = 100

/** Repetitions of each hostile request when its CPU time is measured. */
const REPETITIONS = 10

const [, workload] = WORKLOADS
if (workload === undefined) throw new Error('The workload is missing.')

pinThisProcess()
const upstream = await startUpstream()
const gateway = await startGateway(upstream.url, { environment: { CACHE_TTL_SECONDS: '86400' } })
const url = `http://127.0.0.1:${gateway.port}`

const clients = createTraffic(url, workload)

const responseTimes = new Map(HOSTILE_QUERIES.map(({ name }) => [name, [] as number[]]))
const outcomes = new Map<string, Set<string>>(HOSTILE_QUERIES.map(({ name }) => [name, new Set()]))
const failures: string[] = []
let count = 0

const outcomeOf = (text: string): string =>
  /"limit":"(\w+)"/.exec(text)?.[1] ?? /"code":"(\w+)"/.exec(text)?.[1] ?? 'ok'

/** Sends one hostile request, and returns its response time in milliseconds. */
const send = async ({ name, body, within }: HostileQuery): Promise<number> => {
  count += 1
  // The gateway closes a connection whose body it rejects.
  const attacker = new Pool(url, { connections: 1 })
  const { status, text, ms } = await post(attacker, body(count))
  await attacker.destroy()
  outcomes.get(name)?.add(`${status} ${outcomeOf(text)}`)
  if (within !== true && !text.includes('"errors":')) failures.push(`${name} was not rejected.`)
  return ms
}

const attack = async (stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    const hostile = HOSTILE_QUERIES[count % HOSTILE_QUERIES.length] as HostileQuery
    responseTimes.get(hostile.name)?.push(await send(hostile))
    await wait(PAUSE_MS)
  }
}

// Warm-up: loads and compiles all code.
await clients.run(2000)
const warmingUp = new AbortController()
await Promise.all([
  clients.run(2000),
  attack(warmingUp.signal),
  wait(2000).then(() => warmingUp.abort()),
])
for (const times of responseTimes.values()) times.length = 0

/** CPU milliseconds per hostile request, which do not depend on other load on the machine. */
const cpuMs = new Map<string, number>()
for (const hostile of HOSTILE_QUERIES) {
  const before = gateway.cpuSeconds()
  for (let time = 0; time < REPETITIONS; time++) await send(hostile)
  cpuMs.set(hostile.name, ((gateway.cpuSeconds() - before) / REPETITIONS) * 1000)
}

const baseline: number[] = []
const underAttack: number[] = []
const ratios: number[] = []
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
const { peak } = gateway.memory()
await clients.close()
await Promise.all([gateway.stop(), upstream.stop()])

const cell = (value: number): string => value.toFixed(1).padStart(10)
process.stdout.write(
  [
    `${'hostile'.padEnd(40)}${['CPU', 'median', 'max'].map((each) => each.padStart(10)).join('')} ms  outcomes`,
    ...HOSTILE_QUERIES.map(({ name }) => {
      const times = responseTimes.get(name) ?? []
      return `${name.padEnd(40)}${cell(cpuMs.get(name) ?? 0)}${cell(median(times))}${cell(percentile(times, 100))}     ${[...(outcomes.get(name) ?? [])].join(', ')}`
    }),
    '',
    `normal traffic: ${workload.name}, ${workload.connections} connections, ${rounds} turns of ${TURN_MS / 1000} s each`,
    `  baseline      p50 ${cell(median(baseline))} ms  p99 ${cell(percentile(baseline, 99))} ms  ${baseline.length} responses`,
    `  under attack  p50 ${cell(median(underAttack))} ms  p99 ${cell(percentile(underAttack, 99))} ms  ${underAttack.length} responses`,
    `  p99 ratio: ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}); peak ${peak.toFixed(0)} MB`,
    '',
  ].join('\n'),
)

/** On a busy machine, only CPU time is checked, because response times depend on other load. */
const isBusy = percentile(baseline, 99) >= MAX_MS
if (isBusy) {
  process.stdout.write(
    `The machine is busy: normal requests take ${MAX_MS} ms even without an attacker. Only CPU time is checked.\n`,
  )
}
for (const [name, times] of responseTimes) {
  const ms = Math.max(cpuMs.get(name) ?? Number.NaN, isBusy ? 0 : median(times))
  if (!(ms < MAX_MS)) failures.push(`${name} took ${ms.toFixed(1)} ms.`)
}
if (!(median(ratios) <= MAX_RATIO)) {
  failures.push(`The p99 of normal traffic grew by a factor of ${median(ratios).toFixed(2)}.`)
}
if (failures.length > 0) {
  process.stderr.write(`${failures.join('\n')}\n`)
  process.exitCode = 1
}
