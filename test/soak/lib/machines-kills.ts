// Gateways that are killed while they hold claims, and how long the queries at the surviving ones wait for what was claimed.

import { setTimeout } from 'node:timers/promises'

import { percentile } from '../../../bench/lib/statistics.ts'
import { createRandom } from '../../../sandbox/world/random.ts'
import { ask } from './machines-loads.ts'
import { PER_QUERY, type Query, startQueries } from './machines-queries.ts'
import { type Call, LATENCY_MS, type Machines } from './machines-setup.ts'

/** A query that takes longer waited for a gateway that was killed. */
const DELAYED_MS = 500

const PHASES = [
  'before the kill',
  'from the kill to the new call at X',
  'from the new call to the answer',
] as const

/** A query that waited, in milliseconds. */
interface Delay {
  /** The whole query, without the time that X takes for one call. */
  readonly ms: number
  readonly phases: readonly number[]
}

const delayOf = (
  { ids, started, ended }: Query,
  kills: readonly number[],
  calls: ReadonlyMap<string, readonly number[]>,
): Delay => {
  const called = Math.max(
    started,
    ...ids.flatMap((id) => calls.get(id) ?? []).filter((at) => at < ended),
  )
  const killed = Math.max(started, kills.findLast((at) => at < called) ?? 0)
  return {
    ms: ended - started - LATENCY_MS,
    phases: [killed - started, called - killed, ended - called],
  }
}

/** The times of the calls for each post. */
const timesOf = (calls: readonly Call[]): ReadonlyMap<string, readonly number[]> => {
  const times = new Map<string, number[]>()
  for (const { at, ids } of calls) {
    for (const id of ids) times.set(id, [...(times.get(id) ?? []), at])
  }
  return times
}

/** Posts that no other query requests. */
const idsOfKill = ({ ids }: Machines, kill: number): readonly string[] => {
  const end = ids.length - kill * PER_QUERY
  return ids.slice(end - PER_QUERY, end)
}

export const runKills = async (machines: Machines, kills: number) => {
  const random = createRandom(1)
  const killed: number[] = []
  const calls: Call[] = []
  let dead: number | undefined
  const alive = () => machines.urls.flatMap((_, index) => (index === dead ? [] : [index]))
  const load = startQueries(machines, alive)
  const takeCalls = (): readonly Call[] => {
    const taken = machines.takeCalls()
    calls.push(...taken)
    return taken
  }
  for (let kill = 0; kill < kills; kill++) {
    await setTimeout(random.between(300, 1000))
    dead = random.between(0, machines.urls.length - 1)
    const ids = idsOfKill(machines, kill)
    // The gateway holds the claims when its call is in flight, and the others wait for it when they have been asked.
    ask(machines, machines.urls[dead], ids).catch(() => {})
    while (!takeCalls().some((call) => call.ids.includes(ids[0] ?? ''))) await setTimeout(1)
    const waiting = alive().map((index) => load.send(index, ids))
    await setTimeout(LATENCY_MS / 3)
    killed.push(performance.now())
    await machines.replace(dead)
    dead = undefined
    await Promise.all(waiting)
  }
  const { queries, failures } = await load.stop()
  takeCalls()
  const times = timesOf(calls)
  const delays = queries
    .filter(({ started, ended }) => ended - started - LATENCY_MS > DELAYED_MS)
    .map((query) => delayOf(query, killed, times))
  return { queries: queries.length, failures, delays }
}

/** The distribution of the delays and of their phases. */
export const delayRows = (delays: readonly Delay[]): string[] => {
  const row = (name: string, all: readonly number[]): string =>
    [50, 99, 100].reduce(
      (text, percent) => `${text}${percentile(all, percent).toFixed(0).padStart(7)}`,
      name.padEnd(36),
    )
  return [
    `${`${delays.length} queries that waited, in ms`.padEnd(36)}    p50    p99    max`,
    row(
      'the delay',
      delays.map(({ ms }) => ms),
    ),
    ...PHASES.map((name, phase) =>
      row(
        `  ${name}`,
        delays.map(({ phases }) => phases[phase] ?? 0),
      ),
    ),
  ]
}
