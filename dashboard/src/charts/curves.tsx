// The curves of several posts by their age.

import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { Row } from '../compare/curve-points.ts'
import { formatAge, formatCompact, formatCount } from '../format.ts'
import { AXIS, GRID, LINE, MARGIN, renderTooltip } from './theme.tsx'
import { ageTicks } from './ticks.ts'

/** Curves differ in more than color. */
const DASHES = ['0', '8 3', '2 3', '10 3 2 3', '0', '8 3', '2 3', '10 3 2 3']

interface CurvesChartProps {
  readonly title: string
  readonly rows: readonly Row[]
  readonly posts: readonly { readonly id: string; readonly name: string }[]
}

const CurvesChart = ({ title, rows, posts }: CurvesChartProps) => (
  <ResponsiveContainer width="100%" height={320}>
    <LineChart data={[...rows]} title={title} margin={MARGIN} accessibilityLayer>
      <CartesianGrid {...GRID} vertical={false} />
      <XAxis
        {...AXIS}
        dataKey="age"
        type="number"
        domain={[0, 'dataMax']}
        ticks={ageTicks(rows.at(-1)?.age ?? 0)}
        tickFormatter={formatAge}
        minTickGap={16}
      />
      <YAxis {...AXIS} axisLine={false} width={56} tickFormatter={formatCompact} />
      <Tooltip
        content={renderTooltip({
          title: (age) => formatAge(Number(age)),
          format: formatCount,
        })}
      />
      {posts.map(({ id, name }, index) => (
        <Line
          key={id}
          {...LINE}
          dataKey={id}
          name={name}
          dot={false}
          stroke={`var(--curve-${index + 1})`}
          strokeDasharray={DASHES[index] ?? '0'}
        />
      ))}
    </LineChart>
  </ResponsiveContainer>
)

export default CurvesChart
