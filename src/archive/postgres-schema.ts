// Creates the archive's tables in a schema of a PostgreSQL database, once and by one gateway at a time.

import type { Pool } from 'pg'

import { StoreError, StoreUnavailable } from '../infra/errors.ts'

export const SCHEMA = 'x_metrics_gateway'

const VERSION = 1

/** Locks the archive until the end of the transaction. The number is "XMGA" in ASCII. */
export const LOCK = `SELECT pg_advisory_xact_lock(${0x584d4741});`

// The order of the columns of `runs` avoids alignment padding.
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

const EXISTING = `
  SELECT to_regnamespace('${SCHEMA}') IS NOT NULL AS schema,
    to_regclass('${SCHEMA}.version') IS NOT NULL AS tables`

/** @throws StoreError */
export const prepareSchema = async (pool: Pool, url: string): Promise<void> => {
  try {
    const client = await pool.connect()
    try {
      await client.query(`BEGIN; ${LOCK}`)
      const [existing] = (await client.query<{ schema: boolean; tables: boolean }>(EXISTING)).rows
      if (existing?.schema === false) await client.query(`CREATE SCHEMA ${SCHEMA}`)
      if (existing?.tables === false) await client.query(TABLES)
      const sql = `SELECT number FROM ${SCHEMA}.version`
      const [version] = (await client.query<{ number: number }>(sql)).rows
      if (version?.number !== VERSION) throw otherVersion(url, version?.number ?? 0)
      await client.query('COMMIT')
    } finally {
      client.release(true)
    }
  } catch (error) {
    await pool.end()
    throw error instanceof StoreError ? error : unusable(url, error as NodeJS.ErrnoException)
  }
}

/** The server without user and password. */
const serverOf = (url: string): string => `PostgreSQL at ${new URL(url).host || 'its socket'}`

const otherVersion = (url: string, version: number): StoreError => {
  const schema = `ARCHIVE_URL: the schema ${SCHEMA} of ${serverOf(url)}`
  return version > VERSION
    ? new StoreError(
        `${schema} was written by a newer version of this gateway (format ${version}; this version writes format ${VERSION}) and was not changed. Start that version, or set another database.`,
      )
    : new StoreError(
        `${schema} has format ${version}, which no version of this gateway writes. It was not changed. Restore a backup, or set another database.`,
      )
}

/** Classes of SQLSTATE that settings or rights cause: authorization, catalog and schema names, rights, features. */
const PERMANENT = /^(28|3D|3F|42|0A)/

const unusable = (
  url: string,
  { message, code = 'no answer' }: NodeJS.ErrnoException,
): StoreError => {
  const text = `ARCHIVE_URL: ${serverOf(url)} cannot be used (${message || code}). Start it and allow its user to create the schema ${SCHEMA}, or unset ARCHIVE_URL.`
  return PERMANENT.test(code) ? new StoreError(text) : new StoreUnavailable(text)
}
