// Compares the gateway and its peers with a raw pass-through under the same workloads.
//
//   npm run bench
//   node bench/run.ts --only gateway,mercurius --rows "1 post,100 posts" --seconds 1 --rounds 3
//
// A run with all contenders and all workloads writes the results into README.md.

import { parseArgs } from 'node:util'

import { compareWithRaw, type Measurement } from './lib/compare.ts'
import { CONTENDERS, type Contender, RAW } from './lib/contenders.ts'
import { canPin, pinThisProcess } from './lib/processes.ts'
import { WORKLOADS, type Workload } from './lib/queries.ts'
import { describeMachine, tableHead, tableRow, writeResults } from './lib/report.ts'
import { median, parsePositive } from './lib/statistics.ts'
import { startUpstream } from './lib/upstream.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string' },
    seconds: { type: 'string', default: '0.6' },
    rounds: { type: 'string', default: '5' },
  },
})

/** The named items, or all without names. */
const selectByName = <T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  names?: string,
): readonly T[] => {
  const selected = names?.split(',') ?? all.map(nameOf)
  const unknown = selected.find((name) => !all.some((item) => nameOf(item) === name))
  if (unknown !== undefined) {
    throw new Error(`Unknown name "${unknown}". Known names: ${all.map(nameOf).join(', ')}.`)
  }
  return all.filter((item) => selected.includes(nameOf(item)))
}

const contenders = selectByName(CONTENDERS, ({ key }) => key, values.only)
const workloads = selectByName(WORKLOADS, ({ name }) => name, values.rows)
const turns = {
  seconds: parsePositive('--seconds', values.seconds),
  rounds: parsePositive('--rounds', values.rounds),
}

const lines: string[] = []
const print = (line: string): void => {
  lines.push(line)
  process.stdout.write(`${line}\n`)
}

/** The contenders of a row: raw beside itself shows the error of the method. */
const contendersOf = ({ contenders: named }: Workload): readonly Contender[] =>
  contenders.filter(({ key, special, isMissing }) => {
    if (isMissing) return false
    return key === RAW.key || (named?.includes(key) ?? !special)
  })

/** The share by which the raw pass-through may differ from itself. */
const MAX_ERROR = 0.05

const isOff = (measured: readonly Measurement[]): boolean =>
  // Not a number, without answers in a turn, is off as well.
  measured.some(
    ({ key, ratios }) => key === RAW.key && !(Math.abs(median(ratios) - 1) <= MAX_ERROR),
  )

const measure = async (row: readonly Contender[], workload: Workload) => {
  const upstream = await startUpstream(workload.upstream)
  const measured = await compareWithRaw(row, workload, upstream, turns)
  await upstream.stop()
  return measured
}

pinThisProcess()
const unreliable: string[] = []
print(
  `${describeMachine()}. Medians of ${turns.rounds} turns of ${turns.seconds} s${canPin ? '' : '; not pinned to cores'}.`,
)
for (const workload of workloads) {
  const row = contendersOf(workload)
  if (row.every(({ key }) => key === RAW.key) && values.only !== RAW.key) {
    process.stdout.write(
      `\n${workload.name}: skipped, because nothing of it can be measured here.\n`,
    )
    continue
  }
  let measured = await measure(row, workload)
  // A short disturbance of the machine is no reason to repeat the whole run.
  if (isOff(measured)) measured = await measure(row, workload)
  if (isOff(measured)) unreliable.push(workload.name)
  print(`\n${tableHead(workload.name)}`)
  for (const measurement of measured) print(tableRow(measurement))
}
if (unreliable.length > 0) {
  process.stderr.write(
    `The raw pass-through differs from itself by more than ${MAX_ERROR * 100} % in: ${unreliable.join('; ')}. The machine is too busy: repeat the run on a quiet one. README.md was not changed.\n`,
  )
  process.exitCode = 1
} else if (contenders.length === CONTENDERS.length && workloads.length === WORKLOADS.length) {
  writeResults(lines.join('\n'))
}
