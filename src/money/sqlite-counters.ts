// Counters in an SQLite file, which the processes of one machine share. In memory for the sandbox.

import type { DatabaseSync } from 'node:sqlite'

import { type DatabaseDefinition, inTransaction, openSqlite } from '../infra/sqlite.ts'
import { type Counter, type CounterStore, findExceeded, type Reserved } from './counters.ts'

const DEFINITION: DatabaseDefinition = {
  /** "XMGS" */
  applicationId: 0x584d4753,
  migrations: [
    `
    CREATE TABLE counters (
      key TEXT PRIMARY KEY, micros INTEGER NOT NULL, until INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
  `,
  ],
  integrityCheck: 'PRAGMA quick_check',
  emptyState: 'nothing spent',
}

/**
 * Opens the file with the first use, and again after it could not be opened.
 * @param wall the wall clock, by which counters are deleted
 */
export const createSqliteCounters = (file: () => string, wall: () => number): CounterStore => {
  let opened: ReturnType<typeof open> | undefined
  return {
    prepaidShare: 0,
    add: async (counters, micros) => {
      opened ??= open(file(), wall)
      return opened.add(counters, micros)
    },
    close: async () => opened?.database.close(),
  }
}

const open = (file: string, wall: () => number) => {
  const database: DatabaseSync = openSqlite(file, DEFINITION)
  // A commit is in the system's memory, so it survives the end of the process.
  database.exec('PRAGMA synchronous = NORMAL')
  database.prepare('DELETE FROM counters WHERE until <= ?').run(wall())
  const read = database.prepare('SELECT micros FROM counters WHERE key = ?')
  const add = database.prepare(
    'INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET micros = micros + excluded.micros',
  )
  const microsOf = ({ key }: Counter): number => Number(read.get(key)?.micros ?? 0)
  return {
    database,
    add: (counters: readonly Counter[], micros: number): Reserved => {
      if (micros === 0) return { values: counters.map(microsOf), exceeded: undefined }
      return inTransaction(database, () => {
        const values = counters.map(microsOf)
        const exceeded = findExceeded(counters, values, micros)
        if (exceeded !== undefined) return { values, exceeded }
        for (const { key, until } of counters) add.run(key, micros, until)
        return { values, exceeded }
      })
    },
  }
}
