// The store in a file of its own, by node:sqlite. Several processes of one machine may share it.

import { type Furniture, openSqlite, together } from '../../infra/sqlite.ts'
import type { Store } from './store.ts'

const FURNITURE: Furniture = {
  /** "XMGW" */
  applicationId: 0x584d4757,
  version: 1,
  schema: `
    CREATE TABLE entries (
      key TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY (key, field)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX entries_until ON entries (until);
    CREATE TABLE claims (
      name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
  `,
  check: 'PRAGMA quick_check',
  otherwise: 'no account connected',
}

export const openSqliteStore = (file: string, now: () => number): Store => {
  const database = openSqlite(file, FURNITURE)
  database.exec('PRAGMA secure_delete = ON')

  /** What was deleted is overwritten with zeros in the file, but the write-ahead log holds it until it is truncated. */
  const erase = (): void => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')

  const read = database.prepare('SELECT field, value FROM entries WHERE key = ? AND until > ?')
  const write = database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)')
  const extend = database.prepare('UPDATE entries SET until = ? WHERE key = ?')
  const purge = database.prepare('DELETE FROM entries WHERE until <= ?')
  const take = database.prepare(
    'DELETE FROM entries WHERE key = ? AND until > ? RETURNING field, value',
  )
  const removeField = database.prepare('DELETE FROM entries WHERE key = ? AND field = ?')
  const removeKey = database.prepare('DELETE FROM entries WHERE key = ?')
  const forgetClaims = database.prepare('DELETE FROM claims WHERE until <= ?')
  const claim = database.prepare('INSERT OR IGNORE INTO claims VALUES (?, ?, ?)')
  const release = database.prepare('DELETE FROM claims WHERE name = ? AND owner = ?')

  return {
    read: async (key) => fieldsOf(read.all(key, now())),
    take: async (key) => {
      const fields = fieldsOf(take.all(key, now()))
      erase()
      return fields
    },
    write: async (key, field, value, lifeMs) => {
      const purged = together(database, () => {
        const { changes } = purge.run(now())
        write.run(key, field, value, now() + lifeMs)
        extend.run(now() + lifeMs, key)
        return changes
      })
      if (purged > 0) erase()
    },
    extend: async (key, lifeMs) => {
      extend.run(now() + lifeMs, key)
    },
    remove: async (key, field) => {
      if (field === undefined) removeKey.run(key)
      else removeField.run(key, field)
      erase()
    },
    claim: async (name, owner, lifeMs) =>
      together(database, () => {
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

const fieldsOf = (rows: readonly Record<string, unknown>[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ field, value }) => [String(field), String(value)]))
