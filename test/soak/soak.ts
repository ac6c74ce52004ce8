// Three minutes, or as long as you like, of everything at once: a hundred clients of all kinds, an X that fails in every
// way it can, tokens that end, accounts that come and go, clients that leave, and a Redis that is killed every twenty
// seconds. Every answer is held against the world. It fails when one claim is broken.
//
//   npm run soak
//   node test/soak/soak.ts --seconds 3600 --connections 100 --seed 1

import { parseArgs } from 'node:util'

import { mean, percentile, positive } from '../../bench/lib/numbers.ts'
import { pinThisProcess, wait } from '../../bench/lib/processes.ts'
import { createRandom } from '../../sandbox/world/random.ts'
import { createClients } from './lib/soak-clients.ts'
import { gatherCrowd, keepChanging } from './lib/soak-crowd.ts'
import { worldOf } from './lib/soak-population.ts'
import { setStage } from './lib/soak-stage.ts'
import { CALM, drawWeather } from './lib/soak-weather.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    connections: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const seconds = positive('--seconds', values.seconds)
const connections = positive('--connections', values.connections)
const seed = positive('--seed', values.seed)

const QUERY_TIMEOUT_MS = 10_000
/** The machine has other things to do, too. */
const SLACK_MS = 1000
/** Short, so that X is asked again and again, and what is old is there when it fails. */
const CACHE_TTL_SECONDS = 3
const PRIVATE_CACHE_TTL_SECONDS = 2
const CACHE_MAX_MB = 16

/** Before its memory is looked at, the gateway has met all there is: caches are full, and code is compiled. */
const WARM_UP_SECONDS = Math.min(seconds / 3, 120)
const WEATHER_SECONDS = [3, 8] as const
const REDIS_SECONDS = 20
const CHANGE_MS = [200, 1500] as const
/** When all is well again, until everybody has been served. */
const RECOVERY_MS = 60_000
/** Of what it needs, between the end of the warm-up and the end. */
const MOST_GROWTH = 1.1
/** What is resident grows as V8 thinks fit, and has settled after so long: then its last quarter is held to the second. */
const SETTLED_SECONDS = 600

const random = createRandom(seed)
const now = Date.now()
const world = worldOf(seed, now)
pinThisProcess()
const stage = await setStage({
  seed,
  now,
  environment: {
    QUERY_TIMEOUT_MS: String(QUERY_TIMEOUT_MS),
    CACHE_TTL_SECONDS: String(CACHE_TTL_SECONDS),
    PRIVATE_CACHE_TTL_SECONDS: String(PRIVATE_CACHE_TTL_SECONDS),
    CACHE_MAX_MB: String(CACHE_MAX_MB),
  },
})
const crowd = await gatherCrowd(stage, world, PRIVATE_CACHE_TTL_SECONDS * 1000)
const clients = createClients({
  url: stage.url,
  random,
  world,
  now,
  callers: crowd.all,
  steady: crowd.steady,
  deadlineMs: QUERY_TIMEOUT_MS + SLACK_MS,
})

const end = performance.now() + seconds * 1000
const isOver = (): boolean => performance.now() >= end || !stage.isAlive()
const repeat = async (everyMs: () => number, work: () => Promise<unknown>): Promise<void> => {
  while (!isOver()) {
    await wait(Math.min(everyMs(), Math.max(0, end - performance.now())))
    if (!isOver()) await work()
  }
}

const memory: number[] = []
const live: number[] = []
let redisEnds = 0
const load = clients.run(connections)
const changes = keepChanging(crowd, random, (work) =>
  repeat(() => random.between(...CHANGE_MS), work),
)
await Promise.all([
  ...changes.work,
  repeat(
    () => random.between(...WEATHER_SECONDS) * 1000,
    () => stage.tellX({ weather: drawWeather(random) }),
  ),
  repeat(
    () => REDIS_SECONDS * 1000,
    async () => {
      await stage.redis.stop()
      await stage.redis.start()
      redisEnds += 1
    },
  ),
  wait(WARM_UP_SECONDS * 1000).then(async () => {
    if (!isOver()) live.push(await stage.liveMemory())
    await repeat(
      () => 1000,
      async () => memory.push(stage.gateway.memory().now),
    )
  }),
])
if (stage.isAlive()) live.push(await stage.liveMemory())
const { asked } = await stage.tellX({ weather: CALM })
clients.stop()
await load
const lost = await crowd.lost(RECOVERY_MS)
const isAlive = stage.isAlive()
await stage.stop()

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
const [early = Number.NaN, atTheEnd = Number.NaN] = live
const growth = atTheEnd / early
const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(1)} %`
const { outcomes, latencies, wrongs, unanswered } = clients.told
const late = (share: number): string => `${percentile(latencies, share).toFixed(0)} ms`

process.stdout.write(
  [
    `${latencies.length} answers to ${connections} connections in ${seconds} s, seed ${seed}`,
    `latency p50 ${late(50)}, p99 ${late(99)}, at most ${late(100)}`,
    `X was asked ${asked['GET /2/tweets'] ?? 0} times for posts, ${asked['POST /2/oauth2/token'] ?? 0} times for tokens`,
    `Redis was killed ${redisEnds} times; accounts came, went or changed ${changes.told.times} times, ${changes.told.inVain} of them in vain`,
    `resident MB by quarters: ${quarters.map((each) => each.toFixed(0)).join(', ')}; needed after the warm-up ${early.toFixed(1)}, at the end ${atTheEnd.toFixed(1)}`,
    '',
    '| in so many answers | |',
    '| --- | --: |',
    ...[...outcomes]
      .sort(([, one], [, other]) => other - one)
      .map(([outcome, count]) => `| ${outcome} | ${count} |`),
    '',
    '',
  ].join('\n'),
)

/** What must be, and what speaks against it. */
const CLAIMS: readonly (readonly [string, readonly string[]])[] = [
  ['the gateway has not ended', isAlive ? [] : ['it has']],
  ['it has said nothing of mistakes of its own', stage.mistakes],
  ['every number was true, and private ones were seen by their owners only', wrongs],
  [`every request was answered within ${QUERY_TIMEOUT_MS} ms`, unanswered],
  [
    `its memory is flat: ${percent(growth)} more is needed, and ${percent(residentGrowth)} more is resident`,
    growth <= MOST_GROWTH && (seconds < SETTLED_SECONDS || residentGrowth <= MOST_GROWTH)
      ? []
      : [`at most ${percent(MOST_GROWTH)}`],
  ],
  ['no account is lost', lost],
]
for (const [claim, against] of CLAIMS) {
  const shown = against.slice(0, 20).map((each) => `       ${each}\n`)
  process.stdout.write(
    `${against.length === 0 ? 'holds ' : 'BROKEN'} ${claim}\n${shown.join('')}${against.length > 20 ? `       and ${against.length - 20} more\n` : ''}`,
  )
  if (against.length > 0) process.exitCode = 1
}
process.exit()
