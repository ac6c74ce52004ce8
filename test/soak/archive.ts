// Measures the archive with a year of hourly samples of 1,000 posts and an accelerated clock: its size on disk, and the
// latency of history queries, in SQLite and in PostgreSQL. Exits with 1 if one exceeds its limits. Needs an otherwise idle
// machine.
//
//   npm run load:archive
//   node test/soak/archive.ts --posts 200 --days 100
//   node test/soak/archive.ts --only PostgreSQL --posts 50 --batch-hours 1

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import type { Archive, Group, NewSample } from '../../src/archive/archive.ts'
import { type ArchiveLocation, openArchive } from '../../src/archive/index.ts'
import { postgresAt } from '../kit/archives.ts'
import { hasPostgres, startPostgres } from '../kit/postgres.ts'
import { NO_STORE_EVENTS } from '../kit/stores.ts'

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000' },
    days: { type: 'string', default: '365' },
    only: { type: 'string' },
    /** The hours that the samples written at once are of. With 1, each is written alone, as by a gateway. */
    'batch-hours': { type: 'string', default: '96' },
  },
})

/** Limits for 1,000 posts and a year. */
const MAX_MB = { SQLite: 100, PostgreSQL: 150 }
const MAX_MS = 20

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2026-01-01T00:00:00Z')
const OWNER = '2244994945'
const FIRST_ID = 1_900_000_000_000_000_000n
const PRIVATE_DAYS = 90
const MAX_QUEUED_SAMPLES = 50_000

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const parseInteger = (text: string, max: number): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= max) return number
  throw new Error(`${text} must be an integer from 1 to ${max}.`)
}

const days = parseInteger(values.days, 3650)
const batchHours = parseInteger(values['batch-hours'], 96)

const idOf = (post: number): string => String(FIRST_ID + BigInt(post) * 7_919_000_000n)

/** Metrics that grow every hour, faster for some posts than for others. */
const metricsAt = (group: Group, post: number, hour: number): NewSample['numbers'] => {
  const likes = (1 + (post % 50)) * hour + (hour % 7)
  const counts = {
    impression_count: likes * 40,
    like_count: likes,
    reply_count: Math.floor(likes / 9),
    retweet_count: Math.floor(likes / 5),
  }
  const clicks = { url_link_clicks: Math.floor(likes / 2), user_profile_clicks: likes + 3 }
  if (group === 'public_metrics') {
    return { ...counts, quote_count: Math.floor(likes / 20), bookmark_count: Math.floor(likes / 3) }
  }
  if (group !== 'non_public_metrics') return { ...counts, ...clicks }
  return { impression_count: counts.impression_count, engagements: likes * 4, ...clicks }
}

const groupsOf = (post: number, day: number): Group[] => {
  if (day >= PRIVATE_DAYS) return ['public_metrics']
  const groups: Group[] = ['public_metrics', 'non_public_metrics', 'organic_metrics']
  return post % 10 === 0 ? [...groups, 'promoted_metrics'] : groups
}

function* samplesOf(post: number, firstHour: number): Generator<NewSample> {
  const lastHour = Math.min(firstHour + batchHours, days * 24)
  for (let hour = firstHour; hour < lastHour; hour++) {
    for (const group of groupsOf(post, hour / 24)) {
      yield {
        subject: idOf(post),
        postId: idOf(post),
        group,
        ...(group !== 'public_metrics' && { owner: OWNER }),
        at: START + hour * HOUR,
        numbers: metricsAt(group, post, hour),
      }
    }
  }
}

