// Migrations of SQLite files and of PostgreSQL: each is applied once, with the data intact, by one process at a time.

import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

import { Client } from 'pg'
import { expect, it } from 'vitest'

import type { Archive } from '../../src/archive/archive.ts'
import { encode } from '../../src/archive/encoding.ts'
import { ARCHIVE_FILE } from '../../src/archive/index.ts'
import { MIGRATIONS, SCHEMA } from '../../src/archive/postgres-migrations.ts'
import { prepareSchema } from '../../src/archive/postgres-schema.ts'
import type { RecordOrder } from '../../src/archive/records.ts'
import { ARCHIVE_TABLES } from '../../src/archive/sqlite-migrations.ts'
import { findFormatProblem } from '../../src/infra/migrations.ts'
import { openSqlite } from '../../src/infra/sqlite.ts'
import type { Metrics } from '../../src/x/types.ts'
import { HOUR, open, postgresAt, START, sample, shown } from '../kit/archives.ts'
import { read } from '../kit/documents.ts'
import { temporary } from '../kit/gateway.ts'
import { hasPostgres, NEEDS_POSTGRES } from '../kit/postgres.ts'
import { createDatabases } from '../kit/shared-postgres.ts'

/** The third one fails if the second is applied twice or not at all. */
const migrationsOf = (prefix: string) => [
  `CREATE TABLE ${prefix}kept (name TEXT); INSERT INTO ${prefix}kept VALUES ('first')`,
  `ALTER TABLE ${prefix}kept ADD size INT`,
  `UPDATE ${prefix}kept SET size = 3; CREATE TABLE ${prefix}added (name TEXT)`,
]

const BROKEN = 'SELECT unknown'

it('names a format that cannot be used', () => {
  expect(findFormatProblem(0, 3)).toBe('has format 0, which no version of this gateway writes')
  expect(findFormatProblem(4, 3)).toMatch(/^was written by a newer version .*format 4;.*format 3/)
  expect([1, 3].map((format) => findFormatProblem(format, 3))).toEqual([undefined, undefined])
})

it('migrates an SQLite file, or leaves it as it was', () => {
  using directory = temporary()
  const file = join(directory.path, 'a.sqlite')
  const open = (migrations: readonly string[]): DatabaseSync =>
    openSqlite(file, {
      applicationId: 7,
      migrations,
      integrityCheck: 'PRAGMA quick_check',
      emptyState: 'nothing',
    })
  const [one = '', ...others] = migrationsOf('')
  open([one]).close()
  expect(() => open([one, ...others, BROKEN])).toThrow('no such column')
  using database = open([one, ...others])
  expect(database.prepare('SELECT name, size FROM kept').all()).toEqual([
    { name: 'first', size: 3 },
  ])
  open([one, ...others]).close()
  expect(() => open([one])).toThrow('was written by a newer version')
})

it.runIf(hasPostgres)(
  `migrates PostgreSQL from several gateways at once, or leaves it as it was${NEEDS_POSTGRES}`,
  async () => {
    await using databases = createDatabases()
    const url = await databases.next()
    const prepare = (migrations: readonly string[]): Promise<void> =>
      prepareSchema(postgresAt(url), migrations)
    const [one = '', ...others] = migrationsOf(`${SCHEMA}.`)
    await prepare([one])
    await expect(prepare([one, ...others, BROKEN])).rejects.toThrow('"unknown" does not exist')
    await Promise.all(Array.from({ length: 4 }, () => prepare([one, ...others])))
    const client = new Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(`SELECT name, size FROM ${SCHEMA}.kept`)
    await client.end()
    expect(rows).toEqual([{ name: 'first', size: 3 }])
    await expect(prepare([one])).rejects.toThrow('was written by a newer version')
  },
)

it.runIf(hasPostgres)(`stores the segments of format 2 in chunks${NEEDS_POSTGRES}`, async () => {
  await using databases = createDatabases()
  const url = await databases.next()
  await prepareSchema(postgresAt(url), MIGRATIONS.slice(0, 2))
  const client = new Client({ connectionString: url })
  await client.connect()
  const series = sample(0, 0)
  await client.query(`INSERT INTO ${SCHEMA}.series (subject, kind, owner, post, since, thinned)
      VALUES ('${series.subject}', 0, '', '${series.postId}', ${START}, ${START})`)
  const numbers = (likes: number): Uint8Array => encode({ like_count: likes }) ?? new Uint8Array()
  const segments = Array.from({ length: 300 }, (_, index) => [index, index % 7, numbers(index)])
  await client.query(
    `INSERT INTO ${SCHEMA}.runs SELECT ${START} + at * ${HOUR}, lasted, 1, numbers
        FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS given (at, lasted, numbers)`,
    [0, 1, 2].map((column) => segments.map((segment) => segment[column])),
  )
  await client.end()
  await using archive = await open(postgresAt(url))
  expect(await shown(archive, series)).toEqual(
    segments.flatMap(([at, lasted], likes) => {
      const began = START + Number(at) * HOUR
      return lasted === 0
        ? [[began, likes]]
        : [
            [began, likes],
            [began + Number(lasted), likes],
          ]
    }),
  )
})

