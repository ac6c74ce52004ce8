// Migrations of the archive that change rows, for SQLite and PostgreSQL.

import type { RowMigration } from '../infra/migrations.ts'
import { decode } from './encoding.ts'
import { encodeDay } from './gain-days.ts'
import type { Entry, Gains } from './gains.ts'
import { createVarintReader, unzigzag } from './varints.ts'

const countIn = (totals: unknown, name: string): number | null =>
  (totals instanceof Uint8Array ? decode(totals)[name] : undefined) ?? null

/** Copies counts from encoded totals of records to columns of their own. */
export const copyCounts = (tables: string, schema = ''): RowMigration => ({
  tables,
  read: `SELECT * FROM ${schema}records`,
  change: (row) => [
    String(row.id),
    countIn(row.public_totals, 'quote_count'),
    countIn(row.public_totals, 'bookmark_count'),
    countIn(row.non_public_totals, 'user_profile_clicks'),
    countIn(row.organic_totals, 'impression_count'),
    countIn(row.promoted_totals, 'impression_count'),
  ],
  write: `
    UPDATE ${schema}records SET quotes = $2, bookmarks = $3, profile_clicks = $4,
      organic_impressions = $5, promoted_impressions = $6
    WHERE id = $1`,
})

/** Stores the gains of a day by channel, and their sums in another column. */
export const splitGains = (tables: string, schema = ''): RowMigration => ({
  tables,
  read: `SELECT * FROM ${schema}gains`,
  change: (row) => {
    const { sums, quarters } = encodeDay(readGains(row.quarters))
    return [String(row.account), Number(row.kind), Number(row.day), sums, quarters]
  },
  write: `
    UPDATE ${schema}gains SET sums = $4, quarters = $5
    WHERE account = $1 AND kind = $2 AND day = $3`,
})

/** Reads the first and the last quarter of a day, its sums by channel, and for each quarter its number and sums by channel. */
const readGains = (numbers: unknown): Gains => {
  const gains: Gains = new Map()
  if (!(numbers instanceof Uint8Array)) return gains
  const { read, isAtEnd } = createVarintReader(numbers)
  const readEntry = (): Entry => {
    const entry: Entry = new Map()
    for (let left = read(); left > 0; left--) entry.set(read(), unzigzag(read()))
    return entry
  }
  read()
  read()
  readEntry()
  while (!isAtEnd()) gains.set(read(), readEntry())
  return gains
}
