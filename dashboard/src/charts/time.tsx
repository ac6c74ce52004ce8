// A metric over time, as one line per metric group.

import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'

import { formatCompact, formatShare, formatTime } from '../format.ts'
import { messages } from '../messages/index.ts'
import { AXIS, COLORS, DOT, GRID, LINE, MARGIN, renderTooltip } from './theme.tsx'

export interface TimePoint {
  /** Milliseconds since the epoch. */
  time: number
  public?: number | null
  organic?: number | null
}

interface TimeChartProps {
  readonly points: readonly TimePoint[]
  readonly title: string
  /** Whether the axis is labeled with dates instead of hours. */
  readonly showDates: boolean
  readonly format: (value: number) => string
}

/** One tick per day, because automatic ticks would repeat the same date. */
const midnights = (points: readonly TimePoint[]): number[] => {
  const [first, last] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0]
  const day = new Date(first)
  day.setHours(24, 0, 0, 0)
  const ticks: number[] = []
  for (; day.getTime() <= last; day.setDate(day.getDate() + 1)) ticks.push(day.getTime())
  return ticks
}

const SERIES = [
  ['public', messages.metrics.groups.PUBLIC.label],
  ['organic', messages.common.organic],
] as const

export const TimeChart = ({ points, title, showDates, format }: TimeChartProps) => (
  <ResponsiveContainer width="100%" height={280}>
    <LineChart data={points} title={messages.post.overTime(title)} margin={MARGIN}>
      <CartesianGrid {...GRID} vertical={false} />
      <XAxis
        {...AXIS}
        dataKey="time"
        type="number"
        scale="time"
        domain={['dataMin', 'dataMax']}
        minTickGap={40}
        {...(showDates && { ticks: midnights(points) })}
        tickFormatter={(time: number) => formatTime(time, showDates ? 'date' : 'hour')}
      />
      <YAxis
        {...AXIS}
        width={56}
        domain={['auto', 'auto']}
        tickFormatter={format === formatShare ? formatShare : formatCompact}
      />
      <Tooltip content={renderTooltip({ title: (time) => formatTime(time), format })} />
      <Legend itemSorter={null} />
      {SERIES.filter(([key]) => points.some((point) => typeof point[key] === 'number')).map(
        ([key, name]) => (
          <Line
            {...LINE}
            key={key}
            dataKey={key}
            name={name}
            stroke={COLORS[key]}
            dot={points.length < 20 && DOT}
            strokeDasharray={key === 'organic' ? '6 3' : '0'}
          />
        ),
      )}
    </LineChart>
  </ResponsiveContainer>
)
