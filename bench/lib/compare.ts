// Measures one contender against a raw pass-through in short alternating turns, so that other load on the machine affects
// both, and their ratio stays comparable.

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
  readonly name: string
  /** Requests per second of each turn. */
  readonly perSecond: readonly number[]
  /** Requests per second relative to the raw turn just before. */
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

export const compareWithRaw = async (
  contender: Contender,
  workload: Workload,
  upstream: Upstream,
  turns: Turns,
): Promise<Measurement> => {
  const raw = await RAW.start(upstream.url)
  const measured = await contender.start(upstream.url)
  await prepare(RAW, raw, workload)
  await prepare(contender, measured, workload)

  const perSecond: number[] = []
  const ratios: number[] = []
  const latencies: number[] = []
  let calls = 0
  const rawUsage: CpuUsage[] = []
  const usage: CpuUsage[] = []
  for (let round = 0; round < turns.rounds; round++) {
    const rawLoad = await runTurn(RAW, raw, workload, turns.seconds, rawUsage)
    await upstream.reset()
    const load = await runTurn(contender, measured, workload, turns.seconds, usage)
    calls += (await upstream.counts()).calls
    perSecond.push(load.perSecond)
    ratios.push(load.perSecond / rawLoad.perSecond)
    for (const latency of load.latencies) latencies.push(latency)
  }
  const { peak } = measured.memory()
  await checkResponses(contender, measured, workload)
  await Promise.all([raw.stop(), measured.stop()])
  return {
    name: contender.name,
    perSecond,
    ratios,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    callsPerThousand: (calls / sum(usage, 'requests')) * 1000,
    peakMegabytes: peak,
    cpuMicroseconds: cpuMicroseconds(usage),
    cpuRatio: cpuMicroseconds(rawUsage) / cpuMicroseconds(usage),
  }
}

interface CpuUsage {
  readonly cpuSeconds: number
  readonly requests: number
}

const sum = (all: readonly CpuUsage[], field: keyof CpuUsage): number =>
  all.reduce((total, each) => total + each[field], 0)

const cpuMicroseconds = (all: readonly CpuUsage[]): number =>
  (sum(all, 'cpuSeconds') / sum(all, 'requests')) * 1e6

const runTurn = async (
  contender: Contender,
  running: RunningProcess,
  workload: Workload,
  seconds: number,
  usage: CpuUsage[],
): Promise<LoadResult> => {
  const before = running.cpuSeconds()
  const load = await sendLoad(contender, running, workload, { seconds })
  usage.push({ cpuSeconds: running.cpuSeconds() - before, requests: load.sent })
  return load
}

const sendLoad = (
  { dialect }: Contender,
  { port }: RunningProcess,
  workload: Workload,
  limit: { readonly seconds: number } | { readonly requests: number },
): Promise<LoadResult> =>
  runLoad({
    port,
    connections: workload.connections,
    bodies: (connection) => requestBodies(dialect, workload, connection),
    ...limit,
  })

/** Checks the responses to the queries of the first, the middle and the last connection. */
const checkResponses = async (
  { dialect }: Contender,
  { port }: RunningProcess,
  workload: Workload,
): Promise<void> => {
  for (const connection of [0, Math.floor(workload.connections / 2), workload.connections - 1]) {
    for (const query of workload.queries(connection)) await checkResponse(port, dialect, query)
  }
}

/** Checks the responses, then sends every query once to fill caches, then warms up for a fixed time. */
const prepare = async (
  contender: Contender,
  running: RunningProcess,
  workload: Workload,
): Promise<void> => {
  await checkResponses(contender, running, workload)
  const requests = workload.connections * workload.queries(0).length
  await sendLoad(contender, running, workload, { requests })
  await sendLoad(contender, running, workload, { seconds: WARM_UP_SECONDS })
}
