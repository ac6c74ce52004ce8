// Writes records and samples to PostgreSQL, in one transaction.

import { chunksOf, rechunk, segmentsOf } from './chunks.ts'
import { saveChunks } from './postgres-chunks.ts'
import { type Change, countAppended, countPosts, postsOf, recount } from './postgres-gains.ts'
import type { Query } from './postgres-pool.ts'
import { columns, keyColumns } from './postgres-query.ts'
import * as sql from './postgres-statements.ts'
import { type NewRecord, recordColumns } from './records.ts'
import { append, withAppended } from './segments.ts'
import type { SeriesBatch } from './store.ts'

export const write = async (
  change: Change,
  batches: readonly SeriesBatch[],
  records: readonly NewRecord[],
): Promise<void> => {
  const owners = [
    ...batches.map(({ key }) => key.owner),
    ...records.map(({ authorId }) => authorId),
  ]
  const deletedUntil = await findDeletedOwners(change.query, owners)
  await writeRecords(change, records, deletedUntil)
  await writeSamples(change, batches, deletedUntil)
}

/** The time before which samples and records of an owner are not stored. */
type DeletedUntil = (owner: string) => number

const findDeletedOwners = async (
  query: Query,
  owners: readonly string[],
): Promise<DeletedUntil> => {
  const found = await query(sql.DELETED_OWNERS, [[...new Set(owners)]])
  const times = new Map(found.map(({ owner, at }) => [owner, Number(at)]))
  return (owner) => times.get(owner) ?? 0
}

const writeRecords = async (
  change: Change,
  all: readonly NewRecord[],
  deletedUntil: DeletedUntil,
): Promise<void> => {
  const records = all.filter(({ authorId, at }) => at >= deletedUntil(authorId))
  if (records.length === 0) return
  const { query } = change
  const posts = records.map(({ id, at }) => [id, at, 1])
  await query(sql.UPSERT_POSTS, columns(3, posts))
  const ids = records.map(({ id }) => id)
  const known = new Set((await query(sql.KNOWN_RECORDS, [ids])).map(({ id }) => id))
  await query(sql.UPSERT_RECORDS, columns(11, records.map(recordColumns)))
  await countPosts(
    change,
    ids.filter((id) => !known.has(id)),
  )
}

const writeSamples = async (
  change: Change,
  all: readonly SeriesBatch[],
  deletedUntil: DeletedUntil,
): Promise<void> => {
  const batches = all.flatMap(({ key, postId, samples: sent }) => {
    const since = deletedUntil(key.owner)
    const samples = sent.filter(({ at }) => at >= since)
    const [oldest] = samples
    return oldest === undefined ? [] : [{ key, postId, samples, since: oldest.at }]
  })
  if (batches.length === 0) return
  const { query } = change
  const keys = keyColumns(batches.map(({ key }) => key))
  const posts = batches.flatMap(({ postId, samples, since, key }) =>
    postId === '' ? [] : [[postId, samples.at(-1)?.at ?? since, key.owner === '' ? 0 : 1]],
  )
  await query(sql.UPSERT_POSTS, columns(3, posts))
  const started = batches.map(({ postId, since }) => [postId, since])
  await query(sql.INSERT_SERIES, [...keys, ...columns(2, started)])
  const found = await query(sql.FIND_SERIES, keys)
  const series = batches.map(({ key, samples }, index) => {
    const row = found[index]
    const chunks = chunksOf([row])
    const segments = segmentsOf(chunks)
    const last = segments.at(-1)
    const appended = append(last, Number(row?.since), samples)
    const rechunked = rechunk(chunks, withAppended(segments, appended))
    return { key, id: Number(row?.id), last, samples, appended, ...rechunked }
  })
  const counted = await postsOf(
    query,
    batches.map(({ key }) => key),
  )
  const counting = series.flatMap((each, index) => {
    const post = counted[index]
    return post === undefined ? [] : [{ ...each, post }]
  })
  await recount(change, countAppended(change, counting), () => saveChunks(query, series))
  const unscheduled = found.filter(({ due }) => due === null).map(({ id }) => id)
  if (unscheduled.length > 0) await query(sql.SCHEDULE_THINNING, [unscheduled])
}
