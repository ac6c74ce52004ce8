// Searches everything that an archive has stored for a planted text, id or number.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Client } from 'pg'

import { encode } from '../../src/archive/encoding.ts'
import type { ArchiveLocation } from '../../src/archive/index.ts'

const SCHEMA = 'x_metrics_gateway'

/** The bytes of a count as the archive stores it, without those of its name. */
const bytesOf = (count: number): Buffer =>
  Buffer.from(encode({ impression_count: count }) ?? []).subarray(1)

/** Returns the names of the files or tables in which one of the planted values is. */
export const findPlanted = async (
  location: ArchiveLocation,
  values: readonly (string | number)[],
): Promise<string[]> => {
  const needles = values.map((value) =>
    typeof value === 'string' ? Buffer.from(value) : bytesOf(value),
  )
  const hasOne = (content: Buffer): boolean => needles.some((needle) => content.includes(needle))
  if (location.kind === 'memory') throw new Error('an archive in memory has no files')
  if (location.kind === 'directory') {
    // The write-ahead log is one of the files.
    return readdirSync(location.path).filter((name) =>
      hasOne(readFileSync(join(location.path, name))),
    )
  }
  await using client = new DisposableClient({ connectionString: location.url })
  await client.connect()
  const found: string[] = []
  const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename'
  for (const { tablename } of (await client.query(tables, [SCHEMA])).rows) {
    const { rows } = await client.query(`SELECT * FROM ${SCHEMA}.${tablename}`)
    const columns = rows.flatMap((row) => Object.values(row))
    const contents = columns.map((value) =>
      Buffer.isBuffer(value) ? value : Buffer.from(`${value}`),
    )
    if (contents.some(hasOne)) found.push(tablename)
  }
  return found
}

class DisposableClient extends Client implements AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }
}
