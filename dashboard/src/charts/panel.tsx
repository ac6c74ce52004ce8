// One panel of a chart over time: lines for running totals, or stacked bars for what was gained in each step.

import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  XAxis,
  YAxis,
} from 'recharts'

import { AXIS, COLORS, DASHES, DOT, GRID, LINE, MARGIN, renderTooltip } from './theme.tsx'
import type { Tick } from './ticks.ts'

export interface PanelRow {
  readonly start: number
  readonly end: number
  /** The time of the values: of totals, they are those at the end of the step. */
  readonly at: number
  readonly values: Readonly<Partial<Record<keyof typeof COLORS, number | null>>>
}

export interface PanelSeries {
  readonly key: keyof typeof COLORS
  readonly label: string
}

/** Something that happened, at one time or from a time to another. */
export interface Annotation {
  readonly from: number
  readonly to?: number
  readonly label: string
}

interface PanelProps {
  readonly kind: 'lines' | 'bars'
  readonly title: string
  readonly rows: readonly PanelRow[]
  readonly series: readonly PanelSeries[]
  readonly timeTicks: readonly Tick[]
  readonly valueTicks: readonly Tick[]
  readonly annotations: readonly Annotation[]
  readonly height: number
  readonly format: (value: number) => string
  readonly titleOf: (row: PanelRow) => string
}

/** Axis options for ticks with labels of their own. The domain is that of the ticks unless it is given. */
const axisOf = (ticks: readonly Tick[]) => ({
  ticks: ticks.map(({ at }) => at),
  tickFormatter: (value: number) => ticks.find(({ at }) => at === value)?.label ?? '',
})

interface StepBarProps {
  readonly y?: number
  readonly height?: number
  readonly fill?: string
  readonly payload?: PanelRow
  readonly from: number
  readonly to: number
}

const MAX_WIDTH = 40

/** A bar as wide as its step. */
const StepBar = ({ y = 0, height = 0, fill, payload, from, to }: StepBarProps) => {
  const plot = usePlotArea()
  if (plot === undefined || payload === undefined || height === 0) return null
  const xOf = (time: number) => plot.x + ((time - from) / (to - from)) * plot.width
  const [start, end] = [xOf(payload.start), xOf(payload.end)]
  const space = Math.min(2, (end - start) / 4)
  const width = Math.min(MAX_WIDTH, end - start - space)
  const x = (start + end - width) / 2
  // A negative height is a bar below the axis.
  return (
    <rect
      {...{ x, width, fill }}
      y={Math.min(y, y + height)}
      height={Math.abs(height)}
      rx={Math.min(2, width / 4)}
    />
  )
}

const marks = (annotations: readonly Annotation[], from: number, to: number) =>
  annotations.map(({ label, ...span }) => {
    const key = `${label} ${span.from}`
    const [start, end] = [Math.max(from, span.from), Math.min(to, span.to ?? span.from)]
    if (start > to || end < from) return null
    return span.to === undefined ? (
      <ReferenceLine key={key} x={start} stroke="var(--quiet)" strokeDasharray="3 3" />
    ) : (
      <ReferenceArea key={key} x1={start} x2={end} fill={COLORS.promoted} fillOpacity={0.1} />
    )
  })

export const Panel = (props: PanelProps) => {
  const { kind, title, rows, series, timeTicks, valueTicks, annotations, height } = props
  const [from, to] = [rows[0]?.start ?? 0, rows.at(-1)?.end ?? 1]
  const isBars = kind === 'bars'
  const timeOf = ({ start, end, at }: PanelRow): number => (isBars ? (start + end) / 2 : at)
  const tooltip = renderTooltip({
    title: (time) => {
      const row = rows.find((each) => timeOf(each) === time)
      return row === undefined ? '' : props.titleOf(row)
    },
    format: props.format,
  })
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={rows} title={title} margin={MARGIN} stackOffset="sign">
        <CartesianGrid {...GRID} vertical={false} />
        <XAxis
          {...AXIS}
          {...axisOf(timeTicks)}
          dataKey={timeOf}
          type="number"
          domain={[from, to]}
          allowDataOverflow
          minTickGap={16}
        />
        <YAxis
          {...AXIS}
          {...axisOf(valueTicks)}
          width={60}
          domain={[valueTicks[0]?.at ?? 0, valueTicks.at(-1)?.at ?? 1]}
          interval={0}
        />
        {marks(annotations, from, to)}
        <Tooltip isAnimationActive={false} content={tooltip} cursor={{ stroke: 'var(--edge)' }} />
        {series.map(({ key, label }) =>
          isBars ? (
            <Bar
              key={key}
              dataKey={({ values }: PanelRow) => values[key]}
              name={label}
              fill={COLORS[key]}
              stackId="gains"
              isAnimationActive={false}
              shape={<StepBar from={from} to={to} />}
            />
          ) : (
            <Line
              {...LINE}
              key={key}
              dataKey={({ values }: PanelRow) => values[key]}
              name={label}
              stroke={COLORS[key]}
              strokeDasharray={DASHES[key]}
              dot={rows.length < 3 && DOT}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  )
}
