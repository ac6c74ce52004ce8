// Which part of each count was organic and which was promoted, as bars of the same length.

import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import { formatCount, formatPercent } from '../format.ts'
import type { Shared } from '../post/shares.tsx'
import { AXIS, COLOURS, MARGIN, tip } from './look.tsx'

const BAR = { stackId: 'count', isAnimationActive: false, barSize: 22 } as const

export const ShareChart = ({ shares }: { shares: readonly Shared[] }) => (
  <ResponsiveContainer width="100%" height={70 + shares.length * 40}>
    <BarChart
      data={shares}
      layout="vertical"
      stackOffset="expand"
      title="Organic against promoted"
      margin={MARGIN}
    >
      <XAxis {...AXIS} type="number" tickFormatter={formatPercent} />
      <YAxis {...AXIS} type="category" dataKey="label" width={96} />
      <Tooltip cursor={false} content={tip({ title: String, format: formatCount })} />
      <Legend itemSorter={null} />
      <Bar {...BAR} dataKey="organic" name="Organic" fill={COLOURS.organic} />
      <Bar {...BAR} dataKey="promoted" name="Promoted" fill={COLOURS.promoted} />
    </BarChart>
  </ResponsiveContainer>
)
