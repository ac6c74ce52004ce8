// The archive in a SQLite file. Several processes of one machine may share it: a process that finds it locked retries
// without blocking its event loop.

import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

import { type DatabaseDefinition, inTransaction, openSqlite } from '../infra/sqlite.ts'
import { append, HOUR, nextThinning, type Segment, thinningsOf } from './segments.ts'
import { DELETED_OWNER_RETENTION_MS, SEEN_PRECISION_MS, STEP, type Store } from './store.ts'

const DEFINITION: DatabaseDefinition = {
  /** "XMGA" */
  applicationId: 0x584d4741,
  version: 1,
  // AUTOINCREMENT never reuses ids: segments left from a deleted series must not become another's.
  schema: `
    CREATE TABLE posts (
      id TEXT PRIMARY KEY, seen INTEGER NOT NULL, private INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX posts_seen ON posts (private, seen);
    CREATE TABLE series (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      subject TEXT NOT NULL, kind INTEGER NOT NULL, owner TEXT NOT NULL, post TEXT NOT NULL,
      since INTEGER NOT NULL, thinned INTEGER NOT NULL, due INTEGER,
      UNIQUE (subject, kind, owner)
    ) STRICT;
    CREATE INDEX series_post ON series (post);
    CREATE INDEX series_owner ON series (owner) WHERE owner <> '';
    CREATE INDEX series_due ON series (due) WHERE due IS NOT NULL;
    CREATE TABLE runs (
      series INTEGER NOT NULL, began INTEGER NOT NULL, lasted INTEGER NOT NULL, numbers BLOB NOT NULL,
      PRIMARY KEY (series, began)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE dropped (series INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE forgotten (owner TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  `,
  // A check of all tables would take seconds in a large file.
  integrityCheck: "PRAGMA quick_check('series')",
  emptyState: 'an empty archive',
}

/** The timeout for the lock of another process. */
const LOCK_TIMEOUT_MS = 5000
/** The duration after which a step ends. */
const MAX_STEP_MS = 5

const statements = (database: DatabaseSync) => ({
  deletedOwner: database.prepare('SELECT at FROM forgotten WHERE owner = ?'),
  upsertPost: database.prepare(`
    INSERT INTO posts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET seen = max(seen, excluded.seen), private = max(private, excluded.private)
    WHERE excluded.seen > seen + ${SEEN_PRECISION_MS} OR excluded.private > private`),
  findSeries: database.prepare(`
    SELECT id, since, due, began, lasted, numbers FROM series
    LEFT JOIN runs ON series = id AND began = (SELECT max(began) FROM runs WHERE series = id)
    WHERE subject = ? AND kind = ? AND owner = ?`),
  insertSeries: database.prepare(`
    INSERT INTO series (subject, kind, owner, post, since, thinned, due)
    VALUES (?, ?, ?, ?, ?5, ?5, ?5 + ${HOUR})`),
  scheduleThinning: database.prepare('UPDATE series SET due = ? WHERE id = ?'),
  putSegment: database.prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)'),
  deleteSegment: database.prepare('DELETE FROM runs WHERE series = ? AND began = ?'),
  latest: database.prepare(`
    SELECT began, lasted, numbers FROM runs
    WHERE series = (SELECT id FROM series WHERE subject = ? AND kind = ? AND owner = ?)
    AND began <= ? ORDER BY began DESC LIMIT 1`),
  segments: database.prepare(`
    SELECT began, lasted, numbers FROM runs
    JOIN series ON series = id AND subject = ? AND kind = ? AND owner = ?
    WHERE began <= ?4 AND began + lasted >= ?5
    AND began >= coalesce((SELECT max(began) FROM runs WHERE series = id AND began <= ?5), ?5)
    ORDER BY began`),
  hasPrivateSeries: database.prepare("SELECT 1 FROM series WHERE post = ? AND owner <> '' LIMIT 1"),
  markPostSeries: database.prepare('INSERT INTO dropped SELECT id FROM series WHERE post = ?'),
  deletePostSeries: database.prepare('DELETE FROM series WHERE post = ?'),
  deletePost: database.prepare('DELETE FROM posts WHERE id = ?'),
  ownedSeries: database.prepare('SELECT id, post FROM series WHERE owner = ? LIMIT ?'),
  markSeries: database.prepare('INSERT INTO dropped VALUES (?)'),
  deleteSeries: database.prepare('DELETE FROM series WHERE id = ?'),
  hasSeries: database.prepare('SELECT 1 FROM series WHERE post = ? LIMIT 1'),
  clearPrivate: database.prepare('UPDATE posts SET private = 0 WHERE id = ?'),
  insertDeletedOwner: database.prepare('INSERT OR REPLACE INTO forgotten VALUES (?, ?)'),
  expireDeletedOwners: database.prepare('DELETE FROM forgotten WHERE at < ?'),
  markedSeries: database.prepare('SELECT series FROM dropped LIMIT 1'),
  purgeSegments: database.prepare(`
    DELETE FROM runs WHERE series = ?1
    AND began IN (SELECT began FROM runs WHERE series = ?1 LIMIT ${STEP.segments})`),
  unmarkSeries: database.prepare('DELETE FROM dropped WHERE series = ?'),
  checkpoint: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
  countPosts: database.prepare('SELECT count(*) AS count FROM posts'),
  oldestPosts: database.prepare('SELECT id FROM posts ORDER BY private, seen LIMIT ?'),
  dueSeries: database.prepare(
    'SELECT id, since, thinned FROM series WHERE due <= ? ORDER BY due LIMIT ?',
  ),
  thin: database.prepare(`
    DELETE FROM runs WHERE series = ?1 AND began IN (
      SELECT began FROM (
        SELECT began, lasted, lead(began) OVER (ORDER BY began) AS next
        FROM runs WHERE series = ?1 AND began >= ?2 AND began < ?3
      ) WHERE began > ?4 AND (began + lasted) / ?5 = began / ?5 AND next / ?5 = began / ?5
    )`),
  newestSegment: database.prepare('SELECT max(began) AS began FROM runs WHERE series = ?'),
  setThinned: database.prepare('UPDATE series SET thinned = ?, due = ? WHERE id = ?'),
})

