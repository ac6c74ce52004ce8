// Maintains in PostgreSQL what the posts of accounts gained, and the totals of each post. All functions run in the
// transaction that changes the samples.

import { chunksOf, segmentsOf } from './chunks.ts'
import { changeDay } from './gain-days.ts'
import { createGainsChange, type GainsChange, type Totals } from './gains.ts'
import {
  type CountedPost,
  type CountedSamples,
  countedPostOf,
  gainsOfAppended,
  gainsOfSeries,
  isCounted,
  TOTAL_COLUMNS,
  totalValues,
} from './post-totals.ts'
import * as sql from './postgres-gains-statements.ts'
import type { Query } from './postgres-pool.ts'
import { columns } from './postgres-query.ts'
import type { Segment } from './segments.ts'
import { keyOfRow, type SeriesKey } from './store.ts'

export interface CountedSeries {
  readonly id: number
  readonly kind: number
  readonly post: CountedPost
}

interface AppendedSeries extends Omit<CountedSamples, 'post' | 'kind'> {
  readonly key: SeriesKey
  readonly id: number
}

/** A transaction with the gains and the totals that it changes. */
export interface Change {
  readonly query: Query
  readonly gains: GainsChange
  /** One map per metric group, by post. */
  readonly totals: readonly Map<string, Totals>[]
}

export const createChange = (query: Query): Change => ({
  query,
  gains: createGainsChange(),
  totals: TOTAL_COLUMNS.map(() => new Map()),
})

const findPosts = async (
  query: Query,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CountedPost>> => {
  const rows = ids.length === 0 ? [] : await query(sql.FIND_RECORDS, [[...new Set(ids)]])
  return new Map(rows.flatMap((row) => countedPostOf(row) ?? []).map((post) => [post.id, post]))
}

/** The posts that series count for. */
export const postsOf = async (
  query: Query,
  keys: readonly SeriesKey[],
): Promise<(CountedPost | undefined)[]> => {
  const posts = await findPosts(
    query,
    keys.map(({ subject }) => subject),
  )
  return keys.map((key) => {
    const post = posts.get(key.subject)
    return isCounted(key, post) ? post : undefined
  })
}

const findSegments = async (
  query: Query,
  series: readonly CountedSeries[],
): Promise<(id: number) => Segment[]> => {
  const rows = await query(sql.ALL_CHUNKS, [series.map(({ id }) => id)])
  const found = Map.groupBy(rows, (row) => row.series)
  return (id) => segmentsOf(chunksOf(found.get(id) ?? []))
}

const seriesOf = async (query: Query, postIds: readonly string[]): Promise<CountedSeries[]> => {
  const posts = await findPosts(query, postIds)
  if (posts.size === 0) return []
  const rows = await query(sql.SERIES_OF_POSTS, [[...posts.keys()]])
  return rows.flatMap((row) => {
    const key = keyOfRow(row)
    const post = posts.get(key.subject)
    return isCounted(key, post) ? [{ id: Number(row.id), kind: key.kind, post }] : []
  })
}

/** Counts whole series, or takes them out. */
const count = async (
  { query, gains, totals }: Change,
  series: readonly CountedSeries[],
  sign: 1 | -1,
): Promise<void> => {
  if (series.length === 0) return
  const segmentsIn = await findSegments(query, series)
  for (const { id, kind, post } of series) {
    const counted = gainsOfSeries(segmentsIn(id), post.createdAt)
    gains.add(post.author, kind, counted.gains, sign)
    totals[kind]?.set(post.id, counted.totals)
  }
}

/** Counts the samples that posts had before their records. */
export const countPosts = async (change: Change, postIds: readonly string[]): Promise<void> =>
  count(change, await seriesOf(change.query, postIds), 1)

/** Takes out what posts count, before they are deleted. */
export const discountPosts = async (change: Change, postIds: readonly string[]): Promise<void> =>
  count(change, await seriesOf(change.query, postIds), -1)

/** Changes series, and recounts their gains. */
export const recount = async (
  change: Change,
  series: readonly CountedSeries[],
  work: () => Promise<void>,
): Promise<void> => {
  await count(change, series, -1)
  await work()
  await count(change, series, 1)
}

/** Counts appended samples. Returns the series that have to be recounted. */
export const countAppended = (
  { gains, totals }: Change,
  all: readonly (AppendedSeries & { readonly post: CountedPost })[],
): CountedSeries[] =>
  all.flatMap(({ key: { kind }, id, post, ...samples }) => {
    const counted = gainsOfAppended({ ...samples, post, kind })
    if (counted === undefined) return [{ id, kind, post }]
    gains.add(post.author, kind, counted.gains)
    totals[kind]?.set(post.id, counted.totals)
    return []
  })

export const saveGains = async ({ query, gains, totals }: Change): Promise<void> => {
  for (const [kind, changed] of totals.entries()) {
    if (changed.size === 0) continue
    const rows = [...changed].map(([id, each]) => [id, ...totalValues(kind, each)])
    await query(sql.setTotals(kind), columns(1 + (TOTAL_COLUMNS[kind]?.length ?? 0), rows))
  }
  const days = gains.days()
  if (days.length === 0) return
  const keys = columns(
    3,
    days.map(({ account, kind, day }) => [account, kind, day]),
  )
  const stored = await query(sql.FIND_GAINS, keys)
  const changed = days.map((day, index) => changeDay(stored[index]?.quarters, day))
  const bytes = columns(
    2,
    changed.map(({ sums, quarters }) => [sums, quarters]),
  )
  await query(sql.PUT_GAINS, [...keys, ...bytes])
}
