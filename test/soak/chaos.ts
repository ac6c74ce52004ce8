// X, Redis, PostgreSQL, a disk and the clock of two gateways fail in turn, and one gateway is restarted at random, beside
// clients whose answers are all checked. Exits with 1 if an answer is wrong or has no code, a request is not answered, or
// a fault is not in /metrics within 15 s, or still there 15 s after its end.
//
//   npm run soak:chaos
//   node test/soak/chaos.ts --minutes 10 --connections 20 --seed 1

import { parseArgs } from 'node:util'

import { pinThisProcess, wait } from '../../bench/lib/processes.ts'
import { parsePositive, percentile } from '../../bench/lib/statistics.ts'
import { createRandom } from '../../sandbox/world/random.ts'
import { type Caller, createRights, createTokenHolder, THROUGH_PROXY } from '../kit/callers.ts'
import { hasPostgres } from '../kit/postgres.ts'
import { hasRedis } from '../kit/redis.ts'
import { createFaults, type Fault } from './lib/chaos-faults.ts'
import {
  QUERY_TIMEOUT_MS,
  type RestartableGateway,
  startChaosGateways,
} from './lib/chaos-gateways.ts'
import { outcomeRows, printClaims } from './lib/report.ts'
import { createClients } from './lib/soak-clients.ts'
import { createSoakWorld } from './lib/soak-data.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    connections: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const minutes = parsePositive('--minutes', values.minutes)
const connections = parsePositive('--connections', values.connections)
const seed = parsePositive('--seed', values.seed)
if (!hasRedis || !hasPostgres) throw new Error('This needs redis-server and PostgreSQL.')

/** The time in which a fault must be in /metrics, and be gone from it after its end. */
const NOTICE_MS = 15_000
const FAULT_SECONDS = [3, 8] as const
const CALM_SECONDS = [1, 3] as const
const RESTART_SECONDS = [15, 40] as const
/** Tolerance for other load on the machine. */
const SLACK_MS = 5000

pinThisProcess()
const random = createRandom(seed)
const now = Date.now()
const world = createSoakWorld(seed, now)
const chaos = await startChaosGateways(seed, now)
const [owner = '', account = ''] = world.accounts
const callers: readonly Caller[] = [
  { name: 'local', rights: createRights(owner), headers: () => ({}) },
  { name: 'anonymous', rights: createRights(), headers: () => THROUGH_PROXY },
  await createTokenHolder('with a token', chaos.x, account),
]
const clients = createClients({
  url: chaos.url,
  ...{ random, world, now, callers, steady: new Set(callers) },
  deadlineMs: QUERY_TIMEOUT_MS + SLACK_MS,
})

const metricsOf = (gateway: RestartableGateway): Promise<string> =>
  fetch(`http://127.0.0.1:${gateway.running().port}/metrics`).then((response) => response.text())

/** Returns the seconds until a fault is in the metrics, or no longer in any; undefined if that took too long. */
const secondsUntil = async (
  fault: Fault,
  isShown: boolean,
  before?: readonly string[],
): Promise<number | undefined> => {
  const begin = performance.now()
  while (performance.now() - begin < NOTICE_MS) {
    const shown = await Promise.all(
      fault.gateways.map((gateway, index) =>
        metricsOf(gateway).then(
          (metrics) => fault.isShown(metrics, before?.[index]),
          () => undefined,
        ),
      ),
    )
    const isReached =
      isShown && fault.shownBy === 'any'
        ? shown.includes(true)
        : shown.every((each) => each === isShown)
    if (isReached) return (performance.now() - begin) / 1000
    await wait(100)
  }
  return undefined
}

const end = performance.now() + minutes * 60_000
const violations: string[] = []
const times = new Map<string, string[]>()
let restarts = 0
/** One after another: a gateway that restarts has no metrics, and forgets the clock of the test. */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = (work: () => Promise<void>): Promise<void> => {
  const done = turn.then(work)
  turn = done
  return done
}

const runFault = async (fault: Fault): Promise<void> => {
  const before = await Promise.all(fault.gateways.map(metricsOf))
  await fault.begin()
  const begun = performance.now()
  const shown = await secondsUntil(fault, true, before)
  if (shown === undefined) violations.push(`${fault.name}: not in /metrics within 15 s`)
  const left = random.between(...FAULT_SECONDS) * 1000 - (performance.now() - begun)
  await wait(Math.max(0, left))
  await fault.end()
  const gone = await secondsUntil(fault, false)
  if (gone === undefined) violations.push(`${fault.name}: still in /metrics 15 s after its end`)
  const list = times.get(fault.name) ?? []
  times.set(fault.name, list)
  list.push(`${shown?.toFixed(1) ?? '–'} / ${gone?.toFixed(1) ?? '–'}`)
}

const runFaults = async (): Promise<void> => {
  const faults = createFaults(chaos)
  for (let round = 0; round === 0 || performance.now() < end; round++) {
    for (const fault of faults) {
      if (round > 0 && performance.now() >= end) break
      await inTurn(() => runFault(fault))
      await wait(random.between(...CALM_SECONDS) * 1000)
    }
  }
}

let isOver = false
const runRestarts = async (): Promise<void> => {
  for (;;) {
    const seconds = random.between(...RESTART_SECONDS)
    for (let second = 0; second < seconds && !isOver; second++) await wait(1000)
    if (isOver) return
    await inTurn(random.pick(chaos.gateways).restart)
    restarts += 1
  }
}

const load = clients.run(connections)
const restarting = runRestarts()
await runFaults()
isOver = true
await restarting
clients.stop()
await load
const alive = chaos.gateways.filter((gateway) => gateway.running().child.exitCode === null)
await chaos.stop()

const { outcomes, latencies, errors, unanswered } = clients.results
process.stdout.write(
  [
    `${latencies.length} answers to ${connections} connections, ${restarts} restarts, seed ${seed}; p50 ${percentile(latencies, 50).toFixed(0)} ms, p99 ${percentile(latencies, 99).toFixed(0)} ms`,
    ...(chaos.disk === undefined ? ['the disk was not filled: this user may not mount one'] : []),
    '',
    '| fault | seconds until it was in /metrics, and gone after its end |',
    '| --- | --- |',
    ...[...times].map(([name, list]) => `| ${name} | ${list.join(', ')} |`),
    '',
    ...outcomeRows(outcomes),
    '',
    '',
  ].join('\n'),
)
printClaims([
  ['both gateways are still running', alive.length === 2 ? [] : ['one has exited']],
  ['every answer was right, or had a code', errors],
  ['every request was answered', unanswered],
  ['every fault was in /metrics within 15 s, and gone 15 s after its end', violations],
])
process.exit()
