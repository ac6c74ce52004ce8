// Runs rolling restarts of two gateways behind a load balancer, with 50 subscribers and concurrent queries. Exits with 1 if
// a query fails, a subscription ends, or a change is lost.
//
//   npm run soak:rolling-restart
//   node test/soak/rolling-restart.ts --subscribers 50 --restarts 3 --workers 2

import { parseArgs } from 'node:util'

import { parsePositive } from '../../bench/lib/statistics.ts'
import { hasRedis, sharing, startRedis } from '../kit/redis.ts'
import { runRollingRestarts } from '../kit/rolling-restart.ts'
import { printClaims } from './lib/report.ts'

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '50' },
    restarts: { type: 'string', default: '3' },
    workers: { type: 'string', default: '1' },
  },
})
const redis = hasRedis ? await startRedis() : undefined
const result = await runRollingRestarts({
  subscribers: parsePositive('--subscribers', values.subscribers),
  restarts: parsePositive('--restarts', values.restarts),
  workers: parsePositive('--workers', values.workers),
  ...(redis && {
    environment: { ...sharing(redis) },
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
printClaims([
  ['no query failed', failures],
  ['no subscriber ended', ended],
  ['no subscriber lost a change', wrong],
  [
    'every subscriber reconnected',
    connections.some((count) => count < 2) ? [connections.join()] : [],
  ],
])
process.exit()
