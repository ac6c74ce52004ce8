// Fuzzes a gateway and its sandbox with 100,000 random GraphQL documents and HTTP bodies. The gateway must answer in time,
// every error must have a code, and it must keep running.
//
//   npm run fuzz:documents
//   node test/soak/documents.ts --count 5000 --seed 7

import { parseArgs } from 'node:util'

import fc from 'fast-check'

import { startGateway } from '../../bench/lib/contenders.ts'
import { parsePositive, percentile } from '../../bench/lib/statistics.ts'
import { createSandbox } from '../../sandbox/index.ts'
import { schema } from '../../src/schema/index.ts'
import { createChecker, formatViolation, sendAll, type Violation } from './lib/check.ts'
import { documents } from './lib/documents.ts'
import { type HttpRequest, requests } from './lib/requests.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
})
const count = parsePositive('--count', values.count)
const seed = parsePositive('--seed', values.seed)

const UNLIMITED = 1_000_000_000
const BATCH_SIZE = 500

const sandbox = await createSandbox({
  limits: {
    'GET /2/tweets': { app: UNLIMITED, user: UNLIMITED },
    'GET /2/users/me': { user: UNLIMITED, userDay: UNLIMITED },
  },
})
const { credentials } = sandbox
const gateway = await startGateway(sandbox.url, {
  environment: {
    X_WEB_URL: sandbox.url,
    X_BEARER_TOKEN: credentials.bearer,
    X_API_KEY: credentials.apiKey,
    X_API_KEY_SECRET: credentials.apiKeySecret,
    X_ACCESS_TOKEN: credentials.accessToken,
    X_ACCESS_TOKEN_SECRET: credentials.accessTokenSecret,
  },
})
const checker = createChecker(`http://127.0.0.1:${gateway.port}`)

const arbitrary = requests(documents(schema, [...sandbox.world.posts.keys()].slice(0, 300)))

const outcomes = new Map<string, number>()
const kinds = new Map<string, number>()
const times: number[] = []
const increment = (map: Map<string, number>, key: string): void => {
  map.set(key, (map.get(key) ?? 0) + 1)
}

const NORMAL: HttpRequest = {
  kind: 'normal',
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ viewer { accounts { owned } } }' }),
}

process.stdout.write(`${count} requests, seed ${seed}\n`)
let found: Violation | undefined
for (let from = 0; from < count && found === undefined; from += BATCH_SIZE) {
  // Samples whole batches, so that the same seed gives the same requests for every count.
  const batch = fc
    .sample(arbitrary, { seed: seed + from, numRuns: BATCH_SIZE })
    .slice(0, count - from)
  found = await sendAll(checker, batch, (sent, verdict) => {
    increment(outcomes, verdict.outcome)
    increment(kinds, sent.kind)
    times.push(verdict.ms)
  })
}
const last = await checker.send(NORMAL)
if (found === undefined && last.outcome !== '200 data') {
  found = {
    sent: NORMAL,
    verdict: { ...last, violation: 'a normal query fails afterwards' },
  }
}
const { peak } = gateway.memory()
await checker.close()
await gateway.stop()
await sandbox.close()

const table = (title: string, map: ReadonlyMap<string, number>): string =>
  [
    title,
    ...[...map]
      .sort(([, a], [, b]) => b - a)
      .map(([name, number]) => `${String(number).padStart(8)}  ${name}`),
    '',
  ].join('\n')

process.stdout.write(
  [
    table('sent', kinds),
    table('outcomes', outcomes),
    `response time p50 ${percentile(times, 50).toFixed(1)} ms, p99 ${percentile(times, 99).toFixed(1)} ms, max ${percentile(times, 100).toFixed(0)} ms; peak ${peak.toFixed(0)} MB`,
    '',
  ].join('\n'),
)
if (found !== undefined) {
  process.stderr.write(`\nFailed with --seed ${seed}:\n${formatViolation(found)}`)
  process.exitCode = 1
}
