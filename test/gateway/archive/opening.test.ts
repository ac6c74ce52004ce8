// What an archive is opened on: a place of its own, or a sentence that says what to do.

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openStore } from '../../../src/auth/store/index.ts'
import { open, START, sample } from '../../kit/archives.ts'
import { temporary } from '../../kit/gateway.ts'
import {
  hasPostgres,
  NEEDS_POSTGRES,
  type PostgresServer,
  startPostgres,
} from '../../kit/postgres.ts'

const likes = async (archive: Awaited<ReturnType<typeof open>>) =>
  (await archive.latest([sample(0, 0)]))[0]?.numbers.like_count

const furnished = async (path: string): Promise<void> => {
  await using archive = await open({ kind: 'directory', path })
  archive.keep([sample(START, 1)])
}

it('keeps nothing in memory beyond its end', async () => {
  {
    await using archive = await open({ kind: 'memory' })
    archive.keep([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
  }
  await using again = await open({ kind: 'memory' })
  expect(await likes(again)).toBeUndefined()
})

describe('a file', () => {
  const refused = async (prepare: (file: string) => unknown): Promise<string> => {
    using directory = temporary()
    const file = join(directory.path, 'archive.sqlite')
    await prepare(file)
    const before = readFileSync(file)
    const opened = open({ kind: 'directory', path: directory.path })
    const error = await opened.then(
      () => new Error('opened'),
      (reason: Error) => reason,
    )
    expect(readFileSync(file).equals(before)).toBe(true)
    return error.message.replace(file, 'FILE')
  }

  it('is made with its directory, for its owner only', async () => {
    using directory = temporary()
    const path = join(directory.path, 'a', 'b')
    await using archive = await open({ kind: 'directory', path })
    archive.keep([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
    for (const end of ['', '-wal', '-shm']) {
      expect(statSync(join(path, `archive.sqlite${end}`)).mode & 0o077).toBe(0)
    }
  })

  it('says nothing any more of an owner who was forgotten', async () => {
    using directory = temporary()
    await using archive = await open({ kind: 'directory', path: directory.path })
    const numbers = { impression_count: 0x1234567, like_count: 0x2345678 }
    const series = (subject: string, owner: string) =>
      sample(START, 0, { group: 'organic_metrics', subject, postId: subject, owner, numbers })
    archive.keep([series('1900000000000000077', '2244994945'), series('8', '783214')])
    const files = () =>
      ['archive.sqlite', 'archive.sqlite-wal']
        .map((name) => readFileSync(join(directory.path, name), 'latin1'))
        .join('')
    await expect.poll(files).toContain('1900000000000000077')
    await archive.forgetOwner('2244994945', Date.now())
    expect(files()).toContain('783214')
    expect(files()).not.toContain('1900000000000000077')
  })

  it('of another program is left alone', async () => {
    const said = await refused((file) => {
      using database = new DatabaseSync(file)
      database.exec('CREATE TABLE theirs (a)')
    })
    expect(said).toBe(
      'FILE was not created by this gateway. It was not modified. Restore a backup, or move the file away to start with an empty archive.',
    )
  })

  it('with the accounts of a gateway is no archive', async () => {
    const said = await refused(async (file) => {
      using directory = temporary()
      const { store } = await openStore(
        { kind: 'directory', path: directory.path, secrets: ['x'.repeat(32)] },
        Date.now,
      )
      await store.close()
      writeFileSync(file, readFileSync(join(directory.path, 'accounts.sqlite')))
    })
    expect(said).toMatch(/^FILE was not created by this gateway/)
  })

  it('that is none of SQLite is left alone', async () => {
    const said = await refused((file) => writeFileSync(file, 'dear to someone'.repeat(999)))
    expect(said).toMatch(/^FILE is damaged or not a database \(file is not a database\)/)
  })

  it('that is damaged is left alone', async () => {
    const said = await refused(async (file) => {
      await furnished(join(file, '..'))
      const bytes = readFileSync(file)
      bytes.fill(0x5a, 4096 * 2)
      writeFileSync(file, bytes)
    })
    expect(said).toMatch(/^FILE is damaged/)
  })

  it('of a newer gateway is left alone', async () => {
    const said = await refused(async (file) => {
      await furnished(join(file, '..'))
      using database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);')
    })
    expect(said).toMatch(/^FILE was written by a newer version/)
  })

  it('that cannot be made says which setting is to be changed', async () => {
    using directory = temporary()
    const path = join(directory.path, 'file')
    writeFileSync(path, '')
    await expect(open({ kind: 'directory', path })).rejects.toThrow(
      /^DATA_DIR .* cannot be created/,
    )
  })
})

describe('a PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    if (hasPostgres) server = await startPostgres()
  })
  afterAll(() => server?.[Symbol.asyncDispose]())

  const query = async (url: string, sql: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }

  it.runIf(hasPostgres)(
    `is furnished once, by however many begin at once, among tables of others${NEEDS_POSTGRES}`,
    async () => {
      const url = await server.database('shared')
      await query(url, 'CREATE TABLE series (theirs int); CREATE TABLE runs (theirs int)')
      const archives = await Promise.all(
        Array.from({ length: 5 }, () => open({ kind: 'postgres', url })),
      )
      archives[0]?.keep([sample(START, 1)])
      for (const archive of archives) {
        await expect.poll(() => likes(archive)).toBe(1)
        await archive.close()
      }
    },
  )

  it.runIf(hasPostgres)(`of a newer gateway is left alone${NEEDS_POSTGRES}`, async () => {
    const url = await server.database('newer')
    await (await open({ kind: 'postgres', url })).close()
    await query(url, 'UPDATE x_metrics_gateway.version SET number = 99')
    await expect(open({ kind: 'postgres', url })).rejects.toThrow(
      /^ARCHIVE_URL: what PostgreSQL at 127\.0\.0\.1:\d+ keeps in the schema x_metrics_gateway was written by a newer version/,
    )
  })

  it.runIf(hasPostgres)(
    `that refuses says why, without its password${NEEDS_POSTGRES}`,
    async () => {
      const url = (await server.database('there')).replace('/there', '/missing')
      const opened = open({ kind: 'postgres', url })
      await expect(opened).rejects.toThrow(
        /^ARCHIVE_URL: PostgreSQL at 127\.0\.0\.1:\d+ cannot be used \(database "missing" does not exist\)/,
      )
      await expect(opened).rejects.not.toThrow('planted')
    },
  )

  it('that is not there is said at the start, without its password', async () => {
    const url = 'postgres://user:planted@127.0.0.1:1/archive'
    const opened = open({ kind: 'postgres', url })
    await expect(opened).rejects.toThrow(
      /^ARCHIVE_URL: PostgreSQL at 127\.0\.0\.1:1 cannot be used/,
    )
    await expect(opened).rejects.not.toThrow('planted')
  })
})
