// The store in a file of its own, by node:sqlite. Several processes of one machine may share it.

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { type Store, StoreError } from './store.ts'

/** "XMGW": says that the file is ours. */
const APPLICATION_ID = 0x584d4757
const VERSION = 1

/** Keeps nothing beyond the process. */
export const MEMORY = ':memory:'

const SCHEMA = `
  CREATE TABLE entries (
    key TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (key, field)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX entries_until ON entries (until);
  CREATE TABLE claims (
    name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`

const number = (database: DatabaseSync, sql: string): number =>
  Number(Object.values(database.prepare(sql).get() ?? {})[0])

const foreign = (file: string, why: string): StoreError =>
  new StoreError(
    `${file} ${why}. Nothing was changed in it. Put a backup in its place, or move it away to begin with no account connected.`,
  )

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
const furnish = (database: DatabaseSync, file: string): void => {
  database.exec('BEGIN IMMEDIATE')
  const empty = number(database, 'SELECT count(*) FROM sqlite_schema') === 0
  if (empty) database.exec(SCHEMA)
  else if (number(database, 'PRAGMA application_id') !== APPLICATION_ID) {
    throw foreign(file, 'is not a file of this gateway')
  } else if (number(database, 'PRAGMA user_version') > VERSION) {
    throw foreign(file, 'was written by a newer version of this gateway')
  } else if (database.prepare('PRAGMA quick_check').get()?.quick_check !== 'ok') {
    throw foreign(file, 'is damaged')
  }
  database.exec('COMMIT')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
}

const openDatabase = (file: string): DatabaseSync => {
  const database = open(file)
  try {
    furnish(database, file)
    return database
  } catch (error) {
    database.close()
    if (error instanceof StoreError) throw error
    throw foreign(file, `is damaged, or no database at all (${(error as Error).message})`)
  }
}

export const openSqliteStore = (file: string, now: () => number): Store => {
  const database = openDatabase(file)
  const read = database.prepare('SELECT field, value FROM entries WHERE key = ? AND until > ?')
  const write = database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)')
  const extend = database.prepare('UPDATE entries SET until = ? WHERE key = ?')
  const purge = database.prepare('DELETE FROM entries WHERE until <= ?')
  const removeField = database.prepare('DELETE FROM entries WHERE key = ? AND field = ?')
  const removeKey = database.prepare('DELETE FROM entries WHERE key = ?')
  const forgetClaims = database.prepare('DELETE FROM claims WHERE until <= ?')
  const claim = database.prepare('INSERT OR IGNORE INTO claims VALUES (?, ?, ?)')
  const release = database.prepare('DELETE FROM claims WHERE name = ? AND owner = ?')

  const together = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    read: async (key) =>
      new Map(read.all(key, now()).map(({ field, value }) => [String(field), String(value)])),
    write: async (key, field, value, lifeMs) =>
      together(() => {
        purge.run(now())
        write.run(key, field, value, now() + lifeMs)
        extend.run(now() + lifeMs, key)
      }),
    extend: async (key, lifeMs) => {
      extend.run(now() + lifeMs, key)
    },
    remove: async (key, field) => {
      if (field === undefined) removeKey.run(key)
      else removeField.run(key, field)
    },
    claim: async (name, owner, lifeMs) =>
      together(() => {
        forgetClaims.run(now())
        return claim.run(name, owner, now() + lifeMs).changes === 1
      }),
    release: async (name, owner) => {
      release.run(name, owner)
    },
    close: async () => {
      database.close()
    },
  }
}
