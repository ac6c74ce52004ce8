// The store in an SQLite file, which several processes of one machine may share.

import {
  closeSqlite,
  type DatabaseDefinition,
  inTransaction,
  openSqlite,
} from '../../infra/sqlite.ts'
import type { Store } from './store.ts'

const DEFINITION: DatabaseDefinition = {
  /** "XMGW" */
  applicationId: 0x584d4757,
  migrations: [
    `
    CREATE TABLE entries (
      key TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY (key, field)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX entries_until ON entries (until);
    CREATE TABLE claims (
      name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
  `,
  ],
  integrityCheck: 'PRAGMA quick_check',
  emptyState: 'no connected accounts',
}

export const openSqliteStore = (file: string, now: () => number): Store => {
  const database = openSqlite(file, DEFINITION)
  database.exec('PRAGMA secure_delete = ON')

  /** Truncates the write-ahead log, which retains deleted values. In the file itself secure_delete overwrites them. */
  const erase = (): void => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')

  const read = database.prepare('SELECT field, value FROM entries WHERE key = ? AND until > ?')
  const keys = database.prepare(
    'SELECT DISTINCT key FROM entries WHERE substr(key, 1, length(?1)) = ?1 AND until > ?2',
  )
  const write = database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)')
  const extend = database.prepare('UPDATE entries SET until = ? WHERE key = ?')
  const purge = database.prepare('DELETE FROM entries WHERE until <= ?')
  const take = database.prepare(
    'DELETE FROM entries WHERE key = ? AND until > ? RETURNING field, value',
  )
  const removeField = database.prepare('DELETE FROM entries WHERE key = ? AND field = ?')
  const removeKey = database.prepare('DELETE FROM entries WHERE key = ?')
  const purgeClaims = database.prepare('DELETE FROM claims WHERE until <= ?')
  /** A claim that ends later than a new one would was made before the clock was set back. It must not last that much longer. */
  const purgeFutureClaim = database.prepare('DELETE FROM claims WHERE name = ? AND until > ?')
  const claim = database.prepare('INSERT OR IGNORE INTO claims VALUES (?, ?, ?)')
  const release = database.prepare('DELETE FROM claims WHERE name = ? AND owner = ?')

  return {
    read: async (key) => fieldsOf(read.all(key, now())),
    keys: async (prefix) => keys.all(prefix, now()).map(({ key }) => String(key)),
    take: async (key) => {
      const fields = fieldsOf(take.all(key, now()))
      erase()
      return fields
    },
    write: async (key, field, value, ttlMs) => {
      const purged = inTransaction(database, () => {
        const { changes } = purge.run(now())
        write.run(key, field, value, now() + ttlMs)
        extend.run(now() + ttlMs, key)
        return changes
      })
      if (purged > 0) erase()
    },
    extend: async (key, ttlMs) => {
      extend.run(now() + ttlMs, key)
    },
    remove: async (key, field) => {
      if (field === undefined) removeKey.run(key)
      else removeField.run(key, field)
      erase()
    },
    claim: async (name, owner, ttlMs) =>
      inTransaction(database, () => {
        const until = now() + ttlMs
        purgeClaims.run(now())
        purgeFutureClaim.run(name, until)
        return claim.run(name, owner, until).changes === 1
      }),
    release: async (name, owner) => {
      release.run(name, owner)
    },
    close: async () => {
      closeSqlite(database)
    },
  }
}

const fieldsOf = (rows: readonly Record<string, unknown>[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ field, value }) => [String(field), String(value)]))
