// X, in a process of its own: the sandbox with a marked world, whose weather is told by messages.
//
//   node test/soak/lib/soak-x.ts --port 4100 --seed 1 --now 1800000000000

import { parseArgs } from 'node:util'

import { type Credentials, createSandbox, type RecordedRequest } from '../../../sandbox/index.ts'
import { createRandom } from '../../../sandbox/world/random.ts'
import { worldOf } from './soak-population.ts'
import type { Trouble } from './soak-weather.ts'

export interface XOptions {
  readonly port: number
  readonly seed: number
  readonly now: number
}

/** From now on that is the weather. Answered, as is anything else. */
export interface Order {
  readonly weather?: readonly Trouble[]
}

export interface XReport {
  readonly credentials: Credentials
  /** By method and path. */
  readonly asked: Readonly<Record<string, number>>
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
const PLENTY = { app: 1_000_000_000, user: 1_000_000_000 }

const sandbox = await createSandbox({
  port,
  seed: worldOf(seed, now),
  limits: {
    'GET /2/tweets': PLENTY,
    'GET /2/users/:id/tweets': PLENTY,
    'GET /2/users': PLENTY,
    'GET /2/users/me': PLENTY,
  },
})

const asked: Record<string, number> = {}
sandbox.fault({
  kind: 'delay',
  ms: 0,
  // It is told of every request, and meets none.
  when: ({ method, path }) => {
    const name = `${method} ${path}`
    asked[name] = (asked[name] ?? 0) + 1
    return false
  },
})

const isMet = ({ path, context, share }: Trouble, seen: RecordedRequest): boolean =>
  seen.path.startsWith(path) &&
  (context === undefined || (context === 'app') === (seen.context === 'app')) &&
  random.between(1, 100) <= share

let armed: readonly { remove(): void }[] = []

process.on('message', ({ weather }: Order) => {
  if (weather !== undefined) {
    for (const fault of armed) fault.remove()
    armed = weather.map((trouble) =>
      sandbox.fault({
        ...trouble.effect,
        ...(trouble.times !== undefined && { times: trouble.times }),
        when: (seen) => isMet(trouble, seen),
      }),
    )
  }
  process.send?.({ credentials: sandbox.credentials, asked } satisfies XReport)
})
