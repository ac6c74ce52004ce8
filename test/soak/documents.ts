// A hundred thousand random GraphQL documents and HTTP bodies for a gateway of its own, on a sandbox: whatever comes, it
// answers in time, never with a failure that has no code, and goes on.
//
//   npm run fuzz:documents
//   node test/soak/documents.ts --count 5000 --seed 7

import { parseArgs } from 'node:util'

import fc from 'fast-check'

import { startGateway } from '../../bench/lib/contenders.ts'
import { percentile, positive } from '../../bench/lib/numbers.ts'
import { createSandbox } from '../../sandbox/index.ts'
import { schema } from '../../src/schema/index.ts'
import { documents } from './lib/documents.ts'
import { askAll, createJudge, type Found, shown } from './lib/judge.ts'
import { requests, type Sent } from './lib/requests.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
})
const count = positive('--count', values.count)
const seed = positive('--seed', values.seed)

const ENOUGH = 1_000_000_000
const AT_ONCE = 500

const sandbox = await createSandbox({
  limits: {
    'GET /2/tweets': { app: ENOUGH, user: ENOUGH },
    'GET /2/users/me': { user: ENOUGH, userDay: ENOUGH },
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
const judge = createJudge(`http://127.0.0.1:${gateway.port}`)

const arbitrary = requests(documents(schema, [...sandbox.world.posts.keys()].slice(0, 300)))

const outcomes = new Map<string, number>()
const kinds = new Map<string, number>()
const times: number[] = []
const more = (map: Map<string, number>, key: string): void => {
  map.set(key, (map.get(key) ?? 0) + 1)
}

const NORMAL: Sent = {
  kind: 'normal',
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ viewer { accounts { owned } } }' }),
}

process.stdout.write(`${count} requests, seed ${seed}\n`)
let found: Found | undefined
for (let from = 0; from < count && found === undefined; from += AT_ONCE) {
  // The same for the same seed, however many of them are taken.
  const some = fc.sample(arbitrary, { seed: seed + from, numRuns: AT_ONCE }).slice(0, count - from)
  found = await askAll(judge, some, (sent, verdict) => {
    more(outcomes, verdict.outcome)
    more(kinds, sent.kind)
    times.push(verdict.ms)
  })
}
const last = await judge.ask(NORMAL)
if (found === undefined && last.outcome !== '200 data') {
  found = {
    sent: NORMAL,
    verdict: { ...last, violation: 'afterwards a normal query has no answer' },
  }
}
const { peak } = gateway.memory()
await judge.close()
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
    table('came to', outcomes),
    `answered after p50 ${percentile(times, 50).toFixed(1)} ms, p99 ${percentile(times, 99).toFixed(1)} ms, at most ${percentile(times, 100).toFixed(0)} ms; peak ${peak.toFixed(0)} MB`,
    '',
  ].join('\n'),
)
if (found !== undefined) {
  process.stderr.write(`\nBroken with --seed ${seed}:\n${shown(found)}`)
  process.exitCode = 1
}
