// The archive in PostgreSQL, shared by gateways on several machines. Every change holds one advisory lock for some
// milliseconds.

import { openPool, type PostgresOptions, type Query, verifyCaFile } from './postgres-pool.ts'
import { LOCK, prepareSchema } from './postgres-schema.ts'
import * as sql from './postgres-statements.ts'
import { LAST_POSITION, type NewRecord, recordColumns, recordOfRow } from './records.ts'
import { append, nextThinning, segmentOf, thinningsOf } from './segments.ts'
import {
  DELETED_OWNER_RETENTION_MS,
  type DeletionStep,
  type SeriesBatch,
  type SeriesKey,
  STEP,
  type Store,
  storedSeriesOf,
  UNSEEN_RETENTION_MS,
} from './store.ts'

/** Transposes rows into the lists of their columns. */
const columns = (width: number, rows: readonly (readonly unknown[])[]): unknown[] =>
  Array.from({ length: width }, (_, index) => rows.map((row) => row[index]))

const keyColumns = (keys: readonly SeriesKey[]): unknown[] =>
  columns(
    3,
    keys.map(({ subject, kind, owner }) => [subject, kind, owner]),
  )

/** PostgreSQL reports a full disk when it is written. */
const checkSpace = async (): Promise<void> => {}

/** @throws StoreError */
export const openPostgresArchive = async (options: PostgresOptions): Promise<Store> => {
  verifyCaFile(options)
  await prepareSchema(options)
  const transactions = openPool(options)
  const transaction = <T>(work: (query: Query) => Promise<T>): Promise<T> =>
    transactions.run(LOCK, work)
  /** A read waits for no writer. */
  const query: Query = (text, values) =>
    transactions.run('SET TRANSACTION READ ONLY;', (query) => query(text, values))

  return {
    write: (batches, records) =>
      transaction(async (query) => {
        const owners = [...batches.map(({ key }) => key.owner), ...records.map((r) => r.authorId)]
        const deletedUntil = await findDeletedOwners(query, owners)
        await writeRecords(query, records, deletedUntil)
        await write(query, batches, deletedUntil)
      }),
    latest: async (keys, at) =>
      (await query(sql.LATEST, [...keyColumns(keys), at])).map((row) => segmentOf(row)),
    segments: async ({ subject, kind, owner }, since, until) =>
      (await query(sql.SEGMENTS, [subject, kind, owner, until, since])).flatMap(
        (row) => segmentOf(row) ?? [],
      ),
    records: async ({ authorId, after: { createdAt, id } = LAST_POSITION, limit }) =>
      (await query(sql.RECORDS, [authorId, createdAt, id, limit])).map(recordOfRow),
    accountSeries: async (userId, afterId) =>
      (await query(sql.ACCOUNT_SERIES, [userId, afterId])).map(storedSeriesOf),
    deletePosts: (ids) =>
      transaction(async (query) => {
        await query(sql.DELETE_POSTS, [ids])
      }),
    deleteHiddenPosts: (ids) =>
      transaction(async (query) => {
        const posts = await query(sql.WITHOUT_PRIVATE_SERIES, [ids])
        await query(sql.DELETE_POSTS, [posts.map(({ id }) => id)])
      }),
    deleteOwner: (owner, before) => transaction((query) => deleteOwner(query, owner, before)),
    checkSpace,
    purge: async () => {
      if ((await query(sql.MARKED_SERIES, [])).length === 0) return false
      return transaction(purge)
    },
    // PostgreSQL's vacuum reclaims deleted rows.
    scrub: async () => true,
    maintain: async (now, maxPosts) => {
      const { posts, isDue, hasUnseen } = await maintenanceState(query, now)
      if (posts <= maxPosts && !isDue && !hasUnseen) return false
      await transaction((query) => maintain(query, now, maxPosts))
      return true
    },
    close: transactions.close,
  }
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
  query: Query,
  all: readonly NewRecord[],
  deletedUntil: DeletedUntil,
): Promise<void> => {
  const records = all.filter(({ authorId, at }) => at >= deletedUntil(authorId))
  if (records.length === 0) return
  const posts = records.map(({ id, at }) => [id, at, 1])
  await query(sql.UPSERT_POSTS, columns(3, posts))
  await query(sql.UPSERT_RECORDS, columns(9, records.map(recordColumns)))
}

