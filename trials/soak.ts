// Three minutes, or as long as you like, of everything at once: a hundred clients of all kinds, an X that fails in every
// way it can, tokens that end, accounts that come and go, clients that leave, and a Redis that is killed every twenty
// seconds. Every answer is held against the world. It fails when one claim is broken.
//
//   npm run trial:soak
//   node trials/soak.ts --seconds 3600 --connections 100 --seed 1

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { startGateway } from '../bench/lib/contenders.ts'
import { mean, percentile, positive } from '../bench/lib/numbers.ts'
import { freePort, LOAD_CORE, pinThisProcess, start, wait } from '../bench/lib/processes.ts'
import { createRandom } from '../src/sandbox/world/random.ts'
import {
  type Caller,
  createRights,
  createSession,
  createTokenHolder,
  THROUGH_PROXY,
} from '../test/helpers/callers.ts'
import { startRedis } from '../test/helpers/redis.ts'
import { createClients } from './lib/clients.ts'
import { worldOf } from './lib/population.ts'
import { CALM, drawWeather } from './lib/weather.ts'
import type { Order, XReport } from './lib/x.ts'

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
/** This machine has other things to do, too. */
const SLACK_MS = 1000
const WARM_UP_SECONDS = 20
const WEATHER_SECONDS = [3, 8] as const
const REDIS_SECONDS = 20
const CHANGE_MS = [200, 1500] as const
/** When all is well again, until everybody has been served. */
const RECOVERY_SECONDS = 60
const MOST_GROWTH = 1.1
const CACHE_MAX_MB = 16

const random = createRandom(seed)
const now = Date.now()
const world = worldOf(seed, now)
const scratch = mkdtempSync(join(tmpdir(), 'gateway-soak-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
pinThisProcess()

const xPort = await freePort()
const x = await start(
  {
    arguments: [
      fileURLToPath(new URL('lib/x.ts', import.meta.url)),
      ...['--port', String(xPort), '--seed', String(seed), '--now', String(now)],
    ],
    talks: true,
  },
  xPort,
  LOAD_CORE,
)
const tellX = async (order: Order): Promise<XReport> => {
  const answered = once(x.child, 'message')
  x.child.send(order)
  const [report] = await answered
  return report as XReport
}
const { credentials } = await tellX({})
const xUrl = `http://127.0.0.1:${xPort}`
const redis = await startRedis(scratch)
process.once('exit', () => void redis.stop())
const gateway = await startGateway(xUrl, {
  environment: {
    X_WEB_URL: xUrl,
    X_BEARER_TOKEN: credentials.bearer,
    X_API_KEY: credentials.apiKey,
    X_API_KEY_SECRET: credentials.apiKeySecret,
    X_ACCESS_TOKEN: credentials.accessToken,
    X_ACCESS_TOKEN_SECRET: credentials.accessTokenSecret,
    X_CLIENT_ID: credentials.clientId,
    X_CLIENT_SECRET: credentials.clientSecret,
    REDIS_URL: redis.url,
    GATEWAY_SECRET: 'a secret for as long as this takes and no longer',
    CACHE_MAX_MB: String(CACHE_MAX_MB),
    QUERY_TIMEOUT_MS: String(QUERY_TIMEOUT_MS),
  },
})
let said = ''
gateway.child.stderr?.on('data', (chunk: Buffer) => {
  said = `${said}${chunk}`.slice(-100_000)
})
const url = `http://127.0.0.1:${gateway.port}`

const [owner = '', ...accounts] = world.accounts
const session = (name: string) => createSession(name, [url], accounts)
const stay = ['of one', 'of another', 'of two', 'of three', 'by OAuth 1.0a'].map(session)
const wander = ['that comes and goes', 'that goes and comes', 'that never stays'].map(session)
const holder = (name: string, userId = '') =>
  createTokenHolder(name, { url: xUrl, credentials }, userId)
const holders = [
  await holder('with a token', accounts[0]),
  await holder('with a token too', accounts[5]),
]
for (const [index, each] of stay.entries()) {
  const way = index === stay.length - 1 ? 'oauth1' : 'oauth2'
  for (const userId of accounts.slice(index, index * 2 + 1)) await each.logIn(userId, way)
}
const byKey: Caller = { name: 'of this machine', rights: createRights(owner), headers: () => ({}) }
const anybody: Caller = { name: 'anybody', rights: createRights(), headers: () => THROUGH_PROXY }

const clients = createClients({
  url,
  random,
  world,
  now,
  callers: [...stay, ...wander, ...holders, byKey, anybody],
  steady: new Set<Caller>([...stay, byKey, anybody]),
  deadlineMs: QUERY_TIMEOUT_MS + SLACK_MS,
})

let over = false
/** Again and again until the end. */
const repeat = async (every: () => number, work: () => Promise<unknown>): Promise<void> => {
  while (!over) {
    await wait(every())
    if (!over) await work()
  }
}

const memory: number[] = []
const tally = { restarts: 0, changes: 0, failedChanges: 0 }
const begin = performance.now()
const load = clients.run(connections)
const around = [
  repeat(
    () => random.between(...WEATHER_SECONDS) * 1000,
    () => tellX({ weather: drawWeather(random) }),
  ),
  repeat(
    () => REDIS_SECONDS * 1000,
    async () => {
      await redis.stop()
      await redis.start()
      tally.restarts += 1
    },
  ),
  ...[...wander, ...holders].map((each) =>
    repeat(
      () => random.between(...CHANGE_MS),
      async () => {
        tally.changes += 1
        // A login cannot be finished while X or Redis is away.
        await each.change?.(random).catch(() => {
          tally.failedChanges += 1
        })
      },
    ),
  ),
  repeat(
    () => 1000,
    async () => {
      if (performance.now() - begin > WARM_UP_SECONDS * 1000) memory.push(gateway.memory().now)
    },
  ),
]
await wait(seconds * 1000)
over = true
await Promise.all(around)
const { asked } = await tellX({ weather: CALM })
clients.stop()
await load

/** Somebody's number that nobody else sees, of a post that may be asked for. */
const servesOwner = async (caller: Caller, userId: string): Promise<boolean> => {
  const post = [...world.posts.values()].find(({ authorId }) => authorId === userId)
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...caller.headers(), 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `{ post(id: "${post?.id}") { organicMetrics { urlLinkClicks } } }`,
    }),
  })
  const { data } = (await response.json()) as {
    data?: { post: { organicMetrics: { urlLinkClicks: number } | null } | null }
  }
  return data?.post?.organicMetrics?.urlLinkClicks === post?.numbers.organic.urlClicks
}

