// What all charts have in common. Colours are those of the page, by its custom properties.

import type { TooltipContentProps } from 'recharts'

export const COLOURS = {
  everybody: 'var(--series-public)',
  all: 'var(--series-public)',
  organic: 'var(--series-organic)',
  promoted: 'var(--series-promoted)',
} as const

export const AXIS = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--quiet)', fontSize: 12 },
  tickLine: false,
} as const

export const MARGIN = { top: 12, right: 32 } as const

export const GRID = { stroke: 'var(--line)', strokeDasharray: '2 4' } as const

export const LINE = { strokeWidth: 2, isAnimationActive: false, connectNulls: true } as const

interface TipProps {
  readonly title: (label: number | string) => string
  readonly format: (value: number) => string
}

/** Of dashed lines, too. */
export const DOT = { strokeDasharray: '0' } as const

/** What the chart says of the place that is pointed at, or gone to by the arrow keys. */
export const tip =
  ({ title, format }: TipProps) =>
  ({ active, payload, label }: TooltipContentProps) =>
    active && label !== undefined ? (
      <div className="tip">
        <strong>{title(label)}</strong>
        {payload.map(({ name, value, color }) => (
          <span key={String(name)}>
            <i style={{ background: color }} /> {String(name)}:{' '}
            {typeof value === 'number' ? format(value) : '–'}
          </span>
        ))}
      </div>
    ) : null
