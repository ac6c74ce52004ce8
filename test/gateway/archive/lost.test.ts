// When the store is lost, slow or held by another, nobody waits for it for long; when it is back, so is the archive.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Archive } from '../../../src/archive/archive.ts'
import { HOUR, open, START, sample, shown } from '../../kit/archives.ts'
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

const likes = async (archive: Archive) => (await archive.latest([series]))[0]?.numbers.like_count

const told = () => {
  const messages: string[] = []
  const onFault = (error: unknown): void => {
    messages.push((error as Error).message)
  }
  return { messages, onFault }
}

it.runIf(hasPostgres)(
  `a PostgreSQL that does not answer is waited for a second, and then left alone for one${NEEDS_POSTGRES}`,
  async () => {
    const { messages, onFault } = told()
    const url = await server.database('slow')
    await using archive = await open({ kind: 'postgres', url }, { onFault })
    archive.keep([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
    const other = new Client({ connectionString: url })
    await other.connect()
    await other.query('BEGIN; LOCK x_metrics_gateway.runs')
    const begun = performance.now()
    expect(await likes(archive)).toBeUndefined()
    const waited = performance.now() - begun
    expect(waited).toBeGreaterThan(900)
    expect(waited).toBeLessThan(1500)
    expect(await likes(archive)).toBeUndefined()
    expect(performance.now() - begun - waited).toBeLessThan(100)
    await other.end()
    await expect.poll(() => likes(archive), { timeout: 5000 }).toBe(1)
    expect(messages).toContain('The archive cannot be read. Nothing is shown of the past.')
  },
)

it.runIf(hasPostgres)(
  `a PostgreSQL that is lost costs the past and not the present; what came meanwhile is kept when it is back${NEEDS_POSTGRES}`,
  async () => {
    const { messages, onFault } = told()
    const url = await server.database('lost')
    await using archive = await open({ kind: 'postgres', url }, { onFault, flushMs: 50 })
    archive.keep([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
    await server.stop()
    const begun = performance.now()
    expect(await likes(archive)).toBeUndefined()
    expect(await shown(archive, series)).toEqual([])
    archive.keep([sample(START + HOUR, 2)])
    await expect(archive.forgetOwner('1', Date.now())).rejects.toThrow('cannot reach its archive')
    expect(performance.now() - begun).toBeLessThan(2000)
    await expect
      .poll(() => messages.filter((each) => /written|read/.test(each)).sort())
      .toEqual([
        'The archive cannot be read. Nothing is shown of the past.',
        'The archive cannot be written. Numbers wait for it for a while; then they are lost.',
      ])
    await server.start()
    await expect.poll(() => likes(archive), { timeout: 5000 }).toBe(2)
    expect(new Set(messages).size).toBe(messages.length)
    expect(messages.join()).not.toContain('planted')
    // Lost again, it is said again.
    await server.stop()
    expect(await likes(archive)).toBeUndefined()
    expect(messages.filter((each) => each.includes('read'))).toHaveLength(2)
  },
)

it('a file that another process holds is written when it lets go, and nothing stands still meanwhile', async () => {
  using directory = temporary()
  await using archive = await open({ kind: 'directory', path: directory.path })
  archive.keep([sample(START, 1)])
  await expect.poll(() => likes(archive)).toBe(1)
  using other = new DatabaseSync(join(directory.path, 'archive.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  archive.keep([sample(START + HOUR, 2)])
  let longest = 0
  for (let turn = 0, last = performance.now(); turn < 100; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    expect(await likes(archive)).toBe(1)
  }
  expect(longest).toBeLessThan(100)
  other.exec('COMMIT')
  await expect.poll(() => likes(archive)).toBe(2)
})

it('a queue that is full loses what comes then, and says so once', async () => {
  using directory = temporary()
  const place = { kind: 'directory', path: directory.path } as const
  const { messages, onFault } = told()
  const samples = Array.from({ length: 30 }, (_, post) =>
    sample(START, post, { subject: `${post}` }),
  )
  const archive = await open(place, { mostQueued: 10, flushMs: 60_000, onFault })
  archive.keep(samples.slice(0, 15))
  archive.keep(samples.slice(15))
  await archive.close()
  expect(messages).toEqual([expect.stringMatching(/^The archive’s queue is full/)])
  await using again = await open(place)
  const kept = (await again.latest(samples)).map((reading) => reading?.numbers.like_count)
  expect(kept).toEqual(samples.map((_, post) => (post < 10 ? post : undefined)))
})
