// The table of a long list. Only the rows in and near the window are in the document; two empty rows stand for the others.

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Changes } from '../gateway/live.ts'
import { timeZoneOf } from '../period.ts'
import { useHref, useParams } from '../use-route.ts'
import { useCardColumns } from './card-columns.ts'
import type { Column } from './columns.ts'
import { HeadRow } from './head-row.tsx'
import type { Sort } from './list-params.ts'
import type { ListState } from './post-list.ts'
import { EmptyRow, Row } from './row.tsx'
import { useRowHeight } from './row-height.ts'
import { useWindowRows, type WindowRows } from './window-rows.ts'

declare module 'react' {
  interface CSSProperties {
    /** The number of columns beside the checkbox and the post, for post-list.css. */
    '--columns'?: number
  }
}

/** While a person scrolls through, nothing is loaded. */
const LOAD_DELAY_MS = 100

interface VirtualTableProps {
  readonly caption: string
  readonly state: ListState
  readonly isStale: boolean
  readonly columns: readonly Column[]
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
  readonly selected: ReadonlySet<string>
  readonly onSelect: (id: string, isSelected: boolean) => void
  readonly changes: ReadonlyMap<string, Changes>
  /** Called with the rows that are shown. */
  readonly onRange: (range: WindowRows) => void
}

/** Reports the range at first at once, and later when scrolling pauses. */
const useRange = (first: number, last: number, onRange: VirtualTableProps['onRange']): void => {
  const isFirst = useRef(true)
  useEffect(() => {
    const wait = isFirst.current ? 0 : LOAD_DELAY_MS
    isFirst.current = false
    const timer = setTimeout(() => onRange({ first, last }), wait)
    return () => clearTimeout(timer)
  }, [first, last, onRange])
}

const useOffset = () => {
  const table = useRef<HTMLTableElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const body = table.current?.tBodies[0]
    if (body) setOffset(body.getBoundingClientRect().top + window.scrollY)
  }, [])
  return { table, offset }
}

export const VirtualTable = (props: VirtualTableProps) => {
  const { caption, state, isStale, columns, sort, onSort, selected, onSelect, changes } = props
  const href = useHref()
  const timeZone = timeZoneOf(useParams().params)
  const height = useRowHeight()
  const { table, offset } = useOffset()
  const count = state.count ?? 0
  const { first, last } = useWindowRows({ count, height, offset })
  useRange(first, last, props.onRange)
  const before = first * height
  const after = (count - 1 - last) * height
  const indexes = Array.from({ length: last - first + 1 }, (_, nth) => first + nth)
  const width = columns.length + 2
  const onCard = useCardColumns(columns, sort)
  return (
    <table
      ref={table}
      className="post-list virtual"
      style={{ '--columns': columns.length }}
      data-busy={isStale || undefined}
      aria-busy={state.isLoading}
      aria-rowcount={count + 1}
    >
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <HeadRow columns={columns} sort={sort} onSort={onSort} canSelect />
      </thead>
      <tbody>
        {before > 0 && <EmptyRow height={before} width={width} />}
        {indexes.map((index) => {
          const post = state.posts.get(index)
          // Keyed by index: another order changes the texts of the rows, which is faster than creating other rows.
          return post === undefined ? (
            <EmptyRow key={index} width={width} />
          ) : (
            <Row
              key={index}
              post={post}
              href={href({ view: 'post', id: post.id })}
              timeZone={timeZone}
              columns={columns}
              index={index + 2}
              onCard={onCard}
              isSelected={selected.has(post.id)}
              onSelect={onSelect}
              changes={changes.get(post.id)}
            />
          )
        })}
        {after > 0 && <EmptyRow height={after} width={width} />}
      </tbody>
    </table>
  )
}
