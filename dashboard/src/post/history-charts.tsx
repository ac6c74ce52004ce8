// The two panels of a post's chart, their legend, what happened to the post, and the same data as a table.

import type { Annotation, PanelRow } from '../charts/panel.tsx'
import { countTicks, timeTicks } from '../charts/ticks.ts'
import { formatChange, formatCount, formatTime } from '../format.ts'
import { messages } from '../messages/index.ts'
import type { Promotion } from './annotations.ts'
import { Chart, DataTable, Legend } from './chart.tsx'
import type { ChartData, ChartMetric, ChartRow, SeriesName } from './chart-rows.ts'
import { Panel } from './lazy-charts.ts'

const text = messages.post

const HEIGHT = 240
const MAX_TICKS = 7

interface HistoryChartsProps {
  readonly chart: ChartData & { readonly promotion: Promotion | null }
  readonly metric: ChartMetric
  readonly timeZone: string
  readonly edits: readonly number[]
}

const annotationsOf = ({ chart, edits, timeZone }: HistoryChartsProps): readonly Annotation[] => {
  const momentOf = (time: number): string => formatTime(time, 'moment', timeZone)
  const edited = edits.map((from) => ({ from, label: text.editedAt(momentOf(from)) }))
  const { promotion, rows } = chart
  if (promotion === null) return edited
  const { from, to } = promotion
  const label =
    to === null
      ? text.promotedSince(momentOf(from))
      : text.promotedFromTo(momentOf(from), momentOf(to))
  return [...edited, { from, to: to ?? rows.at(-1)?.end ?? from, label }]
}

const panelRows = (rows: readonly ChartRow[], part: 'gain' | 'total'): readonly PanelRow[] =>
  rows.map(({ start, end, at, [part]: values }) => ({ start, end, at, values }))

/** A new post begins at 0. */
const originRow = ({ rows, origin }: ChartData): readonly PanelRow[] => {
  const start = rows[0]?.start ?? 0
  return origin === undefined ? [] : [{ start, end: origin, at: origin, values: { total: 0 } }]
}

const numbersOf = (rows: readonly PanelRow[], series: readonly SeriesName[]): readonly number[] =>
  rows
    .flatMap(({ values }) => series.map((name) => values[name] ?? null))
    .filter((value) => value !== null)

/** The upper ends of stacked bars. */
const stackedNumbers = (rows: readonly PanelRow[], series: readonly SeriesName[]) =>
  rows.map(({ values }) => series.reduce((sum, name) => sum + (values[name] ?? 0), 0))

const Table = ({ chart, metric, timeZone }: HistoryChartsProps) => {
  const { rows, series } = chart
  const formatValue = (value: number | null, format: (value: number) => string): string =>
    value === null ? '–' : format(value)
  return (
    <DataTable
      caption={messages.common.asTable(text.overTime(messages.metrics.names[metric].label))}
      head={[
        text.until,
        ...series.flatMap((name) => [text.series[name], text.gainedOf(text.series[name])]),
      ]}
      rows={rows.map(({ at, total, gain }) => [
        formatTime(at, 'moment', timeZone),
        ...series.flatMap((name) => [
          formatValue(total[name], formatCount),
          formatValue(gain[name], formatChange),
        ]),
      ])}
    />
  )
}

export const HistoryCharts = (props: HistoryChartsProps) => {
  const { chart, metric, timeZone } = props
  const { step, rows, series } = chart
  const gains = panelRows(rows, 'gain')
  const totals = [...originRow(chart), ...panelRows(rows, 'total')]
  // Organic and promoted gains add up to the total.
  const stacked: readonly SeriesName[] = series.includes('promoted')
    ? ['organic', 'promoted']
    : ['total']
  const lines = series.includes('promoted') ? series : series.filter((name) => name === 'total')
  const annotations = annotationsOf(props)
  const label = messages.metrics.names[metric].label
  const [from, to] = [rows[0]?.start ?? 0, rows.at(-1)?.end ?? 1]
  const shared = {
    annotations,
    height: HEIGHT,
    timeTicks: timeTicks(from, to, timeZone, MAX_TICKS),
    titleOf: ({ start, at }: PanelRow) =>
      text.span(formatTime(start, 'moment', timeZone), formatTime(at, 'moment', timeZone)),
  }
  const seriesOf = (names: readonly SeriesName[]) =>
    names.map((key) => ({ key, label: text.series[key] }))
  return (
    <>
      <div className="chart-pair">
        <Chart title={text.totalOf(label)} height={HEIGHT}>
          <Panel
            {...shared}
            kind="lines"
            title={text.totalOf(label)}
            rows={totals}
            series={seriesOf(lines)}
            valueTicks={countTicks(numbersOf(totals, lines))}
            format={formatCount}
          />
        </Chart>
        <Chart title={text.gainedPer[step]} height={HEIGHT}>
          <Panel
            {...shared}
            kind="bars"
            title={text.gainedPer[step]}
            rows={gains}
            series={seriesOf(stacked)}
            valueTicks={countTicks([0, ...stackedNumbers(gains, stacked)])}
            format={formatChange}
          />
        </Chart>
      </div>
      {lines.length > 1 && <Legend series={seriesOf(lines)} />}
      {annotations.length > 0 && (
        <ul className="annotations muted">
          {annotations.map((each) => (
            <li key={each.label}>{each.label}</li>
          ))}
        </ul>
      )}
      <Table {...props} />
    </>
  )
}
