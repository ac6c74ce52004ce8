// The archive in a file of its own, by node:sqlite. Several processes of one machine may share it; one that finds it
// taken asks again in a moment and does something else meanwhile.

import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

import { type DatabaseDefinition, inTransaction, openSqlite } from '../infra/sqlite.ts'
import { HOUR, join, nextThinning, type Run, thinningsOf } from './runs.ts'
import { FORGOTTEN_FOR_MS, SEEN_WITHIN_MS, STEP, type Store } from './store.ts'

const DEFINITION: DatabaseDefinition = {
  /** "XMGA" */
  applicationId: 0x584d4741,
  version: 1,
  // Ids are not used twice: what is left of a series that was dropped must not become another's.
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
  // All of it would take seconds of a large file.
  integrityCheck: "PRAGMA quick_check('series')",
  emptyState: 'an empty archive',
}

/** For a step of other processes. */
const PATIENCE_MS = 5000
/** A step that has taken so long leaves the rest for the next one. */
const STEP_MS = 5

const statements = (database: DatabaseSync) => ({
  forgottenSince: database.prepare('SELECT at FROM forgotten WHERE owner = ?'),
  enterPost: database.prepare(`
    INSERT INTO posts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET seen = max(seen, excluded.seen), private = max(private, excluded.private)
    WHERE excluded.seen > seen + ${SEEN_WITHIN_MS} OR excluded.private > private`),
  find: database.prepare(`
    SELECT id, since, due, began, lasted, numbers FROM series
    LEFT JOIN runs ON series = id AND began = (SELECT max(began) FROM runs WHERE series = id)
    WHERE subject = ? AND kind = ? AND owner = ?`),
  enter: database.prepare(`
    INSERT INTO series (subject, kind, owner, post, since, thinned, due)
    VALUES (?, ?, ?, ?, ?5, ?5, ?5 + ${HOUR})`),
  wake: database.prepare('UPDATE series SET due = ? WHERE id = ?'),
  put: database.prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)'),
  drop: database.prepare('DELETE FROM runs WHERE series = ? AND began = ?'),
  latest: database.prepare(`
    SELECT began, lasted, numbers FROM runs
    WHERE series = (SELECT id FROM series WHERE subject = ? AND kind = ? AND owner = ?)
    AND began <= ? ORDER BY began DESC LIMIT 1`),
  runs: database.prepare(`
    SELECT began, lasted, numbers FROM runs
    JOIN series ON series = id AND subject = ? AND kind = ? AND owner = ?
    WHERE began <= ?4 AND began + lasted >= ?5
    AND began >= coalesce((SELECT max(began) FROM runs WHERE series = id AND began <= ?5), ?5)
    ORDER BY began`),
  isOwned: database.prepare("SELECT 1 FROM series WHERE post = ? AND owner <> '' LIMIT 1"),
  condemn: database.prepare('INSERT INTO dropped SELECT id FROM series WHERE post = ?'),
  dropSeries: database.prepare('DELETE FROM series WHERE post = ?'),
  dropPost: database.prepare('DELETE FROM posts WHERE id = ?'),
  owned: database.prepare('SELECT id, post FROM series WHERE owner = ? LIMIT ?'),
  condemnOne: database.prepare('INSERT INTO dropped VALUES (?)'),
  dropOne: database.prepare('DELETE FROM series WHERE id = ?'),
  isThere: database.prepare('SELECT 1 FROM series WHERE post = ? LIMIT 1'),
  disown: database.prepare('UPDATE posts SET private = 0 WHERE id = ?'),
  forgetOwner: database.prepare('INSERT OR REPLACE INTO forgotten VALUES (?, ?)'),
  dropForgotten: database.prepare('DELETE FROM forgotten WHERE at < ?'),
  aDropped: database.prepare('SELECT series FROM dropped LIMIT 1'),
  clear: database.prepare(`
    DELETE FROM runs WHERE series = ?1
    AND began IN (SELECT began FROM runs WHERE series = ?1 LIMIT ${STEP.runs})`),
  cleared: database.prepare('DELETE FROM dropped WHERE series = ?'),
  checkpoint: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
  countPosts: database.prepare('SELECT count(*) AS count FROM posts'),
  oldest: database.prepare('SELECT id FROM posts ORDER BY private, seen LIMIT ?'),
  due: database.prepare(
    'SELECT id, since, thinned FROM series WHERE due <= ? ORDER BY due LIMIT ?',
  ),
  thin: database.prepare(`
    DELETE FROM runs WHERE series = ?1 AND began IN (
      SELECT began FROM (
        SELECT began, lasted, lead(began) OVER (ORDER BY began) AS next
        FROM runs WHERE series = ?1 AND began >= ?2 AND began < ?3
      ) WHERE began > ?4 AND (began + lasted) / ?5 = began / ?5 AND next / ?5 = began / ?5
    )`),
  newest: database.prepare('SELECT max(began) AS began FROM runs WHERE series = ?'),
  thinned: database.prepare('UPDATE series SET thinned = ?, due = ? WHERE id = ?'),
})

