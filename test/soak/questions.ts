// Measures the questions that the archive answers about an account, with 3,200 posts and a year of samples as the recorder
// takes them: the time of each, for SQLite and PostgreSQL, each verified against a brute-force computation from what was
// written. Exits with 1 if one takes 50 ms or more at p99. Needs an otherwise idle machine.
//
//   npm run load:questions
//   node test/soak/questions.ts --posts 800 --days 90

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'

import type { Archive, NewSample, Sample } from '../../src/archive/archive.ts'
import { type ArchiveLocation, openArchive } from '../../src/archive/index.ts'
import type { PeriodsQuery, PostCount } from '../../src/archive/periods.ts'
import type { PostRecord, RecordOrder } from '../../src/archive/records.ts'
import { DAY, HOUR, MINUTE, postgresAt, START } from '../kit/archives.ts'
import { bruteForce } from '../kit/brute-force.ts'
import { hasPostgres, startPostgres } from '../kit/postgres.ts'
import { NO_STORE_EVENTS } from '../kit/stores.ts'

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '3200' },
    days: { type: 'string', default: '365' },
    runs: { type: 'string', default: '300' },
  },
})

const MAX_MS = 50
const ANN = '2244994945'
const [posts, days, runs] = [Number(values.posts), Number(values.days), Number(values.runs)]
const END = START + days * DAY
const LAST_PRIVATE_AGE = 30 * DAY

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** The posts are written at even intervals, half of them before the year. */
const recordOf = (index: number): PostRecord => ({
  id: String(1_900_000_000_000_000_000n + BigInt(index)),
  authorId: ANN,
  createdAt: START - days * DAY + Math.floor((index * 2 * days * DAY) / posts),
  text: `Post ${index} about ${['news', 'music', 'sports', 'cats'][index % 4]}. `.repeat(4),
  kind: index % 5 === 0 ? 'REPLY' : 'POST',
  ...{ mediaTypes: index % 3 === 0 ? ['photo'] : [], links: [], promoted: false },
})

/** The ages at which a post is sampled: the schedule of the recorder. */
const AGES: readonly number[] = [
  ...Array.from({ length: 24 }, (_, n) => (n + 1) * 15 * MINUTE),
  ...Array.from({ length: 42 }, (_, n) => (n + 7) * HOUR),
  ...Array.from({ length: 20 }, (_, n) => 2 * DAY + (n + 1) * 6 * HOUR),
  ...Array.from({ length: 21 }, (_, n) => (n + 8) * DAY),
  ...Array.from({ length: 53 }, (_, n) => (n + 5) * 7 * DAY),
]

/** Numbers that grow fast at first, and in the end not at all. */
const numbersAt = (index: number, age: number, isPrivate: boolean): NewSample['numbers'] => {
  const share = 1 - Math.exp(-age / (1.5 * DAY))
  const impressions = Math.floor(share * (500 + ((index * 7919) % 20_000)))
  const of = (part: number): number => Math.floor(impressions * part)
  return isPrivate
    ? {
        ...{ impression_count: impressions, engagements: of(0.05) },
        ...{ url_link_clicks: of(0.01), user_profile_clicks: of(0.004) },
      }
    : {
        ...{ impression_count: impressions, like_count: of(0.02), reply_count: of(0.003) },
        ...{ retweet_count: of(0.005), quote_count: of(0.001), bookmark_count: of(0.002) },
      }
}

const samplesOf = (index: number, isPrivate: boolean): Sample[] =>
  AGES.flatMap((age) => {
    // Spread, as timelines are read for many posts at once.
    const at = recordOf(index).createdAt + age + ((index * 37) % 60) * 1000
    const isTaken = at >= START && at < END && (!isPrivate || age <= LAST_PRIVATE_AGE)
    return isTaken ? [{ at, numbers: numbersAt(index, age, isPrivate) }] : []
  })

const fill = async (archive: Archive): Promise<void> => {
  for (let index = 0; index < posts; index++) {
    const record = recordOf(index)
    const series = { subject: record.id, postId: record.id }
    archive.recordPosts([record], START)
    const seen = samplesOf(index, false).map(
      (sample): NewSample => ({ ...series, ...sample, group: 'public_metrics' }),
    )
    const own = samplesOf(index, true).map(
      (sample): NewSample => ({ ...series, ...sample, group: 'non_public_metrics', owner: ANN }),
    )
    archive.record([...seen, ...own])
    const last = own.at(-1) ?? seen.at(-1)
    const isWritten = async (): Promise<boolean> =>
      last === undefined || (await archive.latest([last]))[0]?.at === last.at
    if (index % 100 === 99 || index === posts - 1) while (!(await isWritten())) await pause(5)
  }
}

const PUBLIC: readonly PostCount[] = ['impression_count', 'like_count', 'reply_count']
const PRIVATE: readonly PostCount[] = ['engagements', 'url_link_clicks', 'impression_count']

