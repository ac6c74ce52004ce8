// Compares what several gateways on one Redis cost X with what one gateway costs: posts read and calls, for the same queries
// in a burst, asked again, in waves and at a steady rate, public and private. Exits with 1 if a claim fails.
//
//   npm run load:machines
//   node test/soak/machines.ts --gateways 1,3,8
//   node test/soak/machines.ts --workers 1,3,8
//
// With one of these options, other claims are measured instead, at the largest of the numbers of gateways:
//
//   node test/soak/machines.ts --gateways 8 --subscribers 1000
//   node test/soak/machines.ts --gateways 3 --kills 50
//   node test/soak/machines.ts --gateways 3 --restarts 20

import { parseArgs } from 'node:util'

import { pinThisProcess } from '../../bench/lib/processes.ts'
import { parsePositive } from '../../bench/lib/statistics.ts'
import { runRestarts, runSubscribers } from './lib/machines-faults.ts'
import { delayRows, runKills } from './lib/machines-kills.ts'
import { type Measured, measureLoads } from './lib/machines-loads.ts'
import { startMachines } from './lib/machines-setup.ts'
import { type Claims, printClaims } from './lib/report.ts'

const { values } = parseArgs({
  options: {
    gateways: { type: 'string', default: '1,3,8' },
    /** One gateway with so many workers, in place of so many gateways. */
    workers: { type: 'string' },
    subscribers: { type: 'string' },
    kills: { type: 'string' },
    restarts: { type: 'string' },
  },
})
const unit = values.workers === undefined ? 'gateways' : 'workers'
const counts = (values.workers ?? values.gateways)
  .split(',')
  .map((count) => parsePositive(`--${unit}`, count))
const largest = Math.max(...counts)
const startSome = (count: number) =>
  startMachines(
    unit === 'gateways' ? { gateways: count, workers: 1 } : { gateways: 1, workers: count },
  )

const FACTOR = 1.15

/** The most calls relative to one gateway. A lone request leaves at once at each gateway, and so does the first of each wave. */
const mostCalls = (load: string, count: number): number => {
  if (load.startsWith('steady')) return FACTOR
  if (load.startsWith('waves')) return Math.max(1.5, count / 2)
  return count <= 3 ? 1.5 : 2.5
}

/** The fewest posts per call at the large steady load, where one gateway has 95. */
const FULL = 90

const MAX_DELAY_MS = 2500

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const claim = (text: string, holds: boolean, violation = ''): Claims[number] => [
  text,
  holds ? [] : [violation],
]

const ratio = (value: number, base: number): string =>
  base === 0 ? '–' : (value / base).toFixed(2)

const printMeasured = (count: number, measured: Measured, one: Measured): void => {
  const { load, calls, posts } = measured
  print(
    [
      String(count).padStart(8),
      load.padEnd(17),
      String(calls).padStart(5),
      String(posts).padStart(10),
      (calls === 0 ? '–' : (posts / calls).toFixed(1)).padStart(10),
      ratio(calls, one.calls).padStart(7),
      ratio(posts, one.posts).padStart(7),
    ].join('  '),
  )
}

const claimsOf = (count: number, measured: Measured, one: Measured): Claims => {
  const { load, calls, posts, wrong } = measured
  const name = `${count} ${unit}, ${load}`
  const most = mostCalls(load, count)
  const counted = `${calls} calls, ${posts} posts; one: ${one.calls} calls, ${one.posts} posts`
  return [
    [`${name}: every answer is right`, wrong],
    claim(`${name}: posts within ${FACTOR} ×`, posts <= one.posts * FACTOR, counted),
    claim(`${name}: calls within ${most} ×`, calls <= one.calls * most, counted),
    ...(load === 'steady, large'
      ? [claim(`${name}: ${FULL} posts per call`, posts >= calls * FULL, counted)]
      : []),
  ]
}

const compareLoads = async (): Promise<void> => {
  print(`${unit.padStart(8)}  load               calls  posts read  posts/call  calls ×  posts ×`)
  const baseline = new Map<string, Measured>()
  const claims: Claims[number][] = []
  for (const count of counts) {
    await using machines = await startSome(count)
    for (const measured of await measureLoads(machines)) {
      const one = baseline.get(measured.load) ?? measured
      baseline.set(measured.load, one)
      printMeasured(count, measured, one)
      claims.push(...claimsOf(count, measured, one))
    }
  }
  printClaims(claims)
}

const checkSubscribers = async (subscribers: number): Promise<void> => {
  await using machines = await startSome(largest)
  const { intervals, lost } = await runSubscribers(machines, subscribers)
  printClaims([
    claim(
      `${subscribers} subscribers at ${largest} ${unit}: one call an interval`,
      intervals.every((calls) => calls === 1),
      intervals.join(' '),
    ),
    claim('no subscriber lost a change', lost === 0, `${lost} did`),
  ])
}

const checkKills = async (kills: number): Promise<void> => {
  await using machines = await startSome(Math.max(3, largest))
  const { queries, failures, delays } = await runKills(machines, kills)
  for (const row of delayRows(delays)) print(row)
  const longest = Math.max(...delays.map(({ ms }) => ms))
  printClaims([
    [`${kills} gateways killed: no query of ${queries} at a surviving one failed`, failures],
    claim(
      `the longest delay is under ${MAX_DELAY_MS} ms`,
      longest < MAX_DELAY_MS,
      `${longest.toFixed(0)} ms`,
    ),
    claim('queries waited for the killed gateways', delays.length >= kills, `${delays.length}`),
  ])
}

const checkRestarts = async (restarts: number): Promise<void> => {
  await using machines = await startSome(largest)
  const { queries, failures, calls, posts } = await runRestarts(machines, restarts)
  print(`${calls} calls, ${posts} posts read`)
  printClaims([
    [`Redis restarted ${restarts} times: no query of ${queries.length} failed`, failures],
  ])
}

pinThisProcess()
const { subscribers, kills, restarts } = values
if (subscribers === undefined && kills === undefined && restarts === undefined) await compareLoads()
if (subscribers !== undefined) await checkSubscribers(parsePositive('--subscribers', subscribers))
if (kills !== undefined) await checkKills(parsePositive('--kills', kills))
if (restarts !== undefined) await checkRestarts(parsePositive('--restarts', restarts))
process.exit()
