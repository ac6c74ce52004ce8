// The frame of a chart, its legend, and an accessible table with the same data.

import { type ReactNode, Suspense } from 'react'

import { Skeleton } from '../components/skeleton.tsx'
import { messages } from '../messages/index.ts'

interface DataTableProps {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const DataTable = ({ caption, head, rows }: DataTableProps) => (
  <details>
    <summary>{caption}</summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard */}
    <section className="scroll short" aria-label={caption} tabIndex={0}>
      <table aria-label={caption}>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first = '', ...rest]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {rest.map((value, column) => (
                <td key={head[column + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </details>
)

interface ChartProps {
  readonly title?: string
  /** The name for screen readers, without a title. */
  readonly label?: string
  /** In pixels, reserved while the chart is loaded. */
  readonly height: number
  readonly children: ReactNode
}

export const Chart = ({ title, label, height, children }: ChartProps) => (
  <figure className="chart" aria-label={label ?? title}>
    {title !== undefined && <figcaption>{title}</figcaption>}
    <div style={{ height }}>
      <Suspense fallback={<Skeleton label={messages.post.chartLoading} rows={1} />}>
        {children}
      </Suspense>
    </div>
  </figure>
)

interface LegendProps {
  readonly series: readonly { readonly key: string; readonly label: string }[]
}

export const Legend = ({ series }: LegendProps) => (
  <ul className="legend">
    {series.map(({ key, label }) => (
      <li key={key} data-series={key}>
        {label}
      </li>
    ))}
  </ul>
)
