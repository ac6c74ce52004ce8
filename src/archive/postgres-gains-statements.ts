// The SQL statements for gains and totals in PostgreSQL.

import { TOTAL_COLUMNS } from './post-totals.ts'
import { SCHEMA } from './postgres-migrations.ts'
import { STEP } from './store.ts'

export const FIND_RECORDS = `SELECT * FROM ${SCHEMA}.records WHERE id = ANY ($1)`

export const SERIES_OF_POSTS = `
  SELECT id, subject, kind, owner FROM ${SCHEMA}.series WHERE post = ANY ($1) AND subject = post`

export const ALL_CHUNKS = `
  SELECT series, began, segments FROM ${SCHEMA}.chunks WHERE series = ANY ($1)
  ORDER BY series, began`

/** Sets the totals of one metric group of posts. */
export const setTotals = (kind: number): string => {
  const group = TOTAL_COLUMNS[kind] ?? []
  const names = group.map(([name]) => name)
  const lists = group.map(([, type], index) => `$${index + 2}::${type}[]`)
  return `UPDATE ${SCHEMA}.records SET ${names.map((name) => `${name} = given.${name}`).join()}
    FROM unnest($1::text[], ${lists.join()}) AS given (id, ${names.join()})
    WHERE records.id = given.id`
}

export const FIND_GAINS = `
  SELECT quarters FROM unnest($1::text[], $2::int[], $3::int[]) WITH ORDINALITY
    AS given (account, kind, day, place)
  LEFT JOIN ${SCHEMA}.gains USING (account, kind, day) ORDER BY place`

export const PUT_GAINS = `
  INSERT INTO ${SCHEMA}.gains (account, kind, day, sums, quarters) SELECT * FROM unnest(
    $1::text[], $2::int[], $3::int[], $4::bytea[], $5::bytea[])
  ON CONFLICT (account, kind, day) DO UPDATE SET sums = excluded.sums, quarters = excluded.quarters`

export const GAINS = `
  SELECT day, sums, CASE WHEN day = ANY ($4::int[]) THEN quarters END AS quarters
  FROM ${SCHEMA}.gains WHERE account = $1 AND kind = $2 AND day <= $3
  ORDER BY day`

export const DELETE_GAINS = `
  DELETE FROM ${SCHEMA}.gains WHERE account = $1 AND (kind, day) IN (
    SELECT kind, day FROM ${SCHEMA}.gains WHERE account = $1 LIMIT ${STEP.records}
  ) RETURNING day`
