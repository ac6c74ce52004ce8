// Runs everything at once for three minutes or longer: 100 clients of all kinds, an X with all kinds of faults, expiring
// tokens, accounts that connect and disconnect, clients that disconnect early, and a Redis that is killed every 20 seconds.
// Every response is checked violations the sandbox's data. Exits with 1 if a claim fails.
//
//   npm run soak
//   node test/soak/soak.ts --seconds 3600 --connections 100 --seed 1

import { parseArgs } from 'node:util'
import { pinThisProcess, wait } from '../../bench/lib/processes.ts'
import { mean, parsePositive, percentile } from '../../bench/lib/statistics.ts'
import { createRandom } from '../../sandbox/world/random.ts'
import { outcomeRows, printClaims } from './lib/report.ts'
import { changeCallers, createCallers } from './lib/soak-callers.ts'
import { createClients } from './lib/soak-clients.ts'
import { createSoakWorld } from './lib/soak-data.ts'
import { startEnvironment } from './lib/soak-environment.ts'
import { drawFaults, NO_FAULTS } from './lib/soak-faults.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    connections: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const seconds = parsePositive('--seconds', values.seconds)
const connections = parsePositive('--connections', values.connections)
const seed = parsePositive('--seed', values.seed)

const QUERY_TIMEOUT_MS = 10_000
/** Tolerance for other load on the machine. */
const SLACK_MS = 1000
/** Short TTLs, so that X is called often, and stale values exist when it fails. */
const CACHE_TTL_SECONDS = 3
const PRIVATE_CACHE_TTL_SECONDS = 2
const CACHE_MAX_MB = 16

/** The time before memory is measured, in which caches fill and code is compiled. */
const WARM_UP_SECONDS = Math.min(seconds / 2, 120)
const FAULTS_SECONDS = [3, 8] as const
const REDIS_SECONDS = 20
const CHANGE_MS = [200, 1500] as const
/** The time in which all callers must be served again after the faults end. */
const RECOVERY_MS = 60_000
/** The allowed growth of memory after the warm-up. */
const MAX_GROWTH = 1.1
/** The duration of a long run. Resident memory is checked in long runs only: V8 lets it grow before it settles. */
const LONG_SECONDS = 600
/** In a shorter run, the cache may fill after the warm-up. */
const CACHE_GROWTH_MB = seconds < LONG_SECONDS ? CACHE_MAX_MB : 0

const random = createRandom(seed)
const now = Date.now()
const world = createSoakWorld(seed, now)
pinThisProcess()
const environment = await startEnvironment({
  seed,
  now,
  environment: {
    QUERY_TIMEOUT_MS: String(QUERY_TIMEOUT_MS),
    CACHE_TTL_SECONDS: String(CACHE_TTL_SECONDS),
    PRIVATE_CACHE_TTL_SECONDS: String(PRIVATE_CACHE_TTL_SECONDS),
    CACHE_MAX_MB: String(CACHE_MAX_MB),
  },
})
const callers = await createCallers(environment, world, PRIVATE_CACHE_TTL_SECONDS * 1000)
const clients = createClients({
  url: environment.url,
  random,
  world,
  now,
  callers: callers.all,
  steady: callers.steady,
  deadlineMs: QUERY_TIMEOUT_MS + SLACK_MS,
})

const end = performance.now() + seconds * 1000
const isOver = (): boolean => performance.now() >= end || !environment.isAlive()
const repeat = async (delayMs: () => number, work: () => Promise<unknown>): Promise<void> => {
  while (!isOver()) {
    await wait(Math.min(delayMs(), Math.max(0, end - performance.now())))
    if (!isOver()) await work()
  }
}

const memory: number[] = []
const liveSamples: number[] = []
let redisKills = 0
const load = clients.run(connections)
const changes = changeCallers(callers, random, (work) =>
  repeat(() => random.between(...CHANGE_MS), work),
)
await Promise.all([
  ...changes.work,
  repeat(
    () => random.between(...FAULTS_SECONDS) * 1000,
    () => environment.sendToX({ faults: drawFaults(random) }),
  ),
  repeat(
    () => REDIS_SECONDS * 1000,
    async () => {
      await environment.redis.stop()
      await environment.redis.start()
      redisKills += 1
    },
  ),
  wait(WARM_UP_SECONDS * 1000).then(async () => {
    if (!isOver()) liveSamples.push(await environment.liveMemory())
    await repeat(
      () => 1000,
      async () => memory.push(environment.gateway.memory().now),
    )
  }),
])
if (environment.isAlive()) liveSamples.push(await environment.liveMemory())
const { requestCounts } = await environment.sendToX({ faults: NO_FAULTS })
clients.stop()
await load
const lost = await callers.lost(RECOVERY_MS)
const isAlive = environment.isAlive()
await environment.stop()

const quarters = [0, 1, 2, 3].map((quarter) =>
  mean(
    memory.slice(
      Math.floor((quarter * memory.length) / 4),
      Math.floor(((quarter + 1) * memory.length) / 4),
    ),
  ),
)
const [, second = Number.NaN, , last = Number.NaN] = quarters
const residentGrowth = last / second
const [early = Number.NaN, atTheEnd = Number.NaN] = liveSamples
const growth = atTheEnd / early
const isStable =
  atTheEnd <= early * MAX_GROWTH + CACHE_GROWTH_MB &&
  (seconds < LONG_SECONDS || residentGrowth <= MAX_GROWTH)
const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(1)} %`
const { outcomes, latencies, errors, unanswered } = clients.results
const latency = (percent: number): string => `${percentile(latencies, percent).toFixed(0)} ms`

process.stdout.write(
  [
    `${latencies.length} responses to ${connections} connections in ${seconds} s, seed ${seed}`,
    `latency p50 ${latency(50)}, p99 ${latency(99)}, max ${latency(100)}`,
    `X received ${requestCounts['GET /2/tweets'] ?? 0} post lookups and ${requestCounts['POST /2/oauth2/token'] ?? 0} token requests`,
    `Redis was killed ${redisKills} times; callers changed ${changes.counts.total} times, ${changes.counts.failed} of them failed`,
    `resident MB per quarter: ${quarters.map((each) => each.toFixed(0)).join(', ')}; live MB after the warm-up ${early.toFixed(1)}, at the end ${atTheEnd.toFixed(1)}`,
    '',
    ...outcomeRows(outcomes),
    '',
    '',
  ].join('\n'),
)

printClaims([
  ['the gateway is still running', isAlive ? [] : ['it exited']],
  ['the gateway logged no errors', environment.loggedErrors],
  ['every metric was correct, and private metrics were returned only to their owners', errors],
  [`every request was answered within ${QUERY_TIMEOUT_MS} ms`, unanswered],
  [
    `memory is stable: live memory grew by ${percent(growth)}, resident memory by ${percent(residentGrowth)}`,
    isStable ? [] : [`at most ${percent(MAX_GROWTH)}, and ${CACHE_GROWTH_MB} MB`],
  ],
  ['no account was lost', lost],
])
process.exit()