/** SQLITE_BUSY with any extended code. */
const isBusy = (error: unknown): boolean =>
  (Number((error as { readonly errcode?: unknown }).errcode) & 0xff) === 5

const segmentOf = (row: Record<string, unknown> | undefined): Segment | undefined =>
  typeof row?.began === 'number' ? (row as unknown as Segment) : undefined

export const openSqliteArchive = (file: string): Store => {
  const database = openSqlite(file, DEFINITION)
  // Deleted data is overwritten. Without a busy timeout, a locked file does not block the event loop.
  database.exec('PRAGMA secure_delete = ON; PRAGMA busy_timeout = 0;')
  const sql = statements(database)

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

  const deletePost = (id: string): void => {
    sql.markPostSeries.run(id)
    sql.deletePostSeries.run(id)
    sql.deletePost.run(id)
  }

  const thin = (id: number, began: number, last: number, now: number): void => {
    for (const { since, until, bucket } of thinningsOf(last, now)) {
      // A number would be bound as REAL, whose division does not round down.
      sql.thin.run(id, since, until, began, BigInt(bucket))
    }
    sql.setThinned.run(now, nextThinning(Number(sql.newestSegment.get(id)?.began), now), id)
  }

  return {
    write: (batches) =>
      transaction(() => {
        for (const { key, postId, samples: all } of batches) {
          const { subject, kind, owner } = key
          const since = owner === '' ? 0 : Number(sql.deletedOwner.get(owner)?.at ?? 0)
          const samples = all.filter(({ at }) => at >= since)
          const [oldest] = samples
          const newest = samples.at(-1)
          if (oldest === undefined || newest === undefined) continue
          sql.upsertPost.run(postId, newest.at, owner === '' ? 0 : 1)
          const found = sql.findSeries.get(subject, kind, owner)
          const id =
            found?.id ??
            sql.insertSeries.run(subject, kind, owner, postId, oldest.at).lastInsertRowid
          const began = Number(found?.since ?? oldest.at)
          const { put, drop } = append(segmentOf(found), began, samples)
          for (const at of drop) sql.deleteSegment.run(id, at)
          for (const { began, lasted, numbers } of put) {
            sql.putSegment.run(id, began, lasted, numbers)
          }
          if (found !== undefined && found.due === null) sql.scheduleThinning.run(newest.at, id)
        }
      }),
    latest: async (keys, at) =>
      keys.map(({ subject, kind, owner }) => segmentOf(sql.latest.get(subject, kind, owner, at))),
    segments: async ({ subject, kind, owner }, since, until) =>
      sql.segments.all(subject, kind, owner, until, since) as unknown as Segment[],
    deletePosts: (ids) =>
      transaction(() => {
        for (const id of ids) deletePost(id)
      }),
    deleteHiddenPosts: (ids) =>
      transaction(() => {
        for (const id of ids) if (sql.hasPrivateSeries.get(id) === undefined) deletePost(id)
      }),
    deleteOwner: (owner, before) =>
      transaction(() => {
        sql.insertDeletedOwner.run(owner, before)
        const owned = sql.ownedSeries.all(owner, STEP.series)
        for (const { id } of owned) {
          sql.markSeries.run(Number(id))
          sql.deleteSeries.run(Number(id))
        }
        for (const post of new Set(owned.map(({ post }) => String(post)))) {
          if (sql.hasSeries.get(post) === undefined) sql.deletePost.run(post)
          else if (sql.hasPrivateSeries.get(post) === undefined) sql.clearPrivate.run(post)
        }
        return owned.length === STEP.series
      }),
    purge: async () => {
      if (sql.markedSeries.get() === undefined) return false
      return transaction(() => {
        const started = performance.now()
        for (;;) {
          const marked = sql.markedSeries.get()
          if (marked === undefined) return false
          if (performance.now() - started > MAX_STEP_MS) return true
          const series = Number(marked.series)
          if (sql.purgeSegments.run(series).changes < STEP.segments) sql.unmarkSeries.run(series)
        }
      })
    },
    scrub: async () => {
      const isBlocked = (): boolean => sql.checkpoint.get()?.busy !== 0
      // Reads of other processes, which block the checkpoint, are short.
      for (let tries = 0; tries < 50 && isBlocked(); tries++) await pause(10)
    },
    maintain: async (now, maxPosts) => {
      const excess = (): number => Number(sql.countPosts.get()?.count) - maxPosts
      if (excess() <= 0 && sql.dueSeries.get(now, 1) === undefined) return false
      return transaction(() => {
        const started = performance.now()
        sql.expireDeletedOwners.run(now - DELETED_OWNER_RETENTION_MS)
        for (const { id } of sql.oldestPosts.all(Math.max(0, Math.min(excess(), STEP.posts)))) {
          deletePost(String(id))
        }
        for (const { id, since, thinned } of sql.dueSeries.all(now, STEP.thinned)) {
          thin(Number(id), Number(since), Number(thinned), now)
          if (performance.now() - started > MAX_STEP_MS) break
        }
        return true
      })
    },
    close: async () => {
      database.close()
    },
  }
}
