// Opens the gateway's SQLite files. A new file is readable by its owner only and gets its tables; an existing file is
// verified before anything is written to it, and migrated. Several processes of one machine may share a file.

import { closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

import { messageOf, StoreError, StoreUnavailable } from './errors.ts'
import { findFormatProblem, type Migrations, type RowMigration } from './migrations.ts'

/** The file name of a database that exists in memory only. */
export const MEMORY = ':memory:'

export interface DatabaseDefinition {
  /** Identifies the file as the gateway's, and its purpose. */
  readonly applicationId: number
  readonly migrations: Migrations
  /** A SQL query that returns "ok" for an undamaged file. */
  readonly integrityCheck: string
  /** A phrase for error messages: the state after the file is moved away. */
  readonly emptyState: string
}

export const makeDirectory = (path: string): string => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  } catch (error) {
    throw storeError(
      error,
      `DATA_DIR ${path} cannot be created (${messageOf(error)}). Set it to a directory that the gateway may write to.`,
    )
  }
}

/** @throws StoreError */
export const openSqlite = (file: string, definition: DatabaseDefinition): DatabaseSync => {
  const database = open(file)
  try {
    initialize(database, file, definition)
    return database
  } catch (error) {
    database.close()
    if (error instanceof StoreError) throw error
    if (mayPass(error)) throw cannotOpen(file, error)
    const problem = `is damaged or not a database (${messageOf(error)})`
    throw unusable(file, problem, definition)
  }
}

/**
 * Closes a database. The last process to do so ends its write-ahead log, so that a file that says it has one, and is alone,
 * is known to be an incomplete copy.
 */
export const closeSqlite = (database: DatabaseSync): void => {
  try {
    database.exec('PRAGMA journal_mode = DELETE')
  } catch {
    // On a full disk the log stays, beside the file.
  }
  database.close()
}

/** The byte of the header that says whether the file has a write-ahead log. @see https://www.sqlite.org/fileformat2.html */
const READ_VERSION = { offset: 18, wal: 2 }

/** Returns a warning if a file was copied, while a process used it, without its write-ahead log. */
export const findMissingLog = async (file: string): Promise<string | undefined> => {
  const isMissing = (): boolean => hasLog(file) && !existsSync(`${file}-wal`)
  if (!isMissing()) return undefined
  // Another process may be opening the file.
  await pause(200)
  return isMissing()
    ? `${file} was copied while a gateway used it, and ${file}-wal is missing: the latest changes are lost. Restore a copy that "x-metrics-gateway backup" has made.`
    : undefined
}

const hasLog = (file: string): boolean => {
  if (!existsSync(file)) return false
  const header = new Uint8Array(READ_VERSION.offset + 1)
  const descriptor = openSync(file, 'r')
  try {
    return readSync(descriptor, header) > 0 && header[READ_VERSION.offset] === READ_VERSION.wal
  } finally {
    closeSync(descriptor)
  }
}

export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite itself rolls back on some errors, such as a full disk.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

const open = (file: string): DatabaseSync => {
  try {
    // SQLite gives its -wal and -shm files the same mode.
    if (file !== MEMORY && !existsSync(file)) closeSync(openSync(file, 'a', 0o600))
    return new DatabaseSync(file, { timeout: 5000 })
  } catch (error) {
    throw cannotOpen(file, error)
  }
}

/** Creates the tables in an empty file. Verifies any other file before it is migrated. */
const initialize = (database: DatabaseSync, file: string, definition: DatabaseDefinition): void => {
  if (isEmpty(database)) migrate(database, definition)
  verify(database, file, definition)
  migrate(database, definition)
  try {
    database.exec('PRAGMA journal_mode = WAL')
  } catch (error) {
    // On a full or read-only disk the data can still be read.
    if (!mayPass(error)) throw error
  }
  database.exec('PRAGMA synchronous = FULL')
}

const isEmpty = (database: DatabaseSync): boolean =>
  firstValue(database, 'SELECT count(*) FROM sqlite_schema') === 0

const formatOf = (database: DatabaseSync): number =>
  Number(firstValue(database, 'PRAGMA user_version'))

const migrate = (
  database: DatabaseSync,
  { applicationId, migrations }: DatabaseDefinition,
): void => {
  if (formatOf(database) >= migrations.length) return
  inTransaction(database, () => {
    // Another process may have migrated the file meanwhile, even to a newer format.
    const missing = migrations.slice(formatOf(database))
    if (missing.length === 0) return
    for (const migration of missing) {
      if (typeof migration === 'string') database.exec(migration)
      else changeRows(database, migration)
    }
    database.exec(
      `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length};`,
    )
  })
}

const changeRows = (
  database: DatabaseSync,
  { tables, read, change, write }: RowMigration,
): void => {
  database.exec(tables)
  const statement = database.prepare(numberParameters(write))
  for (const row of database.prepare(read).all()) statement.run(...change(row))
}

/** SQLite takes $1 for a name, and ?1 for a number. */
export const numberParameters = (sql: string): string => sql.replaceAll(/\$(\d)/g, '?$1')

const verify = (database: DatabaseSync, file: string, definition: DatabaseDefinition): void => {
  if (firstValue(database, 'PRAGMA application_id') !== definition.applicationId) {
    throw unusable(file, 'was not created by this gateway', definition)
  }
  const problem = findFormatProblem(formatOf(database), definition.migrations.length)
  if (problem !== undefined) throw unusable(file, problem, definition)
  if (firstValue(database, definition.integrityCheck) !== 'ok') {
    throw unusable(file, 'is damaged', definition)
  }
}

const firstValue = (database: DatabaseSync, sql: string): unknown =>
  Object.values(database.prepare(sql).get() ?? {})[0]

const unusable = (file: string, problem: string, { emptyState }: DatabaseDefinition): StoreError =>
  new StoreError(
    `${file} ${problem}. It was not modified. Restore a backup, or move the file away to start with ${emptyState}.`,
  )

/** Codes of the file system, and primary codes of SQLite: busy, no memory, read-only, I/O error, full, cannot open. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([
  ...['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE'],
  ...[5, 7, 8, 10, 13, 14],
])

/** Whether the cause may pass without a change of the settings. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error &&
  (('errcode' in error && PASSING_CODES.has(Number(error.errcode) & 0xff)) ||
    ('code' in error && PASSING_CODES.has(error.code)))

const storeError = (cause: unknown, message: string): StoreError =>
  mayPass(cause) ? new StoreUnavailable(message) : new StoreError(message)

const cannotOpen = (file: string, error: unknown): StoreError =>
  storeError(error, `${file} cannot be opened: ${messageOf(error)}. See DATA_DIR.`)
