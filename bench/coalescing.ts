// Whether calls to X are as few as can be: 500 clients at once ask for overlapping posts out of 10,000, of an upstream
// that takes its time and writes down each call.
//
//   npm run bench:coalescing
//   node bench/coalescing.ts --seconds 20 --ttl 5
//
// The very first call leaves at once, as a lone one does. Then, as long as there are enough posts that nobody has asked
// for, calls should be full: that is the cold phase, until half of them have been asked for. Later few are missing, and
// nobody is kept waiting until a call is full. After the TTL posts are asked for again, behind the answers; none may be
// before.

import { parseArgs } from 'node:util'

import { startGateway } from './lib/contenders.ts'
import { type Borne, bear } from './lib/load.ts'
import { mean, positive } from './lib/numbers.ts'
import { pinThisProcess } from './lib/processes.ts'
import { bodyOf, CROWD, check, type Operation, overlapping } from './lib/queries.ts'
import { type Call, startUpstream } from './lib/upstream.ts'
import { ids } from './lib/world.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    ttl: { type: 'string', default: '15' },
    latency: { type: 'string', default: '100' },
  },
})
const seconds = positive('--seconds', values.seconds)
const ttlMs = positive('--ttl', values.ttl) * 1000

const WARM_UP_SECONDS = 4
const QUESTIONS_EACH = 50
/** The most that X takes in one call. */
const FULL = 100
/** On average over all calls, those of the sparse phase between the first asking and the second included. */
const LEAST = 95

/** After the first call: by whether it brings posts of the first half, of the other, or none that is new. */
const phasesOf = (calls: readonly Call[]) => {
  const known = new Set<string>()
  const cold: Call[] = []
  const filling: Call[] = []
  const refreshing: Call[] = []
  for (const [index, call] of calls.entries()) {
    const before = known.size
    for (const id of call.ids) known.add(id)
    if (index === 0) continue
    if (known.size === before) refreshing.push(call)
    else if (before < ids.length / 2) cold.push(call)
    else filling.push(call)
  }
  return { cold, filling, refreshing }
}

/** The milliseconds between each post's being asked and its being asked again. */
const gapsIn = (calls: readonly Call[]): number[] => {
  const last = new Map<string, number>()
  return calls.flatMap(({ at, ids: asked }) =>
    asked.flatMap((id) => {
      const before = last.get(id)
      last.set(id, at)
      return before === undefined ? [] : [at - before]
    }),
  )
}

const say = (name: string, all: readonly Call[]): void => {
  const sizes = all.map(({ ids: asked }) => asked.length)
  const full = sizes.filter((size) => size === FULL).length
  const average = sizes.length === 0 ? '–' : mean(sizes).toFixed(1)
  process.stdout.write(
    `${name.padEnd(34)}${[sizes.length, full, average].map((cell) => String(cell).padStart(16)).join('')}\n`,
  )
}

pinThisProcess()
const upstream = await startUpstream({
  latencyMs: positive('--latency', values.latency),
  record: true,
})
const gateway = await startGateway(upstream.url, {
  environment: { CACHE_TTL_SECONDS: String(ttlMs / 1000) },
})
const ask = (operation: Operation, howLong: number): Promise<Borne> =>
  bear({
    port: gateway.port,
    connections: CROWD,
    bodies: (connection) =>
      overlapping(operation, connection, QUESTIONS_EACH).map((question) =>
        bodyOf('gateway', operation, question.ids),
      ),
    seconds: howLong,
  })

// Posts without their authors are not enough for what is asked then: the code is warm, the cache is not.
await ask('Posts', WARM_UP_SECONDS)
await upstream.reset()
const borne = await ask('Feed', seconds)
const calls = await upstream.calls()
for (const question of overlapping('Feed', 0, 3)) await check(gateway.port, 'gateway', question)
await Promise.all([gateway.stop(), upstream.stop()])

const { cold, filling, refreshing } = phasesOf(calls)
const gaps = gapsIn(calls)
const tooSoon = gaps.filter((gap) => gap < ttlMs).length
const soonest = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY)
process.stdout.write(
  `${borne.sent} requests; an upstream of ${values.latency} ms; a TTL of ${values.ttl} s\n`,
)
process.stdout.write(`${' '.repeat(34)}           calls    of them full  posts per call\n`)
say('cold', cold)
say('filling up', filling)
say('asked again', refreshing)
say('all, with the first', calls)
process.stdout.write(
  `${gaps.length} posts asked again, ${tooSoon} of them within the TTL${gaps.length > 0 ? `; the soonest after ${(soonest / 1000).toFixed(1)} s` : ''}\n`,
)
const average = mean(calls.map(({ ids: asked }) => asked.length))
if (!(average >= LEAST) || tooSoon > 0) process.exitCode = 1
