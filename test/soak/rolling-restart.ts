// A rolling restart of two gateways behind a load balancer: both are restarted several times while fifty subscribers follow
// posts that change and queries run. It fails when a query fails, a subscriber ends, or a change is lost.
//
//   npm run soak:rolling-restart
//   node test/soak/rolling-restart.ts --subscribers 50 --restarts 3 --workers 2

import { parseArgs } from 'node:util'

import { positive } from '../../bench/lib/numbers.ts'
import { hasRedis, startRedis } from '../kit/redis.ts'
import { restartOneByOne } from '../kit/rolling-restart.ts'

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '50' },
    restarts: { type: 'string', default: '3' },
    workers: { type: 'string', default: '1' },
  },
})
const redis = hasRedis ? await startRedis() : undefined
const result = await restartOneByOne({
  subscribers: positive('--subscribers', values.subscribers),
  restarts: positive('--restarts', values.restarts),
  workers: positive('--workers', values.workers),
  ...(redis && {
    environment: { REDIS_URL: redis.url, GATEWAY_SECRET: 'a secret of thirty-two characters' },
  }),
})
await redis?.[Symbol.asyncDispose]()

const { queries, failures, changes, connections, ended, wrong, seconds } = result
const reconnects = connections.reduce((sum, count) => sum + count - 1, 0)
process.stdout.write(
  [
    `${seconds.toFixed(1)} s, two gateways ${redis ? 'with' : 'without'} Redis, each restarted ${values.restarts} times`,
    `${queries} queries, ${failures.length} failed`,
    `${changes} changes, ${connections.length} subscribers, ${reconnects} reconnects`,
    '',
    '',
  ].join('\n'),
)
const claims: readonly (readonly [string, readonly string[]])[] = [
  ['no query failed', failures],
  ['no subscriber ended', ended],
  ['no subscriber lost a change', wrong],
  [
    'every subscriber reconnected',
    connections.some((count) => count < 2) ? [connections.join()] : [],
  ],
]
for (const [claim, against] of claims) {
  const shown = against.slice(0, 10).map((each) => `       ${each}\n`)
  process.stdout.write(`${against.length === 0 ? 'holds ' : 'BROKEN'} ${claim}\n${shown.join('')}`)
  if (against.length > 0) process.exitCode = 1
}
process.exit()
