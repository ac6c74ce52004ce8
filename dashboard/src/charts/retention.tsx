// The part of a video's viewers who got at least as far as each quartile, as a curve from 1 that never rises.

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
import type { Played } from '../post/retention.tsx'
import { AXIS, COLOURS, DOT, GRID, LINE, MARGIN, tip } from './look.tsx'

type Kind = 'all' | 'organic' | 'promoted'

const DASHES = { all: '0', organic: '6 3', promoted: '2 3' } as const

interface RetentionChartProps {
  readonly points: readonly Played[]
  readonly kinds: readonly (readonly [Kind, string])[]
}

const percentOf = (at: number | string): string => formatPercent(Number(at) / 100)

export const RetentionChart = ({ points, kinds }: RetentionChartProps) => (
  <ResponsiveContainer width="100%" height={260}>
    <LineChart data={points} title="How far the video was played" margin={MARGIN}>
      <CartesianGrid {...GRID} vertical={false} />
      <XAxis
        {...AXIS}
        dataKey="at"
        type="number"
        ticks={points.map(({ at }) => at)}
        tickFormatter={percentOf}
      />
      <YAxis {...AXIS} width={56} domain={[0, 1]} tickFormatter={formatPercent} />
      <Tooltip
        content={tip({ title: (at) => `${percentOf(at)} of the video`, format: formatShare })}
      />
      <Legend itemSorter={null} />
      {kinds.map(([kind, name]) => (
        <Line
          {...LINE}
          key={kind}
          dataKey={kind}
          name={name}
          stroke={COLOURS[kind]}
          strokeDasharray={DASHES[kind]}
          dot={DOT}
        />
      ))}
    </LineChart>
  </ResponsiveContainer>
)
