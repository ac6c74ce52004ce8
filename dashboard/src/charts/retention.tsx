// The share of a video's viewers who reached each quartile: a curve that starts at 1 and never rises.

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

import { formatPercent, formatShare } from '../format.ts'
import { messages } from '../messages/index.ts'
import { AXIS, COLORS, DASHES, DOT, GRID, LINE, MARGIN, renderTooltip } from './theme.tsx'

type Series = 'total' | 'organic' | 'promoted'

export interface RetentionPoint extends Partial<Record<Series, number>> {
  /** The position in the video, in percent. */
  readonly position: number
}

interface RetentionChartProps {
  readonly points: readonly RetentionPoint[]
  readonly height: number
  readonly series: readonly (readonly [Series, string])[]
}

const formatPosition = (position: number | string): string => formatPercent(Number(position) / 100)

export const RetentionChart = ({ points, height, series }: RetentionChartProps) => (
  <ResponsiveContainer width="100%" height={height}>
    <LineChart data={points} title={messages.post.retention} margin={MARGIN}>
      <CartesianGrid {...GRID} vertical={false} />
      <XAxis
        {...AXIS}
        dataKey="position"
        type="number"
        ticks={points.map(({ position }) => position)}
        tickFormatter={formatPosition}
      />
      <YAxis {...AXIS} width={56} domain={[0, 1]} tickFormatter={formatPercent} />
      <Tooltip
        isAnimationActive={false}
        content={renderTooltip({
          title: (position) => messages.post.ofTheVideo(formatPosition(Number(position))),
          format: formatShare,
        })}
      />
      <Legend itemSorter={null} />
      {series.map(([key, name]) => (
        <Line
          {...LINE}
          key={key}
          dataKey={key}
          name={name}
          stroke={COLORS[key]}
          strokeDasharray={DASHES[key]}
          dot={DOT}
        />
      ))}
    </LineChart>
  </ResponsiveContainer>
)
