// The head of a list of posts: the columns, and buttons that sort by them.

import { messages } from '../messages/index.ts'
import { type Column, type ColumnKey, POSTED } from './columns.ts'
import type { Sort } from './list-params.ts'

interface SortButtonProps {
  readonly column: Column
  readonly sort: Sort | undefined
  readonly onSort: (sort: Sort) => void
}

/** The highest values come first; another click turns the order around. */
const SortButton = ({ column: { key, label, description }, sort, onSort }: SortButtonProps) => {
  const isCurrent = sort?.key === key
  const direction = sort?.isAscending ? 'ascending' : 'descending'
  return (
    <button
      type="button"
      className="sort"
      title={description}
      onClick={() => onSort({ key, isAscending: isCurrent && !sort.isAscending })}
    >
      {label}
      <span aria-hidden="true" data-direction={isCurrent ? direction : undefined} />
    </button>
  )
}

const ariaSort = (key: ColumnKey, sort: Sort | undefined) => {
  if (sort?.key !== key) return 'none'
  return sort.isAscending ? 'ascending' : 'descending'
}

interface HeadRowProps {
  readonly columns: readonly Column[]
  readonly sort: Sort | undefined
  /** Absent for lists that cannot be sorted. */
  readonly onSort: ((sort: Sort) => void) | undefined
  readonly canSelect: boolean
}

export const HeadRow = ({ columns, sort, onSort, canSelect }: HeadRowProps) => (
  <tr aria-rowindex={1}>
    {canSelect && (
      <td className="choose">
        <span className="visually-hidden">{messages.posts.compare}</span>
      </td>
    )}
    {[POSTED, ...columns].map((column) => {
      const { key, label, description } = column
      return onSort === undefined || column.order === undefined ? (
        <th key={key} scope="col" data-column={key} title={description}>
          {label}
        </th>
      ) : (
        <th key={key} scope="col" data-column={key} aria-sort={ariaSort(key, sort)}>
          <SortButton column={column} sort={sort} onSort={onSort} />
        </th>
      )
    })}
  </tr>
)
