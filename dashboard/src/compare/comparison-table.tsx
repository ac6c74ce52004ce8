// The metrics of compared posts, all of them in the document. Order and columns are in the URL.

import { useMemo } from 'react'
import { csvFormatOf, csvHead, csvLines } from '../csv.ts'
import { download } from '../download.ts'
import type { Changes } from '../gateway/live.ts'
import { messages } from '../messages/index.ts'
import { timeZoneOf } from '../period.ts'
import { useCardColumns } from '../posts/card-columns.ts'
import { columnValue, TREND } from '../posts/columns.ts'
import { ColumnsMenu, SortMenu } from '../posts/columns-menu.tsx'
import { csvColumnsOf } from '../posts/csv-columns.ts'
import { HeadRow } from '../posts/head-row.tsx'
import { columnOf, listParamsOf, paramsOfList, type Sort } from '../posts/list-params.ts'
import { Row, type RowPost } from '../posts/row.tsx'
import { useHref, useParams } from '../use-route.ts'

/** Posts in the given order. Posts without a value come last in both directions. */
const sortPosts = (posts: readonly RowPost[], { key, isAscending }: Sort) => {
  const column = columnOf(key)
  const sign = isAscending ? 1 : -1
  return posts.toSorted((one, other) => {
    const [a, b] = [columnValue(one, column), columnValue(other, column)]
    return a === null || b === null ? Number(a === null) - Number(b === null) : sign * (a - b)
  })
}

interface ComparisonTableProps {
  readonly posts: readonly RowPost[]
  readonly changes: ReadonlyMap<string, Changes>
}

export const ComparisonTable = ({ posts, changes }: ComparisonTableProps) => {
  const href = useHref()
  const { params, set } = useParams()
  const { sort, columns: keys } = listParamsOf(params)
  // The curves above show what the trend would.
  const shown = keys.filter((key) => key !== TREND.key).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys have all of them
  const columns = useMemo(() => keys.filter((key) => key !== TREND.key).map(columnOf), [shown])
  const sorted = sortPosts(posts, sort)
  const onCard = useCardColumns(columns, sort)
  const onSort = (next: Sort) => set(paramsOfList({ sort: next }))
  const timeZone = timeZoneOf(params)
  const save = (): void => {
    const [format, csv] = [csvFormatOf(), csvColumnsOf(columns, timeZone, true)]
    download('x-metrics-compared.csv', csvHead(csv, format), csvLines(csv, sorted, format))
  }
  return (
    <section>
      <div className="tools table-tools">
        <SortMenu sort={sort} onSort={onSort} />
        <ColumnsMenu columns={keys} onChange={(chosen) => set(paramsOfList({ columns: chosen }))} />
        <button type="button" onClick={save}>
          {messages.posts.export.start}
        </button>
      </div>
      <table className="post-list">
        <caption className="visually-hidden">{messages.compare.caption}</caption>
        <thead>
          <HeadRow columns={columns} sort={sort} onSort={onSort} canSelect={false} />
        </thead>
        <tbody>
          {sorted.map((post) => (
            <Row
              key={post.id}
              post={post}
              href={href({ view: 'post', id: post.id })}
              timeZone={timeZone}
              columns={columns}
              onCard={onCard}
              changes={changes.get(post.id)}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}