const feed = async (
  archive: Archive,
  posts: number,
  clock: { now: number },
  waitUntilSettled: () => Promise<void>,
) => {
  for (let hour = 0; hour < days * 24; hour += batchHours) {
    let queued: NewSample[] = []
    const send = async (): Promise<void> => {
      archive.record(queued)
      const last = queued.at(-1)
      while (last !== undefined && (await archive.latest([last]))[0]?.at !== last.at) await pause(2)
      queued = []
    }
    for (let post = 0; post < posts; post++) {
      queued.push(...samplesOf(post, hour))
      if (queued.length > MAX_QUEUED_SAMPLES / 2) await send()
    }
    await send()
    clock.now = START + Math.min(hour + batchHours, days * 24) * HOUR - HOUR
    await waitUntilSettled()
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

interface Chart {
  readonly name: string
  readonly p50: number
  readonly p99: number
  readonly points: number
}

const measureChart = async (
  archive: Archive,
  posts: number,
  name: string,
  since: number,
  until: number,
  stepMs: number,
): Promise<Chart> => {
  const times: number[] = []
  let points = 0
  for (let query = 0; query < 1000; query++) {
    const series = { subject: idOf((query * 37) % posts), group: 'public_metrics' } as const
    const started = performance.now()
    const history = await archive.history(series, { since, until, stepMs, limit: 10_000 })
    times.push(performance.now() - started)
    points += history.length
  }
  times.sort((one, other) => one - other)
  return { name, p50: quantile(times, 0.5), p99: quantile(times, 0.99), points: points / 1000 }
}

const measureCharts = async (archive: Archive, posts: number): Promise<Chart[]> => {
  const until = START + days * DAY
  return [
    await measureChart(archive, posts, 'the whole year, all samples', START, until, 0),
    await measureChart(
      archive,
      posts,
      'the last 30 days, 1 h steps',
      until - 30 * DAY,
      until,
      HOUR,
    ),
  ]
}

interface Measurement {
  readonly bytes: number
  readonly charts: readonly Chart[]
}

interface DatabaseProbe {
  /** The number of series that are due at a time. */
  due(now: number): Promise<number>
  bytes(): Promise<number>
  /** Runs the database's maintenance, once a day. */
  maintain(): Promise<void>
}

/** Fills an archive, waits until old samples are thinned out, and measures history queries. */
const measure = async (
  location: ArchiveLocation,
  posts: number,
  probe: DatabaseProbe,
): Promise<Measurement> => {
  const clock = { now: START }
  const archive = await openArchive(location, {
    now: () => clock.now,
    strict: true,
    ...NO_STORE_EVENTS,
    maxPosts: 100_000,
    onError: (error) => {
      throw error
    },
    flushMs: 1,
    maintenanceMs: 1,
    maxQueued: MAX_QUEUED_SAMPLES,
  })
  let maintained = START
  const waitUntilSettled = async (): Promise<void> => {
    while ((await probe.due(clock.now)) > 0) await pause(2)
    if (clock.now - maintained < DAY) return
    maintained = clock.now
    await probe.maintain()
  }
  await feed(archive, posts, clock, waitUntilSettled)
  const charts = await measureCharts(archive, posts)
  await archive.close()
  return { bytes: await probe.bytes(), charts }
}

const dueSeries = (schema: string, now: number): string =>
  `SELECT count(*) AS count FROM ${schema}series WHERE due <= ${now}`

const measureSqlite = async (posts: number): Promise<Measurement> => {
  const path = mkdtempSync(join(tmpdir(), 'archive-'))
  const probe: DatabaseProbe = {
    due: async (now) => {
      using database = new DatabaseSync(join(path, 'archive.sqlite'), { readOnly: true })
      return Number(database.prepare(dueSeries('', now)).get()?.count)
    },
    bytes: async () =>
      readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0),
    maintain: async () => {},
  }
  try {
    return await measure({ kind: 'directory', path }, posts, probe)
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

const measurePostgres = async (posts: number): Promise<Measurement> => {
  await using server = await startPostgres()
  const url = await server.database('archive')
  const client = new Client({ connectionString: url })
  await client.connect()
  const count = async (sql: string): Promise<number> =>
    Number((await client.query(sql)).rows[0]?.count)
  const probe: DatabaseProbe = {
    due: (now) => count(dueSeries('x_metrics_gateway.', now)),
    bytes: () =>
      count(
        `SELECT sum(pg_total_relation_size(c.oid)) AS count FROM pg_class AS c WHERE relkind = 'r' AND relnamespace = 'x_metrics_gateway'::regnamespace`,
      ),
    // Autovacuum is too slow for the accelerated clock.
    maintain: async () => {
      await client.query('VACUUM')
    },
  }
  try {
    return await measure(postgresAt(url), posts, probe)
  } finally {
    await client.end()
  }
}

const posts = parseInteger(values.posts, 100_000)

const run = async (
  name: keyof typeof MAX_MB,
  measureStore: (posts: number) => Promise<Measurement>,
): Promise<void> => {
  const started = performance.now()
  const { bytes, charts } = await measureStore(posts)
  const seconds = (performance.now() - started) / 1000
  const perPost = `${(bytes / posts / 1000).toFixed(0)} kB a post`
  print(
    `${name}: ${days} days of ${posts} posts, ${(bytes / 1e6).toFixed(1)} MB (${perPost}), in ${seconds.toFixed(0)} s`,
  )
  for (const { name, p50, p99, points } of charts) {
    print(`  ${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${points} points`)
  }
  if (bytes < MAX_MB[name] * 1e6 && charts.every(({ p99 }) => p99 < MAX_MS)) return
  print(`  Limits exceeded: ${MAX_MB[name]} MB, and ${MAX_MS} ms at p99.`)
  process.exitCode = 1
}

if (values.only !== 'PostgreSQL') await run('SQLite', measureSqlite)
if (values.only !== 'SQLite') {
  if (hasPostgres) await run('PostgreSQL', measurePostgres)
  else print('PostgreSQL is not installed.')
}
