// The frame of a chart, and an accessible table with the same data.

import { type ReactNode, Suspense } from 'react'

import { Skeleton } from '../components/skeleton.tsx'
import { messages } from '../messages/index.ts'

interface DataTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const DataTable = ({ caption, head, rows }: DataTable & { readonly caption: string }) => (
  <details>
    <summary>{caption}</summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard */}
    <section className="scroll short" aria-label={caption} tabIndex={0}>
      <table>
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

export const Chart = ({ children }: { children: ReactNode }) => (
  <figure className="chart">
    <Suspense fallback={<Skeleton label={messages.post.chartLoading} rows={4} />}>
      {children}
    </Suspense>
  </figure>
)
