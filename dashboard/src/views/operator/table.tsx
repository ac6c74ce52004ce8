// A card with a table of the operator's page.

import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly label: string
  readonly isNumeric?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface TableCardProps<Row> {
  readonly title: string
  /** The scope of the numbers, such as this process only. */
  readonly scope: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Shown without rows. */
  readonly empty: string
}

export const TableCard = <Row,>(props: TableCardProps<Row>) => {
  const { title, scope, columns, rows, keyOf, empty } = props
  return (
    <div className="card">
      <h2>{title}</h2>
      <p className="muted">{scope}</p>
      {rows.length === 0 ? (
        <p className="nothing">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard
        <section className="scroll short" aria-label={title} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {columns.map(({ label, isNumeric }) => (
                  <th key={label} scope="col" className={isNumeric ? 'numeric' : undefined}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map(({ label, isNumeric, cell }) => (
                    <td key={label} className={isNumeric ? 'numeric' : undefined}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}

/** The subject of a row, with a note below it. */
export const Named = ({ children, note }: { children: ReactNode; note: string }) => (
  <>
    {children}
    <small className="note muted">{note}</small>
  </>
)

/** A bar beside a number: its share of the largest one. */
export const Bar = ({ value, max }: { value: number; max: number }) =>
  value > 0 && (
    <span className="bar-share" aria-hidden="true">
      <span style={{ width: `${(value / max) * 100}%` }} />
    </span>
  )

/** A number and how much of a limit it uses. */
export const OfLimit = ({
  value,
  limit,
  format,
  label,
}: {
  value: number
  limit: number | null
  format: (value: number) => string
  label: string
}) =>
  limit === null ? (
    format(value)
  ) : (
    <>
      {`${format(value)} / ${format(limit)}`}
      <meter aria-label={label} min={0} max={limit} high={limit * 0.8} optimum={0} value={value} />
    </>
  )
