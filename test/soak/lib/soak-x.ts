// X in a process of its own: the sandbox with marked data, whose faults are set by IPC messages.
//
//   node test/soak/lib/soak-x.ts --port 4100 --seed 1 --now 1800000000000

import { parseArgs } from 'node:util'

import { type Credentials, createSandbox, type RecordedRequest } from '../../../sandbox/index.ts'
import { createRandom } from '../../../sandbox/world/random.ts'
import { createSoakWorld } from './soak-data.ts'
import type { FaultRule } from './soak-faults.ts'

export interface XOptions {
  readonly port: number
  readonly seed: number
  readonly now: number
}

/** Replaces the faults if given. Every order is answered with a report. */
export interface Order {
  readonly faults?: readonly FaultRule[]
}

export interface XReport {
  readonly credentials: Credentials
  /** The number of requests by method and path. */
  readonly requestCounts: Readonly<Record<string, number>>
}

const { values } = parseArgs({
  options: { port: { type: 'string' }, seed: { type: 'string' }, now: { type: 'string' } },
})
const [port, seed, now] = [values.port, values.seed, values.now].map(Number) as [
  number,
  number,
  number,
]
const random = createRandom(seed)
const UNLIMITED = { app: 1_000_000_000, user: 1_000_000_000 }

const sandbox = await createSandbox({
  port,
  seed: createSoakWorld(seed, now),
  limits: {
    'GET /2/tweets': UNLIMITED,
    'GET /2/users/:id/tweets': UNLIMITED,
    'GET /2/users': UNLIMITED,
    'GET /2/users/me': UNLIMITED,
  },
})

const requestCounts: Record<string, number> = {}
sandbox.fault({
  kind: 'delay',
  ms: 0,
  // Counts every request, and affects none.
  when: ({ method, path }) => {
    const name = `${method} ${path}`
    requestCounts[name] = (requestCounts[name] ?? 0) + 1
    return false
  },
})

const isAffected = ({ path, context, share }: FaultRule, seen: RecordedRequest): boolean =>
  seen.path.startsWith(path) &&
  (context === undefined || (context === 'app') === (seen.context === 'app')) &&
  random.between(1, 100) <= share

let activeFaults: readonly { remove(): void }[] = []

process.on('message', ({ faults }: Order) => {
  if (faults !== undefined) {
    for (const fault of activeFaults) fault.remove()
    activeFaults = faults.map((rule) =>
      sandbox.fault({
        ...rule.effect,
        ...(rule.times !== undefined && { times: rule.times }),
        when: (seen) => isAffected(rule, seen),
      }),
    )
  }
  process.send?.({ credentials: sandbox.credentials, requestCounts } satisfies XReport)
})
