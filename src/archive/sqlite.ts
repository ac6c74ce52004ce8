// The archive in a SQLite file. Several processes of one machine may share it: a process that finds it locked retries
// without blocking its event loop.

import { setTimeout as pause } from 'node:timers/promises'

import { hasFreeSpace } from '../infra/disk.ts'
import { closeSqlite, inTransaction, MEMORY, openSqlite } from '../infra/sqlite.ts'
import { storedDayOf } from './gain-days.ts'
import { createGainsChange } from './gains.ts'
import {
  filterParameters,
  type NewRecord,
  pageParameters,
  type RecordFilter,
  rateOfRow,
  recordColumns,
  recordOfRow,
} from './records.ts'
import { append, segmentOf } from './segments.ts'
import { deleteOwner, deletePost, purge } from './sqlite-deletion.ts'
import { type Change, countAppended, countPost, saveGains } from './sqlite-gains.ts'
import { isMaintenanceDue, maintain } from './sqlite-maintenance.ts'
import { ARCHIVE_TABLES } from './sqlite-migrations.ts'
import { prepareStatements, type Statements } from './sqlite-statements.ts'
import { type SeriesBatch, type Store, storedSeriesOf } from './store.ts'

/** The timeout for the lock of another process. */
const LOCK_TIMEOUT_MS = 5000

/** SQLITE_BUSY with any extended code. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

const DISK_FULL =
  'The disk of DATA_DIR is almost full. What is left is reserved for logins: make room on it.'

const filtersOf = (query: RecordFilter) => {
  const { times, flags, excluded, words, mediaTypes } = filterParameters(query)
  const lists = [excluded, words, mediaTypes ?? null].map((list) => list && JSON.stringify(list))
  return [...times, ...flags, ...lists]
}

const readsOf = (
  sql: Statements,
): Pick<
  Store,
  'latest' | 'segments' | 'records' | 'countMatches' | 'rates' | 'countRecords' | 'gains'
> => ({
  latest: async (keys, at) =>
    keys.map(({ subject, kind, owner }) => segmentOf(sql.latest.get(subject, kind, owner, at))),
  segments: async ({ subject, kind, owner }, since, until) =>
    sql.segments.all(subject, kind, owner, until, since).flatMap((row) => segmentOf(row) ?? []),
  records: async (query) =>
    sql
      .records(query)
      .all(...filtersOf(query), ...pageParameters(query))
      .map(recordOfRow),
  countMatches: async (query) => Number(sql.countMatches.get(...filtersOf(query))?.count),
  rates: async (account, since, until) => sql.rates.all(account, since, until).map(rateOfRow),
  countRecords: async (account, since, until) =>
    Number(sql.countRecords.get(account, since, until)?.count),
  gains: async (account, kind, { until, divided }) =>
    sql.gains
      .all(account, kind, until, JSON.stringify(divided))
      .flatMap((row) => storedDayOf(row) ?? []),
})

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

  /** Runs work in a transaction, and saves what it changes of the gains. */
  const counted = (work: (change: Change) => void): Promise<void> =>
    transaction(() => {
      const change = { sql, gains: createGainsChange() }
      work(change)
      saveGains(change)
    })

  const checkSpace = async (): Promise<void> => {
    if (file !== MEMORY && !(await hasSpace(file))) throw new Error(DISK_FULL)
  }

  return {
    checkSpace,
    write: async (batches, records) => {
      await checkSpace()
      await counted((change) => {
        for (const record of records) writeRecord(change, record)
        for (const batch of batches) write(change, batch)
      })
    },
    ...readsOf(sql),
    accountSeries: async (userId, afterId) =>
      sql.accountSeries.all(userId, afterId).map(storedSeriesOf),
    deletePosts: (ids) =>
      counted((change) => {
        for (const id of ids) deletePost(change, id)
      }),
    deleteHiddenPosts: (ids) =>
      counted((change) => {
        for (const id of ids) {
          if (sql.hasPrivateSeries.get(id) === undefined) deletePost(change, id)
        }
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
      if (!isMaintenanceDue(sql, now, maxPosts)) return false
      await counted((change) => maintain(change, now, maxPosts))
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

const writeRecord = (change: Change, record: NewRecord): void => {
  const { sql } = change
  if (record.at < deletedUntil(sql, record.authorId)) return
  sql.upsertPost.run(record.id, record.at, 1)
  const isNew = sql.record.get(record.id) === undefined
  sql.upsertRecord.run(...recordColumns(record))
  if (isNew) countPost(change, record.id)
}

const write = (change: Change, { key, postId, samples: all }: SeriesBatch): void => {
  const { sql } = change
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
  const last = segmentOf(found)
  const appended = append(last, Number(found?.since ?? oldest.at), samples)
  const put = (): void => {
    for (const at of appended.drop) sql.deleteSegment.run(id, at)
    for (const { began, lasted, numbers } of appended.put) {
      sql.putSegment.run(id, began, lasted, numbers)
    }
  }
  countAppended(change, { key, id, last, samples, appended }, put)
  if (found !== undefined && found.due === null) sql.scheduleThinning.run(newest.at, id)
}
