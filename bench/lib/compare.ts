// Measures contenders against a raw pass-through in short alternating turns, so that other load on the machine affects all of
// them, and their ratios stay comparable.

import { type Contender, RAW } from './contenders.ts'
import { type LoadResult, runLoad } from './load.ts'
import type { RunningProcess } from './processes.ts'
import { checkResponse, requestBodies, type Workload } from './queries.ts'
import { percentile } from './statistics.ts'
import type { Upstream } from './upstream.ts'

export interface Turns {
  readonly seconds: number
  readonly rounds: number
}

export interface Measurement {
  readonly key: string
  readonly name: string
  /** Requests per second of each turn. */
  readonly perSecond: readonly number[]
  /** Requests per second relative to the raw pass-through's turn of the same round. */
  readonly ratios: readonly number[]
  readonly p50: number
  readonly p99: number
  readonly callsPerThousand: number
  readonly peakMegabytes: number
  /** CPU time per request. */
  readonly cpuMicroseconds: number
  /** Requests per CPU time, relative to the raw pass-through. */
  readonly cpuRatio: number
}

const WARM_UP_SECONDS = 2

/** One server and what its turns have shown so far. */
interface Entrant {
  readonly contender: Contender
  readonly running: RunningProcess
  readonly loads: LoadResult[]
  readonly latencies: number[]
  readonly usage: CpuUsage[]
  calls: number
}

interface CpuUsage {
  readonly cpuSeconds: number
  readonly requests: number
}

/** Each round begins with the raw pass-through that the others are compared with. */
export const compareWithRaw = async (
  contenders: readonly Contender[],
  workload: Workload,
  upstream: Upstream,
  turns: Turns,
): Promise<Measurement[]> => {
  const entrants: Entrant[] = []
  for (const contender of [RAW, ...contenders]) {
    const running = await contender.start(upstream.url)
    const entrant = { contender, running, loads: [], latencies: [], usage: [], calls: 0 }
    entrants.push(entrant)
    await prepare(entrant, workload)
  }
  const [raw, ...others] = entrants
  if (raw === undefined) return []
  for (let round = 0; round < turns.rounds; round++) {
    // Nobody is always measured after the same server.
    const order = round % 2 === 0 ? others : [...others].reverse()
    for (const entrant of [raw, ...order]) {
      await upstream.reset()
      await runTurn(entrant, workload, turns.seconds)
      entrant.calls += (await upstream.counts()).calls
    }
  }
  for (const entrant of entrants) await checkResponses(entrant, workload)
  const measurements = others.map((entrant) => measurementOf(entrant, raw))
  await Promise.all(entrants.map(({ running }) => running.stop()))
  return measurements
}

const measurementOf = (entrant: Entrant, raw: Entrant): Measurement => {
  const { contender, loads, latencies, usage } = entrant
  return {
    key: contender.key,
    name: contender.name,
    perSecond: loads.map(({ perSecond }) => perSecond),
    ratios: loads.map(({ perSecond }, round) => perSecond / (raw.loads[round]?.perSecond ?? 0)),
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    callsPerThousand: (entrant.calls / sum(usage, 'requests')) * 1000,
    peakMegabytes: entrant.running.memory().peak,
    cpuMicroseconds: cpuMicroseconds(usage),
    cpuRatio: cpuMicroseconds(raw.usage) / cpuMicroseconds(usage),
  }
}

const sum = (all: readonly CpuUsage[], field: keyof CpuUsage): number =>
  all.reduce((total, each) => total + each[field], 0)

const cpuMicroseconds = (all: readonly CpuUsage[]): number =>
  (sum(all, 'cpuSeconds') / sum(all, 'requests')) * 1e6

const runTurn = async (entrant: Entrant, workload: Workload, seconds: number): Promise<void> => {
  const { running, loads, latencies, usage } = entrant
  const before = running.cpuSeconds()
  const load = await sendLoad(entrant, workload, { seconds })
  usage.push({ cpuSeconds: running.cpuSeconds() - before, requests: load.sent })
  loads.push(load)
  for (const latency of load.latencies) latencies.push(latency)
}

const sendLoad = (
  { contender: { dialect }, running: { port } }: Entrant,
  workload: Workload,
  limit: { readonly seconds: number } | { readonly requests: number },
): Promise<LoadResult> =>
  runLoad({
    port,
    connections: workload.connections,
    bodies: (connection) => requestBodies(dialect, workload, connection),
    ...(workload.headers && { headers: workload.headers }),
    ...limit,
  })

/** Checks the responses to the queries of the first, the middle and the last connection. */
const checkResponses = async (
  { contender: { dialect }, running: { port } }: Entrant,
  workload: Workload,
): Promise<void> => {
  for (const connection of [0, Math.floor(workload.connections / 2), workload.connections - 1]) {
    for (const query of workload.queries(connection)) await checkResponse(port, dialect, query)
  }
}

/** Checks the responses, then sends every query once to fill caches, then warms up for a fixed time. */
const prepare = async (entrant: Entrant, workload: Workload): Promise<void> => {
  await checkResponses(entrant, workload)
  const requests = workload.connections * workload.queries(0).length
  await sendLoad(entrant, workload, { requests })
  await sendLoad(entrant, workload, { seconds: WARM_UP_SECONDS })
}
