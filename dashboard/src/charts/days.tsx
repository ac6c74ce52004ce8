// Gains per day or week as bars. Metrics that X counts apart are stacked: organic and promoted.

import type { ReactNode } from 'react'
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'

import { formatDay } from '../format.ts'
import { messages } from '../messages/index.ts'
import type { DayPoint } from '../overview/steps.ts'
import { AXIS, COLORS, GRID, MARGIN, renderTooltip } from './theme.tsx'

const BAR = { stackId: 'gained', isAnimationActive: false, maxBarSize: 40 } as const

/** Recharts colors the texts of its legend like the bars. */
const inInk = (label: ReactNode) => <span className="ink">{label}</span>

interface DayChartProps {
  readonly points: readonly DayPoint[]
  readonly title: string
  readonly split: boolean
  readonly format: (value: number) => string
  readonly formatAxis: (value: number) => string
}

const dayText = (style: 'medium' | 'short') => (day: number | string) =>
  formatDay(String(day), style)

export const DayChart = ({ points, title, split, format, formatAxis }: DayChartProps) => (
  <ResponsiveContainer width="100%" height={280}>
    <BarChart data={points} title={title} margin={MARGIN} barCategoryGap="18%">
      <CartesianGrid {...GRID} vertical={false} />
      <XAxis {...AXIS} dataKey="day" minTickGap={32} tickFormatter={dayText('short')} />
      <YAxis {...AXIS} width={56} tickFormatter={formatAxis} axisLine={false} />
      {points
        .filter(({ all, organic }) => all === null && organic === null)
        .map(({ day }) => (
          <ReferenceArea key={day} x1={day} x2={day} fill="var(--line)" fillOpacity={0.6} />
        ))}
      <Tooltip
        cursor={{ fill: 'var(--raised)' }}
        content={renderTooltip({ title: dayText('medium'), format })}
      />
      {split && <Legend itemSorter={null} formatter={inInk} />}
      {split ? (
        <>
          <Bar {...BAR} dataKey="organic" name={messages.common.organic} fill={COLORS.organic} />
          <Bar {...BAR} dataKey="promoted" name={messages.common.promoted} fill={COLORS.promoted} />
        </>
      ) : (
        <Bar {...BAR} dataKey="all" name={title} fill="var(--accent)" />
      )}
    </BarChart>
  </ResponsiveContainer>
)