/** Of several kinds, by their last byte. */
const isBusy = (error: unknown): boolean =>
  (Number((error as { readonly errcode?: unknown }).errcode) & 0xff) === 5

const runOf = (row: Record<string, unknown> | undefined): Run | undefined =>
  typeof row?.began === 'number' ? (row as unknown as Run) : undefined

export const openSqliteArchive = (file: string): Store => {
  const database = openSqlite(file, DEFINITION)
  // What is forgotten is overwritten; and nobody waits for another process with all else standing still.
  database.exec('PRAGMA secure_delete = ON; PRAGMA busy_timeout = 0;')
  const sql = statements(database)

  /** In its turn among all processes. */
  const alone = async <T>(work: () => T): Promise<T> => {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      try {
        return inTransaction(database, work)
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error
      }
      await pause(2 + Math.random() * 10)
    }
  }

  const dropPost = (id: string): void => {
    sql.condemn.run(id)
    sql.dropSeries.run(id)
    sql.dropPost.run(id)
  }

  const thin = (id: number, since: number, before: number, now: number): void => {
    for (const { since: from, until, bucket } of thinningsOf(before, now)) {
      // A number would be taken for a real one, and nothing would be rounded down.
      sql.thin.run(id, from, until, since, BigInt(bucket))
    }
    sql.thinned.run(now, nextThinning(Number(sql.newest.get(id)?.began), now), id)
  }

  return {
    write: (news) =>
      alone(() => {
        for (const { key, postId, readings: all } of news) {
          const { subject, kind, owner } = key
          const since = owner === '' ? 0 : Number(sql.forgottenSince.get(owner)?.at ?? 0)
          const readings = all.filter(({ at }) => at >= since)
          const [oldest] = readings
          const newest = readings.at(-1)
          if (oldest === undefined || newest === undefined) continue
          sql.enterPost.run(postId, newest.at, owner === '' ? 0 : 1)
          const found = sql.find.get(subject, kind, owner)
          const id =
            found?.id ?? sql.enter.run(subject, kind, owner, postId, oldest.at).lastInsertRowid
          const began = Number(found?.since ?? oldest.at)
          const { put, drop } = join(runOf(found), began, readings)
          for (const run of drop) sql.drop.run(id, run)
          for (const run of put) sql.put.run(id, run.began, run.lasted, run.numbers)
          if (found !== undefined && found.due === null) sql.wake.run(newest.at, id)
        }
      }),
    latest: async (keys, at) =>
      keys.map(({ subject, kind, owner }) => runOf(sql.latest.get(subject, kind, owner, at))),
    runs: async ({ subject, kind, owner }, since, until) =>
      sql.runs.all(subject, kind, owner, until, since) as unknown as Run[],
    forgetPosts: (ids) =>
      alone(() => {
        for (const id of ids) dropPost(id)
      }),
    forgetHidden: (ids) =>
      alone(() => {
        for (const id of ids) if (sql.isOwned.get(id) === undefined) dropPost(id)
      }),
    forgetOwner: (owner, before) =>
      alone(() => {
        sql.forgetOwner.run(owner, before)
        const owned = sql.owned.all(owner, STEP.series)
        for (const { id } of owned) {
          sql.condemnOne.run(Number(id))
          sql.dropOne.run(Number(id))
        }
        for (const post of new Set(owned.map(({ post }) => String(post)))) {
          if (sql.isThere.get(post) === undefined) sql.dropPost.run(post)
          else if (sql.isOwned.get(post) === undefined) sql.disown.run(post)
        }
        return owned.length === STEP.series
      }),
    clear: async () => {
      if (sql.aDropped.get() === undefined) return false
      return alone(() => {
        const begun = performance.now()
        for (;;) {
          const dropped = sql.aDropped.get()
          if (dropped === undefined) return false
          if (performance.now() - begun > STEP_MS) return true
          const series = Number(dropped.series)
          if (sql.clear.run(series).changes < STEP.runs) sql.cleared.run(series)
        }
      })
    },
    scrub: async () => {
      const isHeldUp = (): boolean => sql.checkpoint.get()?.busy !== 0
      // Whoever reads in another process is done in a moment.
      for (let tries = 0; tries < 50 && isHeldUp(); tries++) await pause(10)
    },
    tend: async (now, mostPosts) => {
      const beyond = (): number => Number(sql.countPosts.get()?.count) - mostPosts
      if (beyond() <= 0 && sql.due.get(now, 1) === undefined) return false
      return alone(() => {
        const begun = performance.now()
        sql.dropForgotten.run(now - FORGOTTEN_FOR_MS)
        for (const { id } of sql.oldest.all(Math.max(0, Math.min(beyond(), STEP.posts)))) {
          dropPost(String(id))
        }
        for (const { id, since, thinned } of sql.due.all(now, STEP.thinned)) {
          thin(Number(id), Number(since), Number(thinned), now)
          if (performance.now() - begun > STEP_MS) break
        }
        return true
      })
    },
    close: async () => {
      database.close()
    },
  }
}
