// Measures the archive with a year of hourly samples of 1,000 posts and an accelerated clock: its size on disk, and the
// latency of history queries, in SQLite and in PostgreSQL. Exits with 1 if one exceeds its limits. Needs an otherwise idle
// machine, and some minutes.
//
//   npm run load:archive
//   node test/soak/archive.ts --only PostgreSQL
//   node test/soak/archive.ts --posts 200 --days 100

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import type { ArchiveReader } from '../../src/archive/archive.ts'
import { createArchive } from '../../src/archive/create-archive.ts'
import { ARCHIVE_FILE } from '../../src/archive/index.ts'
import { openPostgresArchive } from '../../src/archive/postgres.ts'
import { SCHEMA } from '../../src/archive/postgres-migrations.ts'
import { openSqliteArchive } from '../../src/archive/sqlite.ts'
import type { Store } from '../../src/archive/store.ts'
import { postgresAt } from '../kit/archives.ts'
import { hasPostgres, startPostgres } from '../kit/postgres.ts'
import { NO_STORE_EVENTS } from '../kit/stores.ts'
import { DAY, fill, HOUR, idOf, START } from './lib/archive-fill.ts'
import { printClaims } from './lib/report.ts'

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000' },
    days: { type: 'string', default: '365' },
    only: { type: 'string' },
    /** The hours that the samples of one transaction are of. With 1, each is appended alone, as by a gateway. */
    'batch-hours': { type: 'string' },
  },
})

/** Limits for 1,000 posts and a year. */
const MAX_MB = { SQLite: 100, PostgreSQL: 150 }
const MAX_MS = 20

/** The more hours, the shorter the fill, and the more room is left empty when they have been thinned. */
const BATCH_HOURS = { SQLite: '96', PostgreSQL: '168' }

const QUERIES = 1000

const parseInteger = (text: string, max: number): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= max) return number
  throw new Error(`${text} must be an integer from 1 to ${max}.`)
}

const posts = parseInteger(values.posts, 100_000)
const days = parseInteger(values.days, 3650)

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

interface Chart {
  readonly name: string
  readonly p50: number
  readonly p99: number
  readonly points: number
}

const measureChart = async (
  archive: Pick<ArchiveReader, 'history'>,
  name: string,
  since: number,
  stepMs: number,
): Promise<Chart> => {
  const times: number[] = []
  let points = 0
  for (let query = 0; query < QUERIES; query++) {
    const series = { subject: idOf((query * 37) % posts), group: 'public_metrics' } as const
    const started = performance.now()
    const until = START + days * DAY
    const history = await archive.history(series, { since, until, stepMs, limit: 10_000 })
    times.push(performance.now() - started)
    points += history.length
  }
  times.sort((one, other) => one - other)
  return { name, p50: quantile(times, 0.5), p99: quantile(times, 0.99), points: points / QUERIES }
}

interface Measurement {
  readonly bytes: number
  readonly charts: readonly Chart[]
  readonly fillSeconds: number
}

/** Fills an archive, thins out old samples meanwhile, and measures history queries. */
const measure = async (
  name: keyof typeof MAX_MB,
  store: Store,
  readBytes: () => Promise<number>,
  vacuum = async (): Promise<void> => {},
): Promise<Measurement> => {
  const batchHours = parseInteger(values['batch-hours'] ?? BATCH_HOURS[name], 168)
  const started = performance.now()
  await fill(store, { posts, days, batchHours, vacuum })
  const fillSeconds = (performance.now() - started) / 1000
  const end = START + days * DAY
  const archive = createArchive(store, {
    now: () => end,
    ...NO_STORE_EVENTS,
    maxPosts: 100_000,
    onError: (error) => {
      throw error
    },
  })
  const charts = [
    await measureChart(archive, 'the whole year, all samples', START, 0),
    await measureChart(archive, 'the last 30 days, 1 h steps', end - 30 * DAY, HOUR),
  ]
  await archive.close()
  return { bytes: await readBytes(), charts, fillSeconds }
}

const measureSqlite = async (): Promise<Measurement> => {
  const path = mkdtempSync(join(tmpdir(), 'archive-'))
  const readBytes = async (): Promise<number> =>
    readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
  try {
    return await measure('SQLite', openSqliteArchive(join(path, ARCHIVE_FILE)), readBytes)
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

const measurePostgres = async (): Promise<Measurement> => {
  await using server = await startPostgres()
  const url = await server.database('archive')
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await measure(
      'PostgreSQL',
      await openPostgresArchive(postgresAt(url)),
      async () => {
        const { rows } = await client.query(
          `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
           WHERE relkind = 'r' AND relnamespace = '${SCHEMA}'::regnamespace`,
        )
        return Number(rows[0]?.bytes)
      },
      // Autovacuum is too slow for the accelerated clock.
      async () => {
        await client.query(`VACUUM (ANALYZE) ${SCHEMA}.chunks, ${SCHEMA}.series, ${SCHEMA}.posts`)
      },
    )
  } finally {
    await client.end()
  }
}

const run = async (
  name: keyof typeof MAX_MB,
  measureStore: () => Promise<Measurement>,
): Promise<void> => {
  const { bytes, charts, fillSeconds } = await measureStore()
  const megabytes = bytes / 1e6
  const size = `${megabytes.toFixed(1)} MB (${((bytes / posts) * 1e-3).toFixed(0)} kB a post)`
  const times = `filled in ${fillSeconds.toFixed(0)} s`
  process.stdout.write(`${name}: ${days} days of ${posts} posts, ${size}, ${times}\n`)
  const claims = charts.map(({ name, p50, p99, points }) => {
    const chart = `${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${points} points`
    return [`${chart}, under ${MAX_MS} ms`, p99 < MAX_MS ? [] : [`${p99.toFixed(2)} ms`]] as const
  })
  const most = MAX_MB[name]
  printClaims([
    [`under ${most} MB`, megabytes < most ? [] : [`${megabytes.toFixed(1)} MB`]],
    ...claims,
  ])
}

if (values.only !== 'PostgreSQL') await run('SQLite', measureSqlite)
if (values.only !== 'SQLite') {
  if (hasPostgres) await run('PostgreSQL', measurePostgres)
  else throw new Error('PostgreSQL is not installed.')
}
