// Creates and migrates the archive's tables in a schema of a PostgreSQL database, by one gateway at a time.

import { Client } from 'pg'

import { isWrongCertificate } from '../infra/connection-lost.ts'
import { messageOf, StoreError, StoreUnavailable } from '../infra/errors.ts'
import { findFormatProblem, type RowMigration } from '../infra/migrations.ts'
import { MIGRATIONS, SCHEMA } from './postgres-migrations.ts'
import { beginWith, clientConfig, type PostgresOptions, type Row } from './postgres-pool.ts'

/** Locks the archive until the end of the transaction. The number is "XMGA" in ASCII. */
export const LOCK = `SELECT pg_advisory_xact_lock(${0x584d4741});`

/** The time for a migration, or for that of another gateway. */
const MIGRATION_TIMEOUT_MS = 600_000

/** Unlike to_regclass, sees what was committed while the transaction waited for its lock. */
const HAS_TABLES = `
  SELECT EXISTS (
    SELECT FROM pg_catalog.pg_tables WHERE schemaname = '${SCHEMA}' AND tablename = 'version'
  ) AS has_tables`
const FORMAT = `SELECT number FROM ${SCHEMA}.version`

/** A user who may not create schemas can be given one. CREATE SCHEMA IF NOT EXISTS would be denied to that user. */
const CREATE_SCHEMA = `
  DO $$ BEGIN
    IF to_regnamespace('${SCHEMA}') IS NULL THEN CREATE SCHEMA ${SCHEMA}; END IF;
  END $$;
  CREATE TABLE ${SCHEMA}.version (number int NOT NULL);
  INSERT INTO ${SCHEMA}.version VALUES (0);`

/** @throws StoreError */
export const prepareSchema = async (
  options: PostgresOptions,
  migrations = MIGRATIONS,
): Promise<void> => {
  const { url, statementTimeoutMs } = options
  const verify = (format: number | undefined): void => {
    if (format !== undefined) verifyFormat(url, format, migrations.length)
  }
  try {
    const format = await withClient(options, statementTimeoutMs, readFormat)
    verify(format)
    if (format === migrations.length) return
    await withClient(options, MIGRATION_TIMEOUT_MS, async (client) => {
      await client.query(`${beginWith(MIGRATION_TIMEOUT_MS)} ${LOCK}`)
      const current = await readFormat(client)
      verify(current)
      if (current === undefined) await client.query(CREATE_SCHEMA)
      for (const migration of migrations.slice(current ?? 0)) {
        if (typeof migration === 'string') await client.query(migration)
        else await changeRows(client, migration)
      }
      await client.query(`UPDATE ${SCHEMA}.version SET number = ${migrations.length}; COMMIT`)
    })
  } catch (error) {
    throw error instanceof StoreError ? error : unusable(url, error)
  }
}

/** Closing the connection aborts a transaction that failed. */
const withClient = async <T>(
  options: PostgresOptions,
  timeoutMs: number,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const client = new Client(clientConfig(options, timeoutMs))
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const changeRows = async (
  client: Client,
  { tables, read, change, write }: RowMigration,
): Promise<void> => {
  await client.query(tables)
  const { rows } = await client.query<Row>(read)
  for (const row of rows) await client.query(write, change(row))
}

/** Undefined if the tables do not exist. */
const readFormat = async (client: Client): Promise<number | undefined> => {
  const [found] = (await client.query<{ has_tables: boolean }>(HAS_TABLES)).rows
  if (found?.has_tables !== true) return undefined
  const [version] = (await client.query<{ number: number }>(FORMAT)).rows
  return version?.number ?? 0
}

/** The server without user and password. */
const serverOf = (url: string): string => `PostgreSQL at ${new URL(url).host || 'its socket'}`

const verifyFormat = (url: string, format: number, latest: number): void => {
  const problem = findFormatProblem(format, latest)
  if (problem === undefined) return
  const advice = format > latest ? 'Start that version' : 'Restore a backup'
  throw new StoreError(
    `ARCHIVE_URL: the schema ${SCHEMA} of ${serverOf(url)} ${problem}. It was not changed. ${advice}, or set another database.`,
  )
}

/** Classes of SQLSTATE that settings or rights cause: authorization, catalog and schema names, rights, features. */
const PERMANENT = /^(28|3D|3F|42|0A)/

const NO_TLS = 'The server does not support SSL connections'

const unusable = (url: string, error: unknown): StoreError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const cause = messageOf(error) || code || 'no answer'
  const isOfTls = isWrongCertificate(error) || cause === NO_TLS
  const advice = isOfTls
    ? 'Check sslmode in ARCHIVE_URL, and ARCHIVE_CA_FILE'
    : `Start it and allow its user to create the schema ${SCHEMA}`
  const text = `ARCHIVE_URL: ${serverOf(url)} cannot be used (${cause}). ${advice}, or unset ARCHIVE_URL.`
  return isOfTls || PERMANENT.test(code) ? new StoreError(text) : new StoreUnavailable(text)
}
