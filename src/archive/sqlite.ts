// The archive in a SQLite file. Several processes of one machine may share it: a process that finds it locked retries
// without blocking its event loop.

import { setTimeout as pause } from 'node:timers/promises'

import { hasFreeSpace } from '../infra/disk.ts'
import { closeSqlite, inTransaction, MEMORY, openSqlite } from '../infra/sqlite.ts'
import { LAST_POSITION, type NewRecord, recordColumns, recordOfRow } from './records.ts'
import { append, nextThinning, segmentOf, thinningsOf } from './segments.ts'
import { ARCHIVE_TABLES } from './sqlite-migrations.ts'
import { prepareStatements, type Statements } from './sqlite-statements.ts'
import {
  DELETED_OWNER_RETENTION_MS,
  type DeletionStep,
  type SeriesBatch,
  STEP,
  type Store,
  storedSeriesOf,
  UNSEEN_RETENTION_MS,
} from './store.ts'

/** The timeout for the lock of another process. */
const LOCK_TIMEOUT_MS = 5000
/** The duration after which a step ends. */
const MAX_STEP_MS = 5

/** SQLITE_BUSY with any extended code. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

const DISK_FULL =
  'The disk of DATA_DIR is almost full. What is left is reserved for logins: make room on it.'

export const openSqliteArchive = (
  file: string,
  hasSpace: (path: string) => Promise<boolean> = hasFreeSpace,
): Store => {
  const database = openSqlite(file, ARCHIVE_TABLES)
  // Deleted data is overwritten. Without a busy timeout, a locked file does not block the event loop.
  database.exec('PRAGMA secure_delete = ON; PRAGMA busy_timeout = 0;')
  const sql = prepareStatements(database)

  /** Runs work in a transaction, and retries while another process holds the lock. */
  const transaction = async <T>(work: () => T): Promise<T> => {
    const deadline = performance.now() + LOCK_TIMEOUT_MS
    for (;;) {
      try {
        return inTransaction(database, work)
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error
      }
      await pause(2 + Math.random() * 10)
    }
  }

  const checkSpace = async (): Promise<void> => {
    if (file !== MEMORY && !(await hasSpace(file))) throw new Error(DISK_FULL)
  }

  return {
    checkSpace,
    write: async (batches, records) => {
      await checkSpace()
      await transaction(() => {
        for (const record of records) writeRecord(sql, record)
        for (const batch of batches) write(sql, batch)
      })
    },
    latest: async (keys, at) =>
      keys.map(({ subject, kind, owner }) => segmentOf(sql.latest.get(subject, kind, owner, at))),
    segments: async ({ subject, kind, owner }, since, until) =>
      sql.segments.all(subject, kind, owner, until, since).flatMap((row) => segmentOf(row) ?? []),
    records: async ({ authorId, after: { createdAt, id } = LAST_POSITION, limit }) =>
      sql.records.all(authorId, createdAt, id, limit).map(recordOfRow),
    accountSeries: async (userId, afterId) =>
      sql.accountSeries.all(userId, afterId).map(storedSeriesOf),
    deletePosts: (ids) =>
      transaction(() => {
        for (const id of ids) deletePost(sql, id)
      }),
    deleteHiddenPosts: (ids) =>
      transaction(() => {
        for (const id of ids) if (sql.hasPrivateSeries.get(id) === undefined) deletePost(sql, id)
      }),
    deleteOwner: (owner, before) => transaction(() => deleteOwner(sql, owner, before)),
    purge: async () => sql.markedSeries.get() !== undefined && transaction(() => purge(sql)),
    scrub: async () => {
      const isBlocked = (): boolean => sql.checkpoint.get()?.busy !== 0
      // Reads of other processes, which block the checkpoint, are short.
      for (let tries = 0; tries < 50; tries++) {
        if (!isBlocked()) return true
        await pause(10)
      }
      return false
    },
    maintain: async (now, maxPosts) => {
      const isDue = sql.dueSeries.get(now, 1) !== undefined
      if (!isDue && !hasPostsToDelete(sql, now, maxPosts)) return false
      await transaction(() => maintain(sql, now, maxPosts))
      return true
    },
    close: async () => {
      closeSqlite(database)
    },
  }
}

/** The time before which samples and records of the owner are not stored. */
const deletedUntil = (sql: Statements, owner: string): number =>
  owner === '' ? 0 : Number(sql.deletedOwner.get(owner)?.at ?? 0)

