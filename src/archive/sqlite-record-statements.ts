// The statements for records, their totals and gains in SQLite.

import type { DatabaseSync } from 'node:sqlite'

import { TOTAL_COLUMNS } from './post-totals.ts'
import { orderingOf, POST_KINDS, type RecordQuery } from './records.ts'
import { STEP } from './store.ts'

const REPOST = POST_KINDS.indexOf('REPOST')

const LISTED = 'id, author, created, kind, promoted, media, links, text, displayed, thumbnail'

/** The filters of a list, as `filterParameters` says. */
const MATCHES = `
  author = ?1 AND created >= ?2 AND created < ?3
  AND (?4 IS NULL OR promoted = ?4)
  AND (?5 IS NULL OR (coalesce(media, '[]') <> '[]') = ?5)
  AND kind NOT IN (SELECT value FROM json_each(?6))
  AND NOT EXISTS (SELECT 1 FROM json_each(?7) AS word WHERE instr(folded, word.value) = 0)
  AND (?8 IS NULL OR EXISTS (
    SELECT 1 FROM json_each(media) AS one WHERE one.value IN (SELECT value FROM json_each(?8))
  ))`

export const prepareRecordStatements = (database: DatabaseSync) => ({
  upsertRecord: database.prepare(`
    INSERT INTO records
      (id, author, created, kind, promoted, media, links, text, folded, displayed, thumbnail)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET kind = excluded.kind, promoted = max(promoted, excluded.promoted),
      media = coalesce(excluded.media, media), links = coalesce(excluded.links, links),
      text = excluded.text,
      folded = iif(excluded.displayed IS NULL AND displayed IS NOT NULL, folded, excluded.folded),
      displayed = coalesce(excluded.displayed, displayed),
      thumbnail = coalesce(excluded.thumbnail, thumbnail)`),
  records: (query: RecordQuery) => {
    const { value, after, sort } = orderingOf(query)
    return database.prepare(`
      SELECT ${LISTED}, ${value} AS value FROM records WHERE ${MATCHES}
      AND (${value}, created, id) ${after} (?9, ?10, ?11)
      ORDER BY ${value} ${sort}, created ${sort}, id ${sort} LIMIT ?12 OFFSET ?13`)
  },
  countMatches: database.prepare(`SELECT count(*) AS count FROM records WHERE ${MATCHES}`),
  rates: database.prepare(`
    SELECT created, rate FROM records
    WHERE author = ? AND created >= ? AND created < ? AND kind <> ${REPOST}`),
  countRecords: database.prepare(`
    SELECT count(*) AS count FROM records
    WHERE author = ? AND created >= ? AND created < ? AND kind <> ${REPOST}`),
  record: database.prepare('SELECT * FROM records WHERE id = ?'),
  setTotals: TOTAL_COLUMNS.map((columns) =>
    database.prepare(
      `UPDATE records SET ${columns.map(([name]) => `${name} = ?`).join()} WHERE id = ?`,
    ),
  ),
  gainsOfDay: database.prepare(
    'SELECT quarters FROM gains WHERE account = ? AND kind = ? AND day = ?',
  ),
  putGains: database.prepare(
    'INSERT OR REPLACE INTO gains (account, kind, day, sums, quarters) VALUES (?, ?, ?, ?, ?)',
  ),
  gains: database.prepare(`
    SELECT day, sums, CASE WHEN day IN (SELECT value FROM json_each(?4)) THEN quarters END AS quarters
    FROM gains WHERE account = ?1 AND kind = ?2 AND day <= ?3 ORDER BY day`),
  deleteGains: database.prepare(`
    DELETE FROM gains WHERE account = ?1 AND (kind, day) IN (
      SELECT kind, day FROM gains WHERE account = ?1 LIMIT ${STEP.records})`),
  deleteRecord: database.prepare('DELETE FROM records WHERE id = ?'),
  deleteOwnedRecords: database.prepare(`
    DELETE FROM records WHERE id IN (
      SELECT id FROM records WHERE author = ? LIMIT ${STEP.records}
    ) RETURNING id AS post`),
})
