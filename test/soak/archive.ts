// A year of hourly numbers of a thousand posts, through the archive as it is, with its clock turned on: how much room
// they take, and how soon a chart's are there. Ends with 1 when a file of SQLite does not keep to what is claimed. It needs
// a quiet machine.
//
//   npm run load:archive
//   node test/soak/archive.ts --posts 200 --days 100

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { Client } from 'pg'

import type { Archive, Group, NewSample } from '../../src/archive/archive.ts'
import { type ArchiveLocation, openArchive } from '../../src/archive/index.ts'
import { hasPostgres, startPostgres } from '../kit/postgres.ts'

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000' },
    days: { type: 'string', default: '365' },
    /** In PostgreSQL: some are enough to show what a chart takes. */
    postgres: { type: 'string', default: '30' },
  },
})

const MOST_MB = 100
const MOST_MS = 20

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2026-01-01T00:00:00Z')
const OWNER = '2244994945'
const FIRST_ID = 1_900_000_000_000_000_000n
const PRIVATE_DAYS = 90
/** Of each post before the next one, and of so many posts at once. */
const BATCH_DAYS = 4
const ROOM = 50_000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const wholeOf = (text: string, most: number): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new Error(`${text} should be a whole number up to ${most}.`)
}

const days = wholeOf(values.days, 3650)

const idOf = (post: number): string => String(FIRST_ID + BigInt(post) * 7_919_000_000n)

/** They grow from hour to hour, and more for some posts than for others. */
const numbersOf = (group: Group, post: number, hour: number): NewSample['numbers'] => {
  const grown = (1 + (post % 50)) * hour + (hour % 7)
  const some = {
    impression_count: grown * 40,
    like_count: grown,
    reply_count: Math.floor(grown / 9),
    retweet_count: Math.floor(grown / 5),
  }
  const clicked = { url_link_clicks: Math.floor(grown / 2), user_profile_clicks: grown + 3 }
  if (group === 'public_metrics') {
    return { ...some, quote_count: Math.floor(grown / 20), bookmark_count: Math.floor(grown / 3) }
  }
  if (group !== 'non_public_metrics') return { ...some, ...clicked }
  return { impression_count: some.impression_count, engagements: grown * 4, ...clicked }
}

const groupsOf = (post: number, day: number): Group[] => {
  if (day >= PRIVATE_DAYS) return ['public_metrics']
  const groups: Group[] = ['public_metrics', 'non_public_metrics', 'organic_metrics']
  return post % 10 === 0 ? [...groups, 'promoted_metrics'] : groups
}

function* samplesOf(post: number, firstDay: number): Generator<NewSample> {
  const lastDay = Math.min(firstDay + BATCH_DAYS, days)
  for (let hour = firstDay * 24; hour < lastDay * 24; hour++) {
    for (const group of groupsOf(post, hour / 24)) {
      yield {
        subject: idOf(post),
        postId: idOf(post),
        group,
        ...(group !== 'public_metrics' && { owner: OWNER }),
        at: START + hour * HOUR,
        numbers: numbersOf(group, post, hour),
      }
    }
  }
}