/** Those that are not served, long after all is well. */
const lostAccounts = async (): Promise<readonly string[]> => {
  let left = stay.flatMap((caller) => [...caller.rights.held].map((userId) => ({ caller, userId })))
  const until = performance.now() + RECOVERY_SECONDS * 1000
  while (left.length > 0 && performance.now() < until) {
    const served = await Promise.all(left.map(({ caller, userId }) => servesOwner(caller, userId)))
    left = left.filter((_, index) => served[index] !== true)
    if (left.length > 0) await wait(1000)
  }
  return left.map(({ caller, userId }) => `${userId} ${caller.name}`)
}

const lost = await lostAccounts()
const alive = gateway.child.exitCode === null && gateway.child.signalCode === null
const { outcomes, latencies, wrongs, unanswered } = clients.told
const { peak } = alive ? gateway.memory() : { peak: Number.NaN }
await Promise.all([gateway.stop(), x.stop(), redis.stop()])

const quarters = [0, 1, 2, 3].map((quarter) =>
  mean(
    memory.slice(
      Math.floor((quarter * memory.length) / 4),
      Math.floor(((quarter + 1) * memory.length) / 4),
    ),
  ),
)
const [, second = Number.NaN, , last = Number.NaN] = quarters
const growth = last / second
const times = (path: string): number => asked[path] ?? 0

const table = [...outcomes]
  .sort(([, one], [, other]) => other - one)
  .map(([outcome, count]) => `| ${outcome} | ${count} |`)
process.stdout.write(
  [
    `${latencies.length} answers in ${seconds} s to ${connections} connections, seed ${seed}`,
    `latency p50 ${percentile(latencies, 50).toFixed(0)} ms, p99 ${percentile(latencies, 99).toFixed(0)} ms, at most ${percentile(latencies, 100).toFixed(0)} ms`,
    `X was asked ${times('GET /2/tweets')} times for posts and ${times('POST /2/oauth2/token')} times for tokens`,
    `Redis was killed ${tally.restarts} times; accounts came, went or changed ${tally.changes} times, ${tally.failedChanges} of them in vain`,
    `resident MB by quarters: ${quarters.map((each) => each.toFixed(0)).join(', ')}; peak ${peak.toFixed(0)}`,
    '',
    '| in so many answers | |',
    '| --- | --: |',
    ...table,
    '',
    '',
  ].join('\n'),
)

/** What must be, and what speaks against it. */
const CLAIMS: readonly (readonly [string, readonly string[]])[] = [
  ['the gateway has not ended', alive ? [] : [`exit code ${gateway.child.exitCode}`]],
  ['it has said nothing of mistakes of its own', said === '' ? [] : [said]],
  ['every number was true, and seen by nobody else', wrongs],
  [`every request was answered within ${QUERY_TIMEOUT_MS} ms`, unanswered],
  [
    `its memory is flat: ${((growth - 1) * 100).toFixed(1)} % more at the end`,
    growth <= MOST_GROWTH ? [] : [`more than ${((MOST_GROWTH - 1) * 100).toFixed(0)} %`],
  ],
  ['no account is lost', lost],
]
for (const [claim, against] of CLAIMS) {
  const shown = against.slice(0, 20).map((each) => `       ${each}\n`)
  process.stdout.write(`${against.length === 0 ? 'holds ' : 'BROKEN'} ${claim}\n${shown.join('')}`)
  if (against.length > 0) process.exitCode = 1
}
process.exit()
