// Opens the gateway's SQLite files. A new file is readable by its owner only and gets its schema; an existing file is
// verified before anything is written to it. Several processes of one machine may share a file.

import { closeSync, mkdirSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { messageOf, StoreError } from './errors.ts'

/** The file name of a database that exists in memory only. */
export const MEMORY = ':memory:'

export interface DatabaseDefinition {
  /** Identifies the file as the gateway's, and its purpose. */
  readonly applicationId: number
  readonly version: number
  /** The SQL that creates the tables. */
  readonly schema: string
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
    throw new StoreError(
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
    const problem = `is damaged or not a database (${messageOf(error)})`
    throw unusable(file, problem, definition)
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
    if (file !== MEMORY) closeSync(openSync(file, 'a', 0o600))
    return new DatabaseSync(file, { timeout: 5000 })
  } catch (error) {
    throw new StoreError(`${file} cannot be opened: ${messageOf(error)}. See DATA_DIR.`)
  }
}

/** Creates the schema in an empty file, and verifies any other file. */
const initialize = (database: DatabaseSync, file: string, definition: DatabaseDefinition): void => {
  const { applicationId, version, schema, integrityCheck } = definition
  inTransaction(database, () => {
    if (firstValue(database, 'SELECT count(*) FROM sqlite_schema') === 0) {
      database.exec(
        `${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`,
      )
    } else if (firstValue(database, 'PRAGMA application_id') !== applicationId) {
      throw unusable(file, 'was not created by this gateway', definition)
    } else if (Number(firstValue(database, 'PRAGMA user_version')) > version) {
      throw unusable(file, 'was written by a newer version of this gateway', definition)
    } else if (firstValue(database, integrityCheck) !== 'ok') {
      throw unusable(file, 'is damaged', definition)
    }
  })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
}

const firstValue = (database: DatabaseSync, sql: string): unknown =>
  Object.values(database.prepare(sql).get() ?? {})[0]

const unusable = (file: string, problem: string, { emptyState }: DatabaseDefinition): StoreError =>
  new StoreError(
    `${file} ${problem}. It was not modified. Restore a backup, or move the file away to start with ${emptyState}.`,
  )