const query = (
  group: PeriodsQuery['group'],
  counts: readonly PostCount[],
  lengthMs: number,
  count: number,
): PeriodsQuery => ({
  ...{ account: ANN, group, counts },
  bounds: Array.from({ length: count + 1 }, (_, index) => END - (count - index) * lengthMs),
})

const year = (days / 2) * DAY
const QUERIES = {
  public: query('public_metrics', PUBLIC, year, 2),
  private: query('non_public_metrics', PRIVATE, year, 2),
  daily: query('public_metrics', PUBLIC.slice(0, 1), DAY, days),
  hourly: query('public_metrics', PUBLIC.slice(0, 1), HOUR, days * 24),
  lastHours: query('public_metrics', PUBLIC, HOUR, 72),
  lastQuarters: query('public_metrics', PUBLIC, 15 * MINUTE, 96),
}

/** Each question, as its field asks the archive. */
const QUESTIONS: Readonly<Record<string, (archive: Archive) => Promise<unknown>>> = {
  'summary of the year': (archive) =>
    Promise.all([
      archive.periods(QUERIES.public),
      archive.periods(QUERIES.private),
      archive.countRecords(ANN, START, END),
    ]),
  'series of the year by day': (archive) => archive.periods(QUERIES.daily),
  'series of the year by hour': (archive) => archive.periods(QUERIES.hourly),
  'topPosts of the year by engagement rate': (archive) => list(archive, 'ENGAGEMENT_RATE'),
  'topPosts of the year by impressions': (archive) => list(archive, 'IMPRESSIONS'),
  'recordedPosts with search': (archive) => list(archive, 'NEWEST', ['music', 'news']),
  'bestTimes of the year': (archive) => archive.rates(ANN, START, END),
}

const list = (archive: Archive, order: RecordOrder, words: readonly string[] = []) =>
  archive.records({ authorId: ANN, order, words, since: START, limit: 20, exclude: ['REPOST'] })

/** Verifies all answers that stand on sums, and one ranking. */
const verify = async (archive: Archive): Promise<boolean> => {
  const all = Array.from({ length: posts }, (_, index) => index)
  const sampled = (isPrivate: boolean) =>
    all.map((index) => ({
      createdAt: recordOf(index).createdAt,
      samples: samplesOf(index, isPrivate),
    }))
  const groups = { public_metrics: sampled(false), non_public_metrics: sampled(true) }
  const { public: halves, private: privateHalves, daily, lastHours, lastQuarters } = QUERIES
  for (const each of [halves, privateHalves, daily, lastHours, lastQuarters]) {
    const known = groups[each.group === 'public_metrics' ? each.group : 'non_public_metrics']
    const expected = each.bounds
      .slice(1)
      .map((until, index) =>
        each.counts.map((name) => bruteForce(known, name, each.bounds[index] ?? 0, until)),
      )
    const found = (await archive.periods(each)).map(({ counts }) => counts)
    if (!isDeepStrictEqual(found, expected)) return false
  }
  const impressions = (index: number): number =>
    groups.public_metrics[index]?.samples.at(-1)?.numbers.impression_count ?? -1
  const top = all
    .filter((index) => recordOf(index).createdAt >= START)
    .sort((a, b) => impressions(b) - impressions(a) || b - a)
    .slice(0, 20)
  const found = (await list(archive, 'IMPRESSIONS')).map(({ id }) => id)
  return isDeepStrictEqual(
    found,
    top.map((index) => recordOf(index).id),
  )
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

const measure = async (name: string, location: ArchiveLocation): Promise<void> => {
  const archive = await openArchive(location, {
    ...{ now: () => END, strict: true, maxPosts: 100_000, flushMs: 1, maintenanceMs: DAY },
    ...NO_STORE_EVENTS,
    onError: (error) => {
      throw error
    },
  })
  const started = performance.now()
  await fill(archive)
  print(`${name}: ${posts} posts in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  for (const [question, ask] of Object.entries(QUESTIONS)) {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      const from = performance.now()
      await ask(archive)
      times.push(performance.now() - from)
      await nextTurn()
    }
    times.sort((a, b) => a - b)
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)]
    print(`  ${question}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
    if (p99 >= MAX_MS) process.exitCode = 1
  }
  const isEqual = await verify(archive)
  print(`  ${isEqual ? 'equal' : 'NOT EQUAL'} to the brute-force computation`)
  if (!isEqual) process.exitCode = 1
  await archive.close()
}

const path = mkdtempSync(join(tmpdir(), 'questions-'))
try {
  await measure('SQLite', { kind: 'directory', path })
} finally {
  rmSync(path, { recursive: true, force: true })
}
if (hasPostgres) {
  await using server = await startPostgres()
  await measure('PostgreSQL', postgresAt(await server.database('questions')))
} else print('PostgreSQL is not installed.')