const writeRecord = (sql: Statements, record: NewRecord): void => {
  if (record.at < deletedUntil(sql, record.authorId)) return
  sql.upsertPost.run(record.id, record.at, 1)
  sql.upsertRecord.run(...recordColumns(record))
}

const write = (sql: Statements, { key, postId, samples: all }: SeriesBatch): void => {
  const { subject, kind, owner } = key
  const since = deletedUntil(sql, owner)
  const samples = all.filter(({ at }) => at >= since)
  const [oldest] = samples
  const newest = samples.at(-1)
  if (oldest === undefined || newest === undefined) return
  if (postId !== '') sql.upsertPost.run(postId, newest.at, owner === '' ? 0 : 1)
  const found = sql.findSeries.get(subject, kind, owner)
  const id =
    found?.id ?? sql.insertSeries.run(subject, kind, owner, postId, oldest.at).lastInsertRowid
  const { put, drop } = append(segmentOf(found), Number(found?.since ?? oldest.at), samples)
  for (const at of drop) sql.deleteSegment.run(id, at)
  for (const { began, lasted, numbers } of put) sql.putSegment.run(id, began, lasted, numbers)
  if (found !== undefined && found.due === null) sql.scheduleThinning.run(newest.at, id)
}

const deletePost = (sql: Statements, id: string): void => {
  sql.markPostSeries.run(id)
  sql.deletePostSeries.run(id)
  sql.deleteRecord.run(id)
  sql.deletePost.run(id)
}

const deleteOwner = (sql: Statements, owner: string, before: number): DeletionStep => {
  sql.insertDeletedOwner.run(owner, before)
  const records = sql.deleteOwnedRecords.all(owner)
  const owned = sql.ownedSeries.all(owner, STEP.series)
  let samples = 0
  for (const { id } of owned) {
    samples += Number(sql.countSegments.get(Number(id))?.count)
    sql.markSeries.run(Number(id))
    sql.deleteSeries.run(Number(id))
  }
  for (const post of new Set([...owned, ...records].map(({ post }) => String(post)))) {
    if (sql.hasSeries.get(post) === undefined) sql.deletePost.run(post)
    else if (sql.hasPrivateSeries.get(post) === undefined) sql.clearPrivate.run(post)
  }
  const hasMore = owned.length === STEP.series || records.length === STEP.records
  return { posts: records.length, series: owned.length, samples, hasMore }
}

/** Returns whether segments of deleted series are left. */
const purge = (sql: Statements): boolean => {
  const started = performance.now()
  for (;;) {
    const marked = sql.markedSeries.get()
    if (marked === undefined) return false
    if (performance.now() - started > MAX_STEP_MS) return true
    const series = Number(marked.series)
    if (sql.purgeSegments.run(series).changes < STEP.segments) sql.unmarkSeries.run(series)
  }
}

const excessOf = (sql: Statements, maxPosts: number): number =>
  Number(sql.countPosts.get()?.count) - maxPosts

const unseenSince = (now: number): number => now - UNSEEN_RETENTION_MS

const hasPostsToDelete = (sql: Statements, now: number, maxPosts: number): boolean =>
  excessOf(sql, maxPosts) > 0 || sql.unseenPosts.get(unseenSince(now), 1) !== undefined

const maintain = (sql: Statements, now: number, maxPosts: number): void => {
  const started = performance.now()
  sql.expireDeletedOwners.run(now - DELETED_OWNER_RETENTION_MS)
  const excess = Math.max(0, Math.min(excessOf(sql, maxPosts), STEP.posts))
  const posts = [
    ...sql.excessPosts.all(excess),
    ...sql.unseenPosts.all(unseenSince(now), STEP.posts),
  ]
  for (const { id } of posts) deletePost(sql, String(id))
  for (const { id, since, thinned } of sql.dueSeries.all(now, STEP.thinned)) {
    thin(sql, { id: Number(id), began: Number(since), last: Number(thinned) }, now)
    if (performance.now() - started > MAX_STEP_MS) break
  }
}

interface DueSeries {
  readonly id: number
  readonly began: number
  /** The time of the last thinning. */
  readonly last: number
}

const thin = (sql: Statements, { id, began, last }: DueSeries, now: number): void => {
  for (const { since, until, bucket } of thinningsOf(last, now)) {
    // A number would be bound as REAL, whose division does not round down.
    sql.thin.run(id, since, until, began, BigInt(bucket))
  }
  sql.setThinned.run(now, nextThinning(Number(sql.newestSegment.get(id)?.began), now), id)
}
