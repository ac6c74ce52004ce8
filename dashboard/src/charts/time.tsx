// Numbers through time, as lines.

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
import type { Moment } from '../post/history.tsx'
import { AXIS, COLOURS, DOT, GRID, LINE, MARGIN, tip } from './look.tsx'

interface TimeChartProps {
  readonly moments: readonly Moment[]
  readonly title: string
  readonly days: boolean
  readonly format: (value: number) => string
}

/** So that no day is written twice. */
const midnights = (moments: readonly Moment[]): number[] => {
  const [first, last] = [moments[0]?.at ?? 0, moments.at(-1)?.at ?? 0]
  const day = new Date(first)
  day.setHours(24, 0, 0, 0)
  const ticks: number[] = []
  for (; day.getTime() <= last; day.setDate(day.getDate() + 1)) ticks.push(day.getTime())
  return ticks
}

const KINDS = [
  ['everybody', 'Public'],
  ['organic', 'Organic'],
] as const

export const TimeChart = ({ moments, title, days, format }: TimeChartProps) => (
  <ResponsiveContainer width="100%" height={280}>
    <LineChart data={moments} title={`${title} through time`} margin={MARGIN}>
      <CartesianGrid {...GRID} vertical={false} />
      <XAxis
        {...AXIS}
        dataKey="at"
        type="number"
        scale="time"
        domain={['dataMin', 'dataMax']}
        minTickGap={40}
        {...(days && { ticks: midnights(moments) })}
        tickFormatter={(at: number) => formatTime(at, days ? 'date' : 'hour')}
      />
      <YAxis
        {...AXIS}
        width={56}
        domain={['auto', 'auto']}
        tickFormatter={format === formatShare ? formatShare : formatCompact}
      />
      <Tooltip content={tip({ title: (at) => formatTime(at), format })} />
      <Legend itemSorter={null} />
      {KINDS.filter(([kind]) => moments.some((moment) => typeof moment[kind] === 'number')).map(
        ([kind, name]) => (
          <Line
            {...LINE}
            key={kind}
            dataKey={kind}
            name={name}
            stroke={COLOURS[kind]}
            dot={moments.length < 20 && DOT}
            strokeDasharray={kind === 'organic' ? '6 3' : '0'}
          />
        ),
      )}
    </LineChart>
  </ResponsiveContainer>
)
