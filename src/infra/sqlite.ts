// Files of node:sqlite that are ours: for their owner only, furnished when they are new, and checked before anything
// is written to them. Several processes of one machine may share one.

import { closeSync, mkdirSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { StoreError } from './errors.ts'

/** Keeps nothing beyond the process. */
export const MEMORY = ':memory:'

export interface Furniture {
  /** Says that the file is ours, and what for. */
  readonly applicationId: number
  readonly version: number
  readonly schema: string
  /** Says "ok" of a file that is whole. */
  readonly check: string
  /** What someone begins with who moves the file away. */
  readonly otherwise: string
}

export const makeDirectory = (path: string): string => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  } catch (error) {
    throw new StoreError(
      `DATA_DIR ${path} cannot be made (${(error as Error).message}). Set it to a directory that the gateway may write.`,
    )
  }
}

/** @throws StoreError */
export const openSqlite = (file: string, furniture: Furniture): DatabaseSync => {
  const database = open(file)
  try {
    furnish(database, file, furniture)
    return database
  } catch (error) {
    database.close()
    if (error instanceof StoreError) throw error
    const why = `is damaged, or no database at all (${(error as Error).message})`
    throw foreign(file, why, furniture)
  }
}

/** All of it, or nothing. */
export const together = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk has ended it already.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

const open = (file: string): DatabaseSync => {
  try {
    // For its owner only; what SQLite puts beside it follows.
    if (file !== MEMORY) closeSync(openSync(file, 'a', 0o600))
    return new DatabaseSync(file, { timeout: 5000 })
  } catch (error) {
    throw new StoreError(`${file} cannot be opened: ${(error as Error).message}. See DATA_DIR.`)
  }
}

/** A new file is furnished; one that is there is checked before anything is written to it. */
const furnish = (database: DatabaseSync, file: string, furniture: Furniture): void => {
  const { applicationId, version, schema, check } = furniture
  together(database, () => {
    if (first(database, 'SELECT count(*) FROM sqlite_schema') === 0) {
      database.exec(
        `${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`,
      )
    } else if (first(database, 'PRAGMA application_id') !== applicationId) {
      throw foreign(file, 'is not a file of this gateway', furniture)
    } else if (Number(first(database, 'PRAGMA user_version')) > version) {
      throw foreign(file, 'was written by a newer version of this gateway', furniture)
    } else if (first(database, check) !== 'ok') throw foreign(file, 'is damaged', furniture)
  })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
}

const first = (database: DatabaseSync, sql: string): unknown =>
  Object.values(database.prepare(sql).get() ?? {})[0]

const foreign = (file: string, why: string, { otherwise }: Furniture): StoreError =>
  new StoreError(
    `${file} ${why}. Nothing was changed in it. Put a backup in its place, or move it away to begin with ${otherwise}.`,
  )