const bytesOf = (numbers: Metrics): Uint8Array => encode(numbers) ?? new Uint8Array()

/** The totals of two records: as stored before the counts had columns of their own, and the value of each new order. */
const TOTALS = [
  [
    bytesOf({ retweet_count: 1, like_count: 300, quote_count: 70_000, bookmark_count: 5 }),
    bytesOf({ impression_count: 9, url_link_clicks: 0, user_profile_clicks: 128, engagements: 3 }),
    bytesOf({ impression_count: 2 ** 40 }),
    bytesOf({ like_count: 7 }),
  ],
  [bytesOf({ quote_count: 127 }), null, null, bytesOf({ impression_count: 6 })],
] as const
const ORDERS = {
  QUOTES: [70_000, 127],
  BOOKMARKS: [5, -1],
  PROFILE_CLICKS: [128, -1],
  ORGANIC_IMPRESSIONS: [2 ** 40, -1],
  PROMOTED_IMPRESSIONS: [-1, 6],
} as const
const INSERT =
  'records (author, id, created, kind, promoted, text, folded, public_totals, non_public_totals, organic_totals, promoted_totals)'

const expectOrders = async (archive: Archive): Promise<void> => {
  for (const [order, values] of Object.entries(ORDERS)) {
    const found = await archive.records({ authorId: '7', order: order as RecordOrder, limit: 3 })
    const known = new Map(found.map(({ id, value }) => [id, value]))
    expect([known.get('0'), known.get('1')], order).toEqual(values)
  }
}

it('copies counts of format 3 to columns in SQLite', async () => {
  using directory = temporary()
  const file = join(directory.path, ARCHIVE_FILE)
  const migrations = ARCHIVE_TABLES.migrations.slice(0, 3)
  const database = openSqlite(file, { ...ARCHIVE_TABLES, migrations })
  const insert = database.prepare(
    `INSERT INTO ${INSERT} VALUES ('7', ?, 1, 0, 0, 'a', 'a', ?, ?, ?, ?)`,
  )
  for (const [index, totals] of TOTALS.entries()) insert.run(`${index}`, ...totals)
  database.close()
  await using archive = await open({ kind: 'directory', path: directory.path })
  await expectOrders(archive)
})

it.runIf(hasPostgres)(`copies counts of format 4 to columns${NEEDS_POSTGRES}`, async () => {
  await using databases = createDatabases()
  const url = await databases.next()
  await prepareSchema(postgresAt(url), MIGRATIONS.slice(0, 4))
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const [index, totals] of TOTALS.entries()) {
    await client.query(
      `INSERT INTO ${SCHEMA}.${INSERT} VALUES ('7', $1, 1, 0, 0, 'a', 'a', $2, $3, $4, $5)`,
      [`${index}`, ...totals],
    )
  }
  await client.end()
  await using archive = await open(postgresAt(url))
  await expectOrders(archive)
})
/** Likes in two of three quarters of an hour: 2 and 3. */
const DAY_IN_ONE_COLUMN = [3, 5, 1, 6, 10, 3, 1, 6, 4, 4, 0, 5, 1, 6, 6]
const DAY_IN_TWO_COLUMNS = { sums: [3, 5, 6, 10], quarters: [3, 3, 4, 5, 6, 4, 3, 4, 2, 6] }
const listsOf = (row: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? [...value] : value,
    ]),
  )

it('stores the gains of format 3 of SQLite in two columns', () => {
  using directory = temporary()
  const file = join(directory.path, 'archive.sqlite')
  const migrations = ARCHIVE_TABLES.migrations.slice(0, 3)
  const old = openSqlite(file, { ...ARCHIVE_TABLES, migrations })
  const insert = old.prepare('INSERT INTO gains VALUES (?, 0, 7, ?)')
  insert.run('1', Uint8Array.from(DAY_IN_ONE_COLUMN))
  old.close()
  using database = openSqlite(file, ARCHIVE_TABLES)
  const row = database.prepare('SELECT * FROM gains').get()
  expect(listsOf(row)).toEqual({ account: '1', kind: 0, day: 7, ...DAY_IN_TWO_COLUMNS })
})

it.runIf(hasPostgres)(
  `stores the gains of format 4 of PostgreSQL in two columns${NEEDS_POSTGRES}`,
  async () => {
    await using databases = createDatabases()
    const url = await databases.next()
    await prepareSchema(postgresAt(url), MIGRATIONS.slice(0, 4))
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(`INSERT INTO ${SCHEMA}.gains VALUES ('1', 0, 7, $1)`, [
      Buffer.from(DAY_IN_ONE_COLUMN),
    ])
    await prepareSchema(postgresAt(url))
    const { rows } = await client.query(`SELECT * FROM ${SCHEMA}.gains`)
    await client.end()
    expect(rows.map(listsOf)).toEqual([{ account: '1', kind: 0, day: 7, ...DAY_IN_TWO_COLUMNS }])
  },
)

it('docs/backup.md lists the formats', () => {
  const text = read('docs/backup.md')
  expect(text).toContain(`| \`archive.sqlite\` | ${ARCHIVE_TABLES.migrations.length} |`)
  expect(text).toContain(`| PostgreSQL | ${MIGRATIONS.length} |`)
})
