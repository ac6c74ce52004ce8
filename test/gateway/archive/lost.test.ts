// A store that is lost, slow or locked delays reads for a second at most; the archive recovers with it.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Archive, ArchiveUnavailable } from '../../../src/archive/archive.ts'
import { createArchive } from '../../../src/archive/create-archive.ts'
import { openSqliteArchive } from '../../../src/archive/sqlite.ts'
import { HOUR, open, postgresAt, START, sample, shown } from '../../kit/archives.ts'
import { temporary } from '../../kit/gateway.ts'
import {
  hasPostgres,
  NEEDS_POSTGRES,
  type PostgresServer,
  startPostgres,
} from '../../kit/postgres.ts'

const series = sample(0, 0)

let server: PostgresServer
beforeAll(async () => {
  if (hasPostgres) server = await startPostgres()
})
afterAll(() => server?.[Symbol.asyncDispose]())

/** Undefined while the archive cannot be read. */
const likes = async (archive: Archive) =>
  (await archive.latest([series]).catch(ignoreUnavailable))?.[0]?.numbers.like_count

const ignoreUnavailable = (error: unknown): undefined => {
  expect(error).toBeInstanceOf(ArchiveUnavailable)
}

const collectErrors = () => {
  const messages: string[] = []
  const onError = (error: unknown): void => {
    messages.push((error as Error).message)
  }
  return { messages, onError }
}

it.runIf(hasPostgres)(
  `reads of an unresponsive PostgreSQL time out after a second and are skipped for another${NEEDS_POSTGRES}`,
  async () => {
    const { messages, onError } = collectErrors()
    const url = await server.database('slow')
    const location = postgresAt(url, { statementTimeoutMs: 4000 })
    await using archive = await open(location, { onError, maintenanceMs: 60_000 })
    archive.record([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
    const other = new Client({ connectionString: url })
    await other.connect()
    await other.query('BEGIN; LOCK x_metrics_gateway.chunks')
    const started = performance.now()
    expect(await likes(archive)).toBeUndefined()
    expect(performance.now() - started).toBeGreaterThan(900)
    const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND datname = current_database()`
    const countWaiting = async () => (await other.query(waiting)).rows[0]?.count
    // The second read is not sent.
    expect(await likes(archive)).toBeUndefined()
    expect(await countWaiting()).toBe(1)
    // PostgreSQL gives up the statement while the table is still locked.
    await expect.poll(countWaiting).toBe(0)
    await other.end()
    await expect.poll(() => likes(archive)).toBe(1)
    expect(messages).toContain('The archive cannot be read. History is not available.')
  },
)

it.runIf(hasPostgres)(
  `a lost PostgreSQL makes history unavailable, and samples are written when it is back${NEEDS_POSTGRES}`,
  async () => {
    const { messages, onError } = collectErrors()
    const url = await server.database('lost')
    const recoveries: string[] = []
    const onRecovery = (message: string): unknown => recoveries.push(message)
    const options = { onError, onRecovery, flushMs: 50 }
    await using archive = await open(postgresAt(url), options)
    archive.record([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
    await server.stop()
    expect(await likes(archive)).toBeUndefined()
    await expect(shown(archive, series)).rejects.toThrow(ArchiveUnavailable)
    expect(archive.state()).toBe('failing')
    archive.record([sample(START + HOUR, 2)])
    await expect(archive.deleteOwner('1', Date.now())).rejects.toThrow('cannot reach its archive')
    await expect
      .poll(() => messages.filter((each) => /written|read/.test(each)).sort())
      .toEqual([
        'The archive cannot be read. History is not available.',
        'The archive cannot be written. Samples are queued for half a minute and then lost.',
      ])
    await server.start()
    await expect.poll(() => likes(archive)).toBe(2)
    expect(new Set(messages).size).toBe(messages.length)
    expect(messages.join()).not.toContain('planted')
    expect(archive.state()).toBe('working')
    expect(recoveries.sort()).toEqual([
      'The archive can be read again.',
      expect.stringMatching(/^The archive can be (thinned|written) again.$/),
      ...recoveries.slice(2),
    ])
    // The next outage is reported again.
    await server.stop()
    expect(await likes(archive)).toBeUndefined()
    expect(messages.filter((each) => each.includes('read'))).toHaveLength(2)
  },
)

it('a file locked by another process is written when the lock is released, without blocking the event loop', async () => {
  using directory = temporary()
  await using archive = await open({ kind: 'directory', path: directory.path })
  archive.record([sample(START, 1)])
  await expect.poll(() => likes(archive)).toBe(1)
  using other = new DatabaseSync(join(directory.path, 'archive.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  archive.record([sample(START + HOUR, 2)])
  let longest = 0
  for (let turn = 0, last = performance.now(); turn < 100; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    expect(await likes(archive)).toBe(1)
  }
  // A blocked event loop would stand still for as long as SQLite waits for a lock.
  expect(longest).toBeLessThan(3000)
  other.exec('COMMIT')
  await expect.poll(() => likes(archive)).toBe(2)
})

it('a full queue drops new samples and reports it once', async () => {
  using directory = temporary()
  const location = { kind: 'directory', path: directory.path } as const
  const { messages, onError } = collectErrors()
  const samples = Array.from({ length: 30 }, (_, post) =>
    sample(START, post, { subject: `${post}` }),
  )
  let lost = 0
  const onLoss = (count: number): void => {
    lost += count
  }
  const archive = await open(location, { maxQueued: 10, flushMs: 60_000, onError, onLoss })
  archive.record(samples.slice(0, 15))
  archive.record(samples.slice(15))
  await archive.close()
  expect(messages).toEqual([expect.stringMatching(/^The archive’s queue is full/)])
  expect(lost).toBe(20)
  await using again = await open(location)
  const stored = (await again.latest(samples)).map((sample) => sample?.numbers.like_count)
  expect(stored).toEqual(samples.map((_, post) => (post < 10 ? post : undefined)))
})

it('reports a disk that is almost full, also when there is nothing to write', async () => {
  using directory = temporary()
  const { messages, onError } = collectErrors()
  const store = openSqliteArchive(join(directory.path, 'archive.sqlite'), async () => false)
  const archive = createArchive(store, {
    now: () => START,
    maxPosts: 10,
    maintenanceMs: 1,
    onError,
  })
  await expect.poll(archive.state).toBe('failing')
  expect(messages).toEqual([expect.stringContaining('its disk is full')])
  await archive.close()
})

it('writes nothing to a disk that is almost full, whose rest is for logins', async () => {
  using directory = temporary()
  const { messages, onError } = collectErrors()
  const [errors, disk] = [messages, { hasSpace: false }]
  const store = openSqliteArchive(join(directory.path, 'archive.sqlite'), async () => disk.hasSpace)
  const archive = createArchive(store, { now: () => START, maxPosts: 10, flushMs: 1, onError })
  archive.record([sample(START, 1)])
  await expect.poll(() => errors).toEqual([expect.stringMatching(/^The archive cannot be written/)])
  expect([archive.state(), await likes(archive)]).toEqual(['failing', undefined])
  disk.hasSpace = true
  await expect.poll(() => likes(archive)).toBe(1)
  expect(archive.state()).toBe('working')
  await archive.close()
})