const write = async (
  query: Query,
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
  const keys = keyColumns(batches.map(({ key }) => key))
  const posts = batches.flatMap(({ postId, samples, since, key }) =>
    postId === '' ? [] : [[postId, samples.at(-1)?.at ?? since, key.owner === '' ? 0 : 1]],
  )
  await query(sql.UPSERT_POSTS, columns(3, posts))
  const started = batches.map(({ postId, since }) => [postId, since])
  await query(sql.INSERT_SERIES, [...keys, ...columns(2, started)])
  const found = await query(sql.FIND_SERIES, keys)
  const put: unknown[][] = []
  const drop: unknown[][] = []
  for (const [index, { samples }] of batches.entries()) {
    const row = found[index]
    const appended = append(segmentOf(row), Number(row?.since), samples)
    for (const { began, lasted, numbers } of appended.put) {
      put.push([row?.id, began, lasted, numbers])
    }
    for (const began of appended.drop) drop.push([row?.id, began])
  }
  if (drop.length > 0) await query(sql.DELETE_SEGMENTS, columns(2, drop))
  await query(sql.PUT_SEGMENTS, columns(4, put))
  const unscheduled = found.filter(({ due }) => due === null).map(({ id }) => id)
  if (unscheduled.length > 0) await query(sql.SCHEDULE_THINNING, [unscheduled])
}

const deleteOwner = async (query: Query, owner: string, before: number): Promise<DeletionStep> => {
  await query(sql.INSERT_DELETED_OWNER, [owner, before])
  const series = await query(sql.DELETE_OWNED_SERIES, [owner])
  const records = await query(sql.DELETE_OWNED_RECORDS, [owner])
  const posts = [...series, ...records].map(({ post }) => post)
  await query(sql.DELETE_EMPTY_POSTS, [posts])
  await query(sql.CLEAR_PRIVATE, [posts])
  return {
    posts: records.length,
    series: series.length,
    samples: series.reduce((sum, { samples }) => sum + Number(samples), 0),
    hasMore: series.length === STEP.series || records.length === STEP.records,
  }
}

/** Returns whether segments of deleted series are left. */
const purge = async (query: Query): Promise<boolean> => {
  const marked = (await query(sql.MARKED_SERIES, [])).map(({ series }) => series)
  await query(sql.PURGE_SEGMENTS, [marked])
  await query(sql.UNMARK_SERIES, [marked])
  return (await query(sql.MARKED_SERIES, [])).length > 0
}

const maintenanceState = async (query: Query, now: number) => {
  const [row] = await query(sql.MAINTENANCE_STATE, [now, now - UNSEEN_RETENTION_MS])
  return { posts: Number(row?.posts), isDue: row?.due === true, hasUnseen: row?.unseen === true }
}

const maintain = async (query: Query, now: number, maxPosts: number): Promise<void> => {
  const excess = (await maintenanceState(query, now)).posts - maxPosts
  await query(sql.EXPIRE_DELETED_OWNERS, [now - DELETED_OWNER_RETENTION_MS])
  const posts = [
    ...(await query(sql.EXCESS_POSTS, [Math.max(0, Math.min(excess, STEP.posts))])),
    ...(await query(sql.UNSEEN_POSTS, [now - UNSEEN_RETENTION_MS])),
  ]
  await query(sql.DELETE_POSTS, [posts.map(({ id }) => id)])
  await thin(query, now)
}

const thin = async (query: Query, now: number): Promise<void> => {
  const due = await query(sql.DUE_SERIES, [now])
  const ranges = due.flatMap(({ id, since: began, thinned }) =>
    thinningsOf(Number(thinned), now).map(({ since, until, bucket }) => [
      id,
      began,
      since,
      until,
      bucket,
    ]),
  )
  await query(sql.THIN, columns(5, ranges))
  const next = due.map(({ id, newest }) => [id, nextThinning(Number(newest), now)])
  await query(sql.SET_THINNED, [...columns(2, next), now])
}
