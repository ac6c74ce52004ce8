// The tables in PostgreSQL, among whatever else is there: made once, by one gateway at a time.

import type { Pool } from 'pg'

import { StoreError } from '../infra/errors.ts'

export const SCHEMA = 'x_metrics_gateway'

const VERSION = 1

/** Until the end of the transaction. The number says whose it is: "XMGA". */
export const LOCK = `SELECT pg_advisory_xact_lock(${0x584d4741});`

// In this order nothing of a run is lost to alignment.
const TABLES = `
  CREATE TABLE ${SCHEMA}.version (number int NOT NULL);
  INSERT INTO ${SCHEMA}.version VALUES (${VERSION});
  CREATE TABLE ${SCHEMA}.posts (id text PRIMARY KEY, seen bigint NOT NULL, private int NOT NULL);
  CREATE INDEX ON ${SCHEMA}.posts (private, seen);
  CREATE TABLE ${SCHEMA}.series (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL, kind int NOT NULL, owner text NOT NULL, post text NOT NULL,
    since bigint NOT NULL, thinned bigint NOT NULL, due bigint,
    UNIQUE (subject, kind, owner)
  );
  CREATE INDEX ON ${SCHEMA}.series (post);
  CREATE INDEX ON ${SCHEMA}.series (owner) WHERE owner <> '';
  CREATE INDEX ON ${SCHEMA}.series (due) WHERE due IS NOT NULL;
  CREATE TABLE ${SCHEMA}.runs (
    began bigint NOT NULL, lasted bigint NOT NULL, series int NOT NULL, numbers bytea NOT NULL,
    PRIMARY KEY (series, began)
  );
  CREATE TABLE ${SCHEMA}.dropped (series int PRIMARY KEY);
  CREATE TABLE ${SCHEMA}.forgotten (owner text PRIMARY KEY, at bigint NOT NULL);
`

const IS_THERE = `
  SELECT to_regnamespace('${SCHEMA}') IS NOT NULL AS schema,
    to_regclass('${SCHEMA}.version') IS NOT NULL AS tables`

/** @throws StoreError */
export const furnish = async (pool: Pool, url: string): Promise<void> => {
  try {
    const client = await pool.connect()
    try {
      await client.query(`BEGIN; ${LOCK}`)
      const [is] = (await client.query<{ schema: boolean; tables: boolean }>(IS_THERE)).rows
      if (is?.schema === false) await client.query(`CREATE SCHEMA ${SCHEMA}`)
      if (is?.tables === false) await client.query(TABLES)
      const sql = `SELECT number FROM ${SCHEMA}.version`
      const [version] = (await client.query<{ number: number }>(sql)).rows
      if (version?.number !== VERSION) throw newer(url)
      await client.query('COMMIT')
    } finally {
      client.release(true)
    }
  } catch (error) {
    await pool.end()
    throw error instanceof StoreError ? error : unusable(url, error as NodeJS.ErrnoException)
  }
}

/** Without user and password. */
const placeOf = (url: string): string => `PostgreSQL at ${new URL(url).host || 'its socket'}`

const newer = (url: string): StoreError =>
  new StoreError(
    `ARCHIVE_URL: what ${placeOf(url)} keeps in the schema ${SCHEMA} was written by a newer version of this gateway. Nothing was changed in it. Start that version, or name another database.`,
  )

const unusable = (
  url: string,
  { message, code = 'no answer' }: NodeJS.ErrnoException,
): StoreError =>
  new StoreError(
    `ARCHIVE_URL: ${placeOf(url)} cannot be used (${message || code}). Start it and let its user make the schema ${SCHEMA}, or leave ARCHIVE_URL out.`,
  )
