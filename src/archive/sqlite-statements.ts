// The statements of the archive in SQLite.

import type { DatabaseSync } from 'node:sqlite'

import { HOUR_MS } from '../infra/clock.ts'
import { prepareRecordStatements } from './sqlite-record-statements.ts'
import { SEEN_PRECISION_MS, STEP } from './store.ts'

export const prepareStatements = (database: DatabaseSync) => ({
  ...prepareRecordStatements(database),
  deletedOwner: database.prepare('SELECT at FROM forgotten WHERE owner = ?'),
  upsertPost: database.prepare(`
    INSERT INTO posts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET seen = max(seen, excluded.seen), private = max(private, excluded.private)
    WHERE excluded.seen > seen + ${SEEN_PRECISION_MS} OR excluded.private > private`),
  accountSeries: database.prepare(`
    SELECT id, subject, kind, owner, post FROM series WHERE id > ?2 AND (
      owner = ?1 OR (owner = '' AND post IN (SELECT id FROM records WHERE author = ?1))
    ) ORDER BY id LIMIT ${STEP.series}`),
  seriesOfPost: database.prepare(
    'SELECT id, subject, kind, owner FROM series WHERE post = ? AND subject = post',
  ),
  allSegments: database.prepare(
    'SELECT began, lasted, numbers FROM runs WHERE series = ? ORDER BY began',
  ),
  findSeries: database.prepare(`
    SELECT id, since, due, began, lasted, numbers FROM series
    LEFT JOIN runs ON series = id AND began = (SELECT max(began) FROM runs WHERE series = id)
    WHERE subject = ? AND kind = ? AND owner = ?`),
  insertSeries: database.prepare(`
    INSERT INTO series (subject, kind, owner, post, since, thinned, due)
    VALUES (?, ?, ?, ?, ?5, ?5, ?5 + ${HOUR_MS})`),
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
  countSegments: database.prepare('SELECT count(*) AS count FROM runs WHERE series = ?'),
  markSeries: database.prepare('INSERT INTO dropped VALUES (?)'),
  deleteSeries: database.prepare('DELETE FROM series WHERE id = ?'),
  hasSeries: database.prepare('SELECT 1 FROM series WHERE post = ? LIMIT 1'),
  clearPrivate: database.prepare('UPDATE posts SET private = 0 WHERE id = ?'),
  deleteRecorderState: database.prepare('DELETE FROM recorder_accounts WHERE id = ?'),
  deleteLastRound: database.prepare('DELETE FROM recorder_rounds WHERE id = ?'),
  insertDeletedOwner: database.prepare('INSERT OR REPLACE INTO forgotten VALUES (?, ?)'),
  expireDeletedOwners: database.prepare('DELETE FROM forgotten WHERE at < ?'),
  markedSeries: database.prepare('SELECT series FROM dropped LIMIT 1'),
  purgeSegments: database.prepare(`
    DELETE FROM runs WHERE series = ?1
    AND began IN (SELECT began FROM runs WHERE series = ?1 LIMIT ${STEP.segments})`),
  unmarkSeries: database.prepare('DELETE FROM dropped WHERE series = ?'),
  checkpoint: database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
  countPosts: database.prepare('SELECT count(*) AS count FROM posts'),
  excessPosts: database.prepare('SELECT id FROM posts ORDER BY private, seen LIMIT ?'),
  unseenPosts: database.prepare('SELECT id FROM posts WHERE private = 0 AND seen < ? LIMIT ?'),
  dueSeries: database.prepare(`
    SELECT id, since, thinned, subject, kind, owner FROM series WHERE due <= ? ORDER BY due LIMIT ?`),
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

export type Statements = ReturnType<typeof prepareStatements>
