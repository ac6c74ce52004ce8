// Formats measurements as Markdown tables, and writes them into README.md.

import { readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'

import type { Measurement } from './compare.ts'
import { benchPath } from './processes.ts'
import { median } from './statistics.ts'

const COLUMNS = [
  '',
  'of raw',
  'min – max',
  'by CPU',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'calls per 1,000',
  'peak MB',
  'CPU µs',
]

const formatRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const tableHead = (name: string): string =>
  [
    `### ${name}`,
    '',
    formatRow(COLUMNS),
    formatRow(COLUMNS.map((_, index) => (index === 0 ? '---' : '--:'))),
  ].join('\n')

const count = (value: number): string => Math.round(value).toLocaleString('en')

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1)

export const tableRow = (measurement: Measurement): string => {
  const { ratios } = measurement
  return formatRow([
    measurement.name,
    `**${median(ratios).toFixed(2)}**`,
    `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`,
    measurement.cpuRatio.toFixed(2),
    count(median(measurement.perSecond)),
    ms(measurement.p50),
    ms(measurement.p99),
    count(measurement.callsPerThousand),
    count(measurement.peakMegabytes),
    count(measurement.cpuMicroseconds),
  ])
}

export const describeMachine = (): string => {
  const cores = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return [
    `${cores.length} cores of ${cores[0]?.model.trim() || 'an unknown processor'}`,
    memory,
    `${platform()} ${arch()}`,
    `Node.js ${process.version}`,
    new Date().toISOString().slice(0, 10),
  ].join(', ')
}

const BEGIN = '<!-- results: written by bench/run.ts -->'
const END = '<!-- end of results -->'

/** Replaces the results in README.md. */
export const writeResults = (text: string): void => {
  const file = benchPath('README.md')
  const readme = readFileSync(file, 'utf8')
  const from = readme.indexOf(BEGIN)
  const to = readme.indexOf(END)
  if (from < 0 || to < from) throw new Error(`${file} has no markers for the results.`)
  writeFileSync(file, `${readme.slice(0, from)}${BEGIN}\n\n${text}\n\n${readme.slice(to)}`)
}
