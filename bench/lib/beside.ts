// One contender beside a raw pass-through of its own, in short turns: what else the machine does falls on both, and
// the ratio stays.

import { type Contender, RAW } from './contenders.ts'
import { type Borne, bear } from './load.ts'
import { percentile } from './numbers.ts'
import type { Running } from './processes.ts'
import { bodiesOf, check, type Row } from './queries.ts'
import type { Upstream } from './upstream.ts'

export interface Turns {
  readonly seconds: number
  readonly rounds: number
}

export interface Outcome {
  readonly name: string
  /** Requests per second, of each turn and as a ratio to the raw one's just before. */
  readonly perSecond: readonly number[]
  readonly ratios: readonly number[]
  readonly p50: number
  readonly p99: number
  readonly callsPerThousand: number
  readonly peakMegabytes: number
  /** Processor time for one request, and requests for the same processor time as a ratio to the raw one's. */
  readonly cpuMicroseconds: number
  readonly cpuRatio: number
}

const WARM_UP_SECONDS = 2

export const measureBeside = async (
  contender: Contender,
  row: Row,
  upstream: Upstream,
  turns: Turns,
): Promise<Outcome> => {
  const raw = await RAW.start(upstream.url)
  const other = await contender.start(upstream.url)
  await prepare(RAW, raw, row)
  await prepare(contender, other, row)

  const perSecond: number[] = []
  const ratios: number[] = []
  const latencies: number[] = []
  let calls = 0
  const spentByRaw: Spent[] = []
  const spent: Spent[] = []
  for (let round = 0; round < turns.rounds; round++) {
    const beside = await turn(RAW, raw, row, turns.seconds, spentByRaw)
    await upstream.reset()
    const borne = await turn(contender, other, row, turns.seconds, spent)
    calls += (await upstream.counted()).calls
    perSecond.push(borne.perSecond)
    ratios.push(borne.perSecond / beside.perSecond)
    for (const latency of borne.latencies) latencies.push(latency)
  }
  const { peak } = other.memory()
  await checkAll(contender, other, row)
  await Promise.all([raw.stop(), other.stop()])
  return {
    name: contender.name,
    perSecond,
    ratios,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    callsPerThousand: (calls / sum(spent, 'requests')) * 1000,
    peakMegabytes: peak,
    cpuMicroseconds: cpuMicroseconds(spent),
    cpuRatio: cpuMicroseconds(spentByRaw) / cpuMicroseconds(spent),
  }
}

interface Spent {
  readonly cpuSeconds: number
  readonly requests: number
}

const sum = (all: readonly Spent[], what: keyof Spent): number =>
  all.reduce((total, each) => total + each[what], 0)

const cpuMicroseconds = (all: readonly Spent[]): number =>
  (sum(all, 'cpuSeconds') / sum(all, 'requests')) * 1e6

const turn = async (
  contender: Contender,
  running: Running,
  row: Row,
  seconds: number,
  spent: Spent[],
): Promise<Borne> => {
  const before = running.cpuSeconds()
  const borne = await ask(contender, running, row, { seconds })
  spent.push({ cpuSeconds: running.cpuSeconds() - before, requests: borne.sent })
  return borne
}

const ask = (
  { dialect }: Contender,
  { port }: Running,
  row: Row,
  howLong: { readonly seconds: number } | { readonly requests: number },
): Promise<Borne> =>
  bear({
    port,
    connections: row.connections,
    bodies: (connection) => bodiesOf(dialect, row, connection),
    ...howLong,
  })

/** The first, the last and one between. */
const checkAll = async ({ dialect }: Contender, { port }: Running, row: Row): Promise<void> => {
  for (const connection of [0, Math.floor(row.connections / 2), row.connections - 1]) {
    for (const question of row.questions(connection)) await check(port, dialect, question)
  }
}

/** Right answers first; then everything once, so that what can be cached is, and then some time. */
const prepare = async (contender: Contender, running: Running, row: Row): Promise<void> => {
  await checkAll(contender, running, row)
  const once = row.connections * row.questions(0).length
  await ask(contender, running, row, { requests: once })
  await ask(contender, running, row, { seconds: WARM_UP_SECONDS })
}
