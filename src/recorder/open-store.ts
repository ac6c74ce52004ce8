// Opens the recorder's tables in the archive's database.

import { join } from 'node:path'

import { ARCHIVE_FILE, type ArchiveLocation } from '../archive/index.ts'
import type { PostgresOptions } from '../archive/postgres-pool.ts'
import { openRecovering, type StoreEvents } from '../infra/recovering.ts'
import {
  closeSqlite,
  MEMORY,
  makeDirectory,
  numberParameters,
  openSqlite,
} from '../infra/sqlite.ts'
import { createSqlStore, type Database } from './sql-store.ts'
import type { RecorderStore } from './store.ts'

/** @throws StoreError */
export const openRecorderStore = async (
  location: ArchiveLocation,
  options: StoreEvents & { readonly strict: boolean },
): Promise<RecorderStore> => {
  const opened = await openRecovering({
    ...options,
    open: () => openDatabase(location),
    close: (database) => database.close(),
  })
  const { SCHEMA } = await import('../archive/postgres-migrations.ts')
  return createSqlStore(
    { query: async (text, values) => opened.get().query(text, values), close: opened.close },
    location.kind === 'postgres' ? `${SCHEMA}.` : '',
  )
}

const openDatabase = async (location: ArchiveLocation): Promise<Database> => {
  // Drivers are imported on demand.
  switch (location.kind) {
    case 'memory':
      return openSqliteDatabase(MEMORY)
    case 'directory':
      return openSqliteDatabase(join(makeDirectory(location.path), ARCHIVE_FILE))
    case 'postgres':
      return openPostgresDatabase(location)
    default:
      return location satisfies never
  }
}

/** One connection is enough. */
const openPostgresDatabase = async (options: PostgresOptions): Promise<Database> => {
  const { openPool, prepareSchema } = await openPostgres()
  await prepareSchema(options)
  const transactions = openPool({ ...options, poolSize: 1 })
  return {
    query: (text, values) => transactions.run('', (query) => query(text, [...values])),
    close: transactions.close,
  }
}

const openPostgres = async () => ({
  ...(await import('../archive/postgres-pool.ts')),
  ...(await import('../archive/postgres-schema.ts')),
})

const openSqliteDatabase = async (file: string): Promise<Database> => {
  const { ARCHIVE_TABLES } = await import('../archive/sqlite-migrations.ts')
  const database = openSqlite(file, ARCHIVE_TABLES)
  // Ids of deleted posts are overwritten.
  database.exec('PRAGMA secure_delete = ON')
  const statements = new Map<string, ReturnType<typeof database.prepare>>()
  return {
    query: async (text, values) => {
      const statement = statements.get(text) ?? database.prepare(numberParameters(text))
      statements.set(text, statement)
      return statement.all(...values)
    },
    close: async () => closeSqlite(database),
  }
}
