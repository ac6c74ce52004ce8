// Chooses the columns of the list, and on narrow screens its order.

import { Popover } from '../components/popover.tsx'
import { messages } from '../messages/index.ts'
import { COLUMNS, type ColumnKey, DEFAULT_COLUMNS, POSTED } from './columns.ts'
import { columnOf, type Sort } from './list-params.ts'

const text = messages.posts

interface ColumnsMenuProps {
  readonly columns: readonly ColumnKey[]
  readonly onChange: (columns: readonly ColumnKey[]) => void
}

/** Chosen columns keep the order of the menu. */
export const ColumnsMenu = ({ columns, onChange }: ColumnsMenuProps) => (
  <Popover label={text.columnsMenu} button={text.columnsMenu}>
    {() => (
      <>
        <fieldset className="options">
          <legend className="visually-hidden">{text.columnsMenu}</legend>
          {COLUMNS.map(({ key, label, description }) => (
            <label key={key} className="check" title={description}>
              <input
                type="checkbox"
                checked={columns.includes(key)}
                disabled={columns.length === 1 && columns.includes(key)}
                onChange={({ target }) =>
                  onChange(
                    COLUMNS.map((column) => column.key).filter((each) =>
                      each === key ? target.checked : columns.includes(each),
                    ),
                  )
                }
              />
              {label}
            </label>
          ))}
        </fieldset>
        <button type="button" onClick={() => onChange(DEFAULT_COLUMNS)}>
          {text.columnsDefault}
        </button>
      </>
    )}
  </Popover>
)

interface SortMenuProps {
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
}

/** Stands for the head of the table on narrow screens. */
export const SortMenu = ({ sort, onSort }: SortMenuProps) => (
  <div className="sort-menu">
    <label className="labeled select">
      <span>{text.sortBy}</span>
      <select
        value={sort.key}
        onChange={({ target }) =>
          onSort({ key: columnOf(target.value as ColumnKey).key, isAscending: false })
        }
      >
        {[POSTED, ...COLUMNS]
          .filter(({ order }) => order !== undefined)
          .map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
      </select>
    </label>
    <button
      type="button"
      aria-label={sort.isAscending ? text.ascending : text.descending}
      onClick={() => onSort({ ...sort, isAscending: !sort.isAscending })}
    >
      {sort.isAscending ? '↑' : '↓'}
    </button>
  </div>
)