const feed = async (
  archive: Archive,
  posts: number,
  clock: { now: number },
  settled: () => Promise<void>,
) => {
  for (let day = 0; day < days; day += BATCH_DAYS) {
    let queued: NewSample[] = []
    const send = async (): Promise<void> => {
      archive.record(queued)
      const last = queued.at(-1)
      while (last !== undefined && (await archive.latest([last]))[0]?.at !== last.at) await pause(2)
      queued = []
    }
    for (let post = 0; post < posts; post++) {
      queued.push(...samplesOf(post, day))
      if (queued.length > ROOM / 2) await send()
    }
    await send()
    clock.now = START + Math.min(day + BATCH_DAYS, days) * DAY - HOUR
    await settled()
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

interface Chart {
  readonly name: string
  readonly p50: number
  readonly p99: number
  readonly readings: number
}

const chart = async (
  archive: Archive,
  posts: number,
  name: string,
  since: number,
  until: number,
  stepMs: number,
): Promise<Chart> => {
  const times: number[] = []
  let readings = 0
  for (let asked = 0; asked < 1000; asked++) {
    const series = { subject: idOf((asked * 37) % posts), group: 'public_metrics' } as const
    const begun = performance.now()
    const history = await archive.history(series, { since, until, stepMs, limit: 10_000 })
    times.push(performance.now() - begun)
    readings += history.length
  }
  times.sort((one, other) => one - other)
  return { name, p50: quantile(times, 0.5), p99: quantile(times, 0.99), readings: readings / 1000 }
}

const charts = async (archive: Archive, posts: number): Promise<Chart[]> => {
  const until = START + days * DAY
  return [
    await chart(archive, posts, 'the year, all that is kept', START, until, 0),
    await chart(archive, posts, 'the last month, step 1 h', until - 30 * DAY, until, HOUR),
  ]
}

interface Measured {
  readonly bytes: number
  readonly runs: number
  readonly charts: readonly Chart[]
}

interface Looking {
  count(sql: string): Promise<number>
  bytes(): Promise<number>
  /** What happens by itself from time to time. */
  pass(): Promise<void>
}

/** Feeds an archive, waits until it is thinned, and asks it for charts. */
const measure = async (
  location: ArchiveLocation,
  posts: number,
  looking: Looking,
  tables: string,
): Promise<Measured> => {
  const clock = { now: START }
  const archive = await openArchive(location, {
    now: () => clock.now,
    maxPosts: 100_000,
    onError: (error) => {
      throw error
    },
    flushMs: 1,
    maintenanceMs: 1,
    maxQueued: ROOM,
  })
  const settled = async (): Promise<void> => {
    const due = `SELECT count(*) AS count FROM ${tables}series WHERE due <= ${clock.now}`
    while ((await looking.count(due)) > 0) await pause(20)
    await looking.pass()
  }
  await feed(archive, posts, clock, settled)
  const shown = await charts(archive, posts)
  const runs = await looking.count(`SELECT count(*) AS count FROM ${tables}runs`)
  await archive.close()
  return { bytes: await looking.bytes(), runs, charts: shown }
}

const inSqlite = async (posts: number): Promise<Measured> => {
  const path = mkdtempSync(join(tmpdir(), 'archive-'))
  const looking: Looking = {
    count: async (sql) => {
      using database = new DatabaseSync(join(path, 'archive.sqlite'), { readOnly: true })
      return Number(database.prepare(sql).get()?.count)
    },
    bytes: async () =>
      readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0),
    pass: async () => {},
  }
  try {
    return await measure({ kind: 'directory', path }, posts, looking, '')
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

const inPostgres = async (posts: number): Promise<Measured> => {
  await using server = await startPostgres()
  const url = await server.database('archive')
  const client = new Client({ connectionString: url })
  await client.connect()
  const count = async (sql: string): Promise<number> =>
    Number((await client.query(sql)).rows[0]?.count)
  const looking: Looking = {
    count,
    bytes: async () => {
      return count(
        `SELECT sum(pg_total_relation_size(c.oid)) AS count FROM pg_class AS c WHERE relkind = 'r' AND relnamespace = 'x_metrics_gateway'::regnamespace`,
      )
    },
    // It vacuums by itself, but not as often as years go by here.
    pass: async () => {
      await client.query('VACUUM')
    },
  }
  try {
    return await measure({ kind: 'postgres', url }, posts, looking, 'x_metrics_gateway.')
  } finally {
    await client.end()
  }
}

const report = (
  name: string,
  posts: number,
  seconds: number,
  { bytes, runs, charts }: Measured,
): void => {
  const size = `${(bytes / 1e6).toFixed(1)} MB for ${runs} runs (${(bytes / runs).toFixed(0)} bytes each)`
  say(`${name}: ${days} days of ${posts} posts, ${size}, in ${seconds.toFixed(0)} s`)
  for (const { name, p50, p99, readings } of charts) {
    say(`  ${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${readings} readings`)
  }
}

const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const begun = performance.now()
  return [await work(), (performance.now() - begun) / 1000]
}

const posts = wholeOf(values.posts, 100_000)
const [sqlite, seconds] = await timed(() => inSqlite(posts))
report('SQLite', posts, seconds, sqlite)
if (sqlite.bytes >= MOST_MB * 1e6 || sqlite.charts.some(({ p99 }) => p99 >= MOST_MS)) {
  say(`Not as claimed: less than ${MOST_MB} MB, and ${MOST_MS} ms at p99.`)
  process.exitCode = 1
}
if (hasPostgres) {
  const some = wholeOf(values.postgres, posts)
  const [postgres, seconds] = await timed(() => inPostgres(some))
  report('PostgreSQL', some, seconds, postgres)
} else say('PostgreSQL: not installed here')
