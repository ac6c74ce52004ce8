// Compares what several gateways on one Redis cost X with what one gateway costs: posts read and calls, for the same queries
// in a burst, asked again, in waves and at a steady rate, public and private. Exits with 1 if a claim fails.
//
//   npm run load:machines
//   node test/soak/machines.ts --gateways 1,3,8 --workers 1
//   node test/soak/machines.ts --gateways 1,8 --subscribers 1000 --kills 50 --restarts 20

import { parseArgs } from 'node:util'

import { pinThisProcess } from '../../bench/lib/processes.ts'
import { parsePositive } from '../../bench/lib/statistics.ts'
import { runKills, runRestarts, runSubscribers } from './lib/machines-faults.ts'
import { type Measured, measureLoads } from './lib/machines-loads.ts'
import { startMachines } from './lib/machines-setup.ts'

const { values } = parseArgs({
  options: {
    gateways: { type: 'string', default: '1,3,8' },
    workers: { type: 'string', default: '1' },
    subscribers: { type: 'string' },
    kills: { type: 'string' },
    restarts: { type: 'string' },
  },
})
const counts = values.gateways.split(',').map((count) => parsePositive('--gateways', count))
const workers = parsePositive('--workers', values.workers)

const FACTOR = 1.15

/** The most calls relative to one gateway. A lone request leaves at once at each gateway, and so does the first of each wave. */
const mostCalls = (load: string, gateways: number): number => {
  if (load.startsWith('steady')) return FACTOR
  if (load.startsWith('waves')) return Math.max(1.5, gateways / 2)
  return gateways <= 3 ? 1.5 : 2.5
}

/** The fewest posts per call at the large steady load, where one gateway has 95. */
const FULL = 90

let failed = false
const check = (claim: string, holds: boolean): void => {
  process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${claim}\n`)
  failed ||= !holds
}

pinThisProcess()
const baseline = new Map<string, Measured>()
process.stdout.write(
  'gateways  load               calls  posts read  posts/call  calls ×  posts ×\n',
)
const claims: (() => void)[] = []
for (const gateways of counts) {
  await using machines = await startMachines({ gateways, workers })
  for (const measured of await measureLoads(machines)) {
    const { load, calls, posts, wrong } = measured
    const one = baseline.get(load) ?? measured
    if (gateways === counts[0]) baseline.set(load, measured)
    const ratio = (value: number, base: number): string =>
      base === 0 ? '–' : (value / base).toFixed(2)
    process.stdout.write(
      [
        String(gateways).padStart(8),
        load.padEnd(17),
        String(calls).padStart(5),
        String(posts).padStart(10),
        (calls === 0 ? '–' : (posts / calls).toFixed(1)).padStart(10),
        ratio(calls, one.calls).padStart(7),
        ratio(posts, one.posts).padStart(7),
      ]
        .join('  ')
        .concat('\n'),
    )
    const most = mostCalls(load, gateways)
    claims.push(() => {
      check(
        `${gateways} gateways, ${load}: every answer is right ${wrong[0] ?? ''}`,
        wrong.length === 0,
      )
      check(`${gateways} gateways, ${load}: posts within ${FACTOR} ×`, posts <= one.posts * FACTOR)
      check(`${gateways} gateways, ${load}: calls within ${most} ×`, calls <= one.calls * most)
      if (load === 'steady, large') {
        check(`${gateways} gateways, ${load}: ${FULL} posts per call`, posts >= calls * FULL)
      }
    })
  }
}
for (const claim of claims) claim()

const last = counts.at(-1) ?? 1
if (values.subscribers !== undefined) {
  await using machines = await startMachines({ gateways: last, workers })
  const subscribers = parsePositive('--subscribers', values.subscribers)
  const { intervals, lost } = await runSubscribers(machines, subscribers)
  check(
    `${subscribers} subscribers at ${last} gateways: one call an interval (${intervals.join(' ')})`,
    intervals.every((calls) => calls === 1),
  )
  check('no subscriber lost a change', lost === 0)
}
if (values.kills !== undefined) {
  await using machines = await startMachines({ gateways: Math.max(3, last), workers })
  const { kills, queries, failures, longestMs } = await runKills(
    machines,
    parsePositive('--kills', values.kills),
  )
  check(
    `${kills} gateways killed: no query of ${queries} at a surviving one failed ${failures[0] ?? ''}`,
    failures.length === 0,
  )
  check(`the longest delay was ${Math.round(longestMs)} ms, under 2500`, longestMs < 2500)
}
if (values.restarts !== undefined) {
  await using machines = await startMachines({ gateways: last, workers })
  const { restarts, queries, failures, calls, posts } = await runRestarts(
    machines,
    parsePositive('--restarts', values.restarts),
  )
  check(
    `Redis restarted ${restarts} times: no query of ${queries} failed ${failures[0] ?? ''}; ${calls} calls, ${posts} posts read`,
    failures.length === 0,
  )
}
process.exit(failed ? 1 : 0)
