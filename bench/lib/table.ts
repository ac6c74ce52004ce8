// What was measured, as Markdown: to be printed, and to be kept between two marks of the README.

import { readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'

import type { Outcome } from './beside.ts'
import { median } from './numbers.ts'
import { inBench } from './processes.ts'

const COLUMNS = [
  '',
  'of raw',
  'least – most',
  'by CPU',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'calls per 1,000',
  'peak MB',
  'CPU µs',
]

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const headOf = (name: string): string =>
  [
    `### ${name}`,
    '',
    line(COLUMNS),
    line(COLUMNS.map((_, index) => (index === 0 ? '---' : '--:'))),
  ].join('\n')

const count = (value: number): string => Math.round(value).toLocaleString('en')

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1)

export const lineOf = (outcome: Outcome): string => {
  const { ratios } = outcome
  return line([
    outcome.name,
    `**${median(ratios).toFixed(2)}**`,
    `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`,
    outcome.cpuRatio.toFixed(2),
    count(median(outcome.perSecond)),
    ms(outcome.p50),
    ms(outcome.p99),
    count(outcome.callsPerThousand),
    count(outcome.peakMegabytes),
    count(outcome.cpuMicroseconds),
  ])
}

export const machine = (): string => {
  const cores = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return [
    `${cores.length} cores of ${cores[0]?.model.trim() || 'an unnamed processor'}`,
    memory,
    `${platform()} ${arch()}`,
    `Node.js ${process.version}`,
    new Date().toISOString().slice(0, 10),
  ].join(', ')
}

const BEGIN = '<!-- results: written by bench/run.ts -->'
const END = '<!-- end of results -->'

/** In place of what was measured before. */
export const keep = (text: string): void => {
  const file = inBench('README.md')
  const readme = readFileSync(file, 'utf8')
  const from = readme.indexOf(BEGIN)
  const to = readme.indexOf(END)
  if (from < 0 || to < from) throw new Error(`${file} has no place for results.`)
  writeFileSync(file, `${readme.slice(0, from)}${BEGIN}\n\n${text}\n\n${readme.slice(to)}`)
}
