// Helpers of queries to PostgreSQL.

import type { SeriesKey } from './store.ts'

/** Transposes rows into the lists of their columns. */
export const columns = (width: number, rows: readonly (readonly unknown[])[]): unknown[] =>
  Array.from({ length: width }, (_, index) => rows.map((row) => row[index]))

export const keyColumns = (keys: readonly SeriesKey[]): unknown[] =>
  columns(
    3,
    keys.map(({ subject, kind, owner }) => [subject, kind, owner]),
  )
