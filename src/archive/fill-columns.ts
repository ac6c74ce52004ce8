// The SQL of a migration that copies counts from encoded totals to columns of their own. See encoding.ts for the format.

import { NAMES } from './encoding.ts'

/** The new columns of records, the totals that they come from, and the counts. */
const COLUMNS = [
  ['quotes', 'public_totals', 'quote_count'],
  ['bookmarks', 'public_totals', 'bookmark_count'],
  ['profile_clicks', 'non_public_totals', 'user_profile_clicks'],
  ['organic_impressions', 'organic_totals', 'impression_count'],
  ['promoted_impressions', 'promoted_totals', 'impression_count'],
] as const

/** The number of counts before one that have a value, by the bit set. */
const rankOf = (index: number): string =>
  ['0', ...Array.from({ length: index }, (_, bit) => `((mask.value >> ${bit}) & 1)`)].join(' + ')

/** Reads one count. The integers have seven bits per byte: `nth` is the number of the integer that a byte belongs to. */
const countIn = (totals: string, index: number, byteAt: ByteAt): string => `
  (WITH RECURSIVE parts (place, nth, value, weight, ends) AS (
    SELECT 0, 0, CAST(${byteAt(totals, '0')} % 128 AS bigint), CAST(128 AS bigint),
      ${byteAt(totals, '0')} < 128
    UNION ALL
    SELECT place + 1, CASE WHEN ends THEN nth + 1 ELSE nth END,
      CASE WHEN ends THEN 0 ELSE value END
        + ${byteAt(totals, 'place + 1')} % 128 * CASE WHEN ends THEN 1 ELSE weight END,
      CASE WHEN ends THEN 128 ELSE weight * 128 END, ${byteAt(totals, 'place + 1')} < 128
    FROM parts WHERE place + 1 < length(${totals})
  )
  SELECT parts.value FROM parts JOIN parts AS mask ON mask.nth = 0 AND mask.ends
  WHERE parts.ends AND (mask.value >> ${index}) & 1 = 1 AND parts.nth = 1 + ${rankOf(index)})`

type ByteAt = (bytes: string, place: string) => string

/** @param byteAt the SQL that reads one byte of a column as a number */
export const fillColumns = (records: string, byteAt: ByteAt): string =>
  COLUMNS.map(
    ([column, totals, name]) => `
    UPDATE ${records} SET ${column} = ${countIn(totals, NAMES.indexOf(name), byteAt)}
    WHERE ${totals} IS NOT NULL;`,
  ).join('')
