// The organic and the promoted share of each metric, as stacked bars of equal length.

import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import { formatCount, formatPercent } from '../format.ts'
import { messages } from '../messages/index.ts'
import { AXIS, COLORS, MARGIN, renderTooltip } from './theme.tsx'

export interface ShareRow {
  readonly label: string
  readonly organic: number
  readonly promoted: number
}

const BAR = { stackId: 'count', isAnimationActive: false, barSize: 22 } as const

interface ShareChartProps {
  readonly rows: readonly ShareRow[]
  readonly height: number
}

export const ShareChart = ({ rows, height }: ShareChartProps) => (
  <ResponsiveContainer width="100%" height={height}>
    <BarChart
      data={rows}
      layout="vertical"
      stackOffset="expand"
      title={messages.post.sharesChart}
      margin={MARGIN}
    >
      <XAxis {...AXIS} type="number" tickFormatter={formatPercent} />
      <YAxis {...AXIS} type="category" dataKey="label" width={96} />
      <Tooltip
        isAnimationActive={false}
        cursor={false}
        content={renderTooltip({ title: String, format: formatCount })}
      />
      <Legend itemSorter={null} />
      <Bar {...BAR} dataKey="organic" name={messages.common.organic} fill={COLORS.organic} />
      <Bar {...BAR} dataKey="promoted" name={messages.common.promoted} fill={COLORS.promoted} />
    </BarChart>
  </ResponsiveContainer>
)
