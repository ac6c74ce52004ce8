// The gateway, its peers and a raw pass-through, asked the same. Ratios to the raw one are what counts.
//
//   npm run bench
//   node bench/run.ts --only gateway,mercurius --rows "1 post,100 posts" --seconds 1 --rounds 3
//
// The README's table is written when everyone was asked everything.

import { parseArgs } from 'node:util'

import { measureBeside } from './lib/beside.ts'
import { CONTENDERS } from './lib/contenders.ts'
import { positive } from './lib/numbers.ts'
import { canPin, pinThisProcess } from './lib/processes.ts'
import { ROWS } from './lib/queries.ts'
import { headOf, keep, lineOf, machine } from './lib/table.ts'
import { startUpstream } from './lib/upstream.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string' },
    seconds: { type: 'string', default: '1.5' },
    rounds: { type: 'string', default: '9' },
  },
})

/** Those named, in their own order; all without names. */
const chosen = <T>(all: readonly T[], nameOf: (one: T) => string, names?: string): readonly T[] => {
  const wanted = names?.split(',') ?? all.map(nameOf)
  const unknown = wanted.find((name) => !all.some((one) => nameOf(one) === name))
  if (unknown !== undefined) {
    throw new Error(`There is no "${unknown}". There are: ${all.map(nameOf).join(', ')}.`)
  }
  return all.filter((one) => wanted.includes(nameOf(one)))
}

const contenders = chosen(CONTENDERS, ({ key }) => key, values.only)
const rows = chosen(ROWS, ({ name }) => name, values.rows)
const turns = {
  seconds: positive('--seconds', values.seconds),
  rounds: positive('--rounds', values.rounds),
}

const lines: string[] = []
const say = (line: string): void => {
  lines.push(line)
  process.stdout.write(`${line}\n`)
}

pinThisProcess()
const upstream = await startUpstream()
say(
  `${machine()}. Medians of ${turns.rounds} turns of ${turns.seconds} s${canPin ? '' : '; not pinned to cores'}.`,
)
for (const row of rows) {
  say(`\n${headOf(row.name)}`)
  for (const contender of contenders) {
    say(lineOf(await measureBeside(contender, row, upstream, turns)))
  }
}
await upstream.stop()
if (contenders.length === CONTENDERS.length && rows.length === ROWS.length) keep(lines.join('\n'))
