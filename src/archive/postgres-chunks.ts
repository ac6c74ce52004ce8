// Saves and thins chunks in PostgreSQL.

import { chunksOf, type Rechunked, rechunk, segmentsOf } from './chunks.ts'
import { type Change, postsOf, recount } from './postgres-gains.ts'
import type { Query } from './postgres-pool.ts'
import { columns } from './postgres-query.ts'
import * as sql from './postgres-statements.ts'
import { nextThinning, thin, thinningsOf } from './segments.ts'
import { keyOfRow } from './store.ts'

export interface RechunkedSeries extends Rechunked {
  readonly id: number
}

export const saveChunks = async (
  query: Query,
  series: readonly RechunkedSeries[],
): Promise<void> => {
  const drop = series.flatMap(({ id, drop }) => drop.map((began) => [id, began]))
  const put = series.flatMap(({ id, put }) =>
    put.map(({ began, count, bytes }) => [id, began, count, bytes]),
  )
  if (drop.length > 0) await query(sql.DELETE_CHUNKS, columns(2, drop))
  if (put.length > 0) await query(sql.PUT_CHUNKS, columns(4, put))
}

/** Thins some of the series that are due. */
export const thinSeries = async (change: Change, now: number): Promise<void> => {
  const { query } = change
  const rows = await query(sql.DUE_SERIES, [now])
  const posts = await postsOf(query, rows.map(keyOfRow))
  const due = rows.map(({ id, kind, since, thinned }, index) => ({
    id: Number(id),
    kind: Number(kind),
    since: Number(since),
    post: posts[index],
    thinnings: thinningsOf(Number(thinned), now, posts[index]?.createdAt),
  }))
  const from = due.map(({ id, thinnings }) => [id, Math.min(now, ...thinnings.map((t) => t.since))])
  const found = Map.groupBy(await query(sql.CHUNKS_FROM, columns(2, from)), (row) => row.series)
  const thinned = due.map(({ since, thinnings, ...series }) => {
    const chunks = chunksOf(found.get(series.id) ?? [])
    const segments = segmentsOf(chunks)
    const next = nextThinning(segments.at(-1)?.began ?? 0, now)
    return { ...series, next, ...rechunk(chunks, thin(segments, since, thinnings)) }
  })
  const counted = thinned.flatMap(({ id, kind, post, put, drop }) =>
    post === undefined || put.length + drop.length === 0 ? [] : [{ id, kind, post }],
  )
  await recount(change, counted, () => saveChunks(query, thinned))
  const next = thinned.map(({ id, next }) => [id, next])
  await query(sql.SET_THINNED, [...columns(2, next), now])
}
