// Compares the gateway and its peers with a raw pass-through under the same workloads.
//
//   npm run bench
//   node bench/run.ts --only gateway,mercurius --rows "1 post,100 posts" --seconds 1 --rounds 3
//
// A run with all contenders and all workloads writes the results into README.md.

import { parseArgs } from 'node:util'

import { compareWithRaw } from './lib/compare.ts'
import { CONTENDERS } from './lib/contenders.ts'
import { canPin, pinThisProcess } from './lib/processes.ts'
import { WORKLOADS } from './lib/queries.ts'
import { describeMachine, tableHead, tableRow, writeResults } from './lib/report.ts'
import { parsePositive } from './lib/statistics.ts'
import { startUpstream } from './lib/upstream.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string' },
    seconds: { type: 'string', default: '1.5' },
    rounds: { type: 'string', default: '9' },
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

pinThisProcess()
const upstream = await startUpstream()
print(
  `${describeMachine()}. Medians of ${turns.rounds} turns of ${turns.seconds} s${canPin ? '' : '; not pinned to cores'}.`,
)
for (const workload of workloads) {
  print(`\n${tableHead(workload.name)}`)
  for (const contender of contenders) {
    print(tableRow(await compareWithRaw(contender, workload, upstream, turns)))
  }
}
await upstream.stop()
if (contenders.length === CONTENDERS.length && workloads.length === WORKLOADS.length)
  writeResults(lines.join('\n'))
