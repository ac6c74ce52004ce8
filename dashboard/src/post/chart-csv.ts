// The data of a chart as CSV: times as ISO 8601, numbers without separators, nothing for what is not known.

import type { ChartData } from './chart-rows.ts'

export const chartCsv = ({ rows, series }: ChartData): string => {
  const head = ['from', 'until', ...series.flatMap((name) => [`${name} gained`, `${name} so far`])]
  const lines = rows.map(({ start, at, gain, total }) => [
    new Date(start).toISOString(),
    new Date(at).toISOString(),
    ...series.flatMap((name) => [gain[name] ?? '', total[name] ?? '']),
  ])
  return [head, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}
