// Styles shared by all charts. Colors are CSS custom properties of the page.

import type { TooltipContentProps } from 'recharts'

export const COLORS = {
  total: 'var(--series-total)',
  organic: 'var(--series-organic)',
  promoted: 'var(--series-promoted)',
} as const

/** Series differ in more than color. */
export const DASHES = { total: '0', organic: '6 3', promoted: '2 3' } as const

export const AXIS = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--quiet)', fontSize: 12 },
  tickLine: false,
} as const

export const MARGIN = { top: 12, right: 32 } as const

export const GRID = { stroke: 'var(--line)', strokeDasharray: '2 4' } as const

export const LINE = { strokeWidth: 2, isAnimationActive: false, connectNulls: true } as const

interface TooltipOptions {
  readonly title: (label: number | string) => string
  readonly format: (value: number) => string
}

/** Solid dots, on dashed lines as well. */
export const DOT = { strokeDasharray: '0' } as const

/** Renders the tooltip of the point under the pointer or selected with the arrow keys. */
export const renderTooltip =
  ({ title, format }: TooltipOptions) =>
  ({ active, payload, label }: TooltipContentProps) =>
    active && label !== undefined ? (
      <div className="tooltip">
        <strong>{title(label)}</strong>
        {payload.map(({ name, value, color }) => (
          <span key={String(name)}>
            <i style={{ background: color }} /> {String(name)}:{' '}
            {typeof value === 'number' ? format(value) : '–'}
          </span>
        ))}
      </div>
    ) : null
