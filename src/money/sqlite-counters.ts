// Counters in an SQLite file, which the processes of one machine share, and lists of what X has billed on a day. In memory for
// the sandbox.

import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { DAY_MS } from '../infra/clock.ts'
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
    // Lists of ids, as JSON.
    'CREATE TABLE billed (day INTEGER NOT NULL, ids TEXT NOT NULL) STRICT;',
  ],
  integrityCheck: 'PRAGMA quick_check',
  emptyState: 'nothing spent',
}

/** Lists of billed ids that are read in one turn of the event loop. */
const PAGE = 50

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
    addBilled: async ({ day, ...ids }) => {
      opened ??= open(file(), wall)
      opened.addBilled(day, JSON.stringify(ids))
    },
    billedOn: async function* (day) {
      const path = file()
      if (opened === undefined && !existsSync(path)) return
      opened ??= open(path, wall)
      for (let after = 0; ; ) {
        const rows = opened.billedOn(day, after)
        for (const { ids } of rows) yield { day, ...JSON.parse(String(ids)) }
        if (rows.length < PAGE) return
        after = Number(rows.at(-1)?.rowid)
        await nextTurn()
      }
    },
    close: async () => opened?.database.close(),
  }
}

const open = (file: string, wall: () => number) => {
  const database: DatabaseSync = openSqlite(file, DEFINITION)
  // A commit is in the system's memory, so it survives the end of the process.
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON')
  database.prepare('DELETE FROM counters WHERE until <= ?').run(wall())
  const read = database.prepare('SELECT micros FROM counters WHERE key = ?')
  const add = database.prepare(
    'INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET micros = micros + excluded.micros',
  )
  const addBilled = database.prepare('INSERT INTO billed VALUES (?, ?)')
  const deleteBilled = database.prepare('DELETE FROM billed WHERE day < ?')
  const billedOn = database.prepare(
    `SELECT rowid, ids FROM billed WHERE day = ? AND rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
  )
  /** Posts that X has deleted since are among them. The write-ahead log retains deleted values until it is truncated. */
  const deleteBefore = (day: number): void => {
    deleteBilled.run(day)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }
  let billedSince = Math.floor(wall() / DAY_MS)
  deleteBefore(billedSince)
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
    addBilled: (day: number, ids: string): void => {
      if (day > billedSince) deleteBefore(day)
      billedSince = day
      addBilled.run(day, ids)
    },
    billedOn: (day: number, after: number) => billedOn.all(day, after),
  }
}
