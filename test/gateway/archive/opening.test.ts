// Opening an archive: valid locations work, and invalid ones are rejected with instructions.

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Client } from 'pg'
import { describe, expect, it } from 'vitest'

import type { Archive } from '../../../src/archive/archive.ts'
import { messageOf } from '../../../src/infra/errors.ts'
import { DAY, MINUTE, open, postgresAt, START, sample, shown } from '../../kit/archives.ts'
import { createCertificate, hasOpenssl, NEEDS_OPENSSL } from '../../kit/certificate.ts'
import { temporary } from '../../kit/gateway.ts'
import { hasPgBouncer, NEEDS_PGBOUNCER, startPgBouncer } from '../../kit/pgbouncer.ts'
import { hasPostgres, NEEDS_POSTGRES, startPostgres } from '../../kit/postgres.ts'
import { createDatabases } from '../../kit/shared-postgres.ts'
import { openTestStore } from '../../kit/stores.ts'

const likes = async (archive: Awaited<ReturnType<typeof open>>) =>
  (await archive.latest([sample(0, 0)]))[0]?.numbers.like_count

const createArchiveFile = async (path: string): Promise<void> => {
  await using archive = await open({ kind: 'directory', path })
  archive.record([sample(START, 1)])
}

it('an archive in memory does not outlive its process', async () => {
  {
    await using archive = await open({ kind: 'memory' })
    archive.record([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
  }
  await using again = await open({ kind: 'memory' })
  expect(await likes(again)).toBeUndefined()
})

describe('an archive file', () => {
  const rejectionOf = async (prepare: (file: string) => unknown): Promise<string> => {
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

  it('is created with its directory, readable by its owner only', async () => {
    using directory = temporary()
    const path = join(directory.path, 'a', 'b')
    await using archive = await open({ kind: 'directory', path })
    archive.record([sample(START, 1)])
    await expect.poll(() => likes(archive)).toBe(1)
    for (const end of ['', '-wal', '-shm']) {
      expect(statSync(join(path, `archive.sqlite${end}`)).mode & 0o077).toBe(0)
    }
  })

  it('has no readable data of a deleted owner', async () => {
    using directory = temporary()
    await using archive = await open({ kind: 'directory', path: directory.path })
    const numbers = { impression_count: 0x1234567, like_count: 0x2345678 }
    const series = (subject: string, owner: string) =>
      sample(START, 0, { group: 'organic_metrics', subject, postId: subject, owner, numbers })
    archive.record([series('1900000000000000077', '2244994945'), series('8', '783214')])
    const files = () =>
      ['archive.sqlite', 'archive.sqlite-wal']
        .map((name) => readFileSync(join(directory.path, name), 'latin1'))
        .join('')
    await expect.poll(files).toContain('1900000000000000077')
    await archive.deleteOwner('2244994945', Date.now())
    expect(files()).toContain('783214')
    expect(files()).not.toContain('1900000000000000077')
  })

  it('of another program is rejected and not changed', async () => {
    const message = await rejectionOf((file) => {
      using database = new DatabaseSync(file)
      database.exec('CREATE TABLE theirs (a)')
    })
    expect(message).toBe(
      'FILE was not created by this gateway. It was not modified. Restore a backup, or move the file away to start with an empty archive.',
    )
  })

  it('with the accounts of a gateway is rejected', async () => {
    const message = await rejectionOf(async (file) => {
      using directory = temporary()
      const { store } = await openTestStore({
        kind: 'directory',
        path: directory.path,
        secrets: ['x'.repeat(32)],
      })
      await store.close()
      writeFileSync(file, readFileSync(join(directory.path, 'accounts.sqlite')))
    })
    expect(message).toMatch(/^FILE was not created by this gateway/)
  })

  it('that is not SQLite is rejected and not changed', async () => {
    const message = await rejectionOf((file) => writeFileSync(file, 'other data'.repeat(999)))
    expect(message).toMatch(/^FILE is damaged or not a database \(file is not a database\)/)
  })

  it('that is damaged is rejected and not changed', async () => {
    const message = await rejectionOf(async (file) => {
      await createArchiveFile(join(file, '..'))
      const bytes = readFileSync(file)
      bytes.fill(0x5a, 4096 * 2)
      writeFileSync(file, bytes)
    })
    expect(message).toMatch(/^FILE is damaged/)
  })

  it('of a newer gateway is rejected and not changed', async () => {
    const message = await rejectionOf(async (file) => {
      await createArchiveFile(join(file, '..'))
      using database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);')
    })
    expect(message).toMatch(/^FILE was written by a newer version/)
  })

  it('that cannot be created is rejected with the name of the setting', async () => {
    using directory = temporary()
    const path = join(directory.path, 'file')
    writeFileSync(path, '')
    await expect(open({ kind: 'directory', path })).rejects.toThrow(
      /^DATA_DIR .* cannot be created/,
    )
  })
})

describe('an archive in PostgreSQL', () => {
  const query = async (url: string, sql: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(sql)
    await client.end()
    return rows
  }

  it.runIf(hasPostgres && hasOpenssl)(
    `uses TLS as the sslmode says${NEEDS_POSTGRES}${NEEDS_OPENSSL}`,
    async () => {
      using directory = temporary()
      const certificate = createCertificate(directory.path, 'localhost')
      await using server = await startPostgres({ certificate })
      const url = await server.database('encrypted')
      const caFile = certificate.certFile
      const connect = async (host: string, mode: string, file?: string): Promise<string> => {
        const address = `${url.replace('127.0.0.1', host)}?sslmode=${mode}`
        try {
          await using _ = await open(postgresAt(address, { caFile: file }))
          const sql = `SELECT bool_or(ssl) AS ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE datname = 'encrypted' AND application_name = 'x-metrics-gateway'`
          await expect.poll(async () => (await query(url, sql))[0]?.ssl).not.toBeNull()
          return (await query(url, sql))[0]?.ssl ? 'encrypted' : 'open'
        } catch (error) {
          return messageOf(error)
        }
      }
      expect(await connect('localhost', 'disable')).toBe('open')
      expect(await connect('localhost', 'require')).toBe('encrypted')
      expect(await connect('127.0.0.1', 'verify-ca', caFile)).toBe('encrypted')
      expect(await connect('localhost', 'verify-full', caFile)).toBe('encrypted')
      expect(await connect('127.0.0.1', 'verify-full', caFile)).toMatch(
        /^ARCHIVE_URL: PostgreSQL at .* cannot be used \(Hostname\/IP does not match.*Check sslmode/,
      )
      expect(await connect('localhost', 'verify-full')).toMatch(
        /self-signed certificate.*Check ssl/,
      )
      await using databases = createDatabases()
      const unencrypted = `${await databases.next()}?sslmode=require`
      await expect(open(postgresAt(unencrypted))).rejects.toThrow(
        /does not support SSL connections\). Check sslmode/,
      )
      expect(await connect('localhost', 'require', '/missing.pem')).toMatch(
        /^ARCHIVE_CA_FILE \/missing.pem cannot be read: ENOENT/,
      )
    },
  )

  it.runIf(hasPostgres && hasPgBouncer)(
    `works through PgBouncer in transaction mode, and leaves nothing in its connections${NEEDS_POSTGRES}${NEEDS_PGBOUNCER}`,
    async () => {
      await using databases = createDatabases()
      const direct = await databases.next()
      await using bouncer = await startPgBouncer(direct)
      let now = START
      await using opened = new AsyncDisposableStack()
      const archives = await Promise.all(
        Array.from({ length: 3 }, async () =>
          opened.use(await open(postgresAt(bouncer.url), { now: () => now })),
        ),
      )
      const ids = Array.from({ length: 9 }, (_, index) => `${index}`)
      for (let minute = 0; minute < 6; minute++) {
        const samples = ids.map((subject) => sample(START + minute * MINUTE, minute, { subject }))
        archives[minute % 3]?.record(samples)
        const latest = async (archive: Archive) =>
          (await archive.latest(samples)).map((found) => found?.numbers.like_count)
        const written = ids.map(() => minute)
        await expect
          .poll(() => Promise.all(archives.map(latest)))
          .toEqual([written, written, written])
      }
      now = START + 20 * DAY
      const [archive] = archives
      if (archive === undefined) throw new Error('no archive')
      for (const subject of ids) {
        // Thinning retains the first sample of a series, and the last one of each six hours.
        await expect
          .poll(() => shown(archive, sample(0, 0, { subject })))
          .toEqual([
            [START, 0],
            [START + 5 * MINUTE, 5],
          ])
      }
      await archive.deleteOwner('2244994945', START)
      await opened.disposeAsync()
      const state = `SELECT current_setting('statement_timeout') AS timeout,
        (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks,
        (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`
      expect(await query(bouncer.url, state)).toEqual([{ timeout: '0', locks: 0, prepared: 0 }])
    },
  )

  it.runIf(hasPostgres)(
    `is created once by concurrent processes, beside tables of other programs${NEEDS_POSTGRES}`,
    async () => {
      await using databases = createDatabases()
      const url = await databases.next()
      await query(url, 'CREATE TABLE series (theirs int); CREATE TABLE runs (theirs int)')
      const archives = await Promise.all(Array.from({ length: 5 }, () => open(postgresAt(url))))
      archives[0]?.record([sample(START, 1)])
      for (const archive of archives) {
        await expect.poll(() => likes(archive)).toBe(1)
        await archive.close()
      }
    },
  )

  it.runIf(hasPostgres)(`of a newer gateway is rejected${NEEDS_POSTGRES}`, async () => {
    await using databases = createDatabases()
    const url = await databases.next()
    await (await open(postgresAt(url))).close()
    await query(url, 'UPDATE x_metrics_gateway.version SET number = 99')
    await expect(open(postgresAt(url))).rejects.toThrow(
      /^ARCHIVE_URL: the schema x_metrics_gateway of PostgreSQL at 127\.0\.0\.1:\d+ was written by a newer version/,
    )
  })

  it.runIf(hasPostgres)(`of format 0 is rejected${NEEDS_POSTGRES}`, async () => {
    await using databases = createDatabases()
    const url = await databases.next()
    await (await open(postgresAt(url))).close()
    await query(url, 'UPDATE x_metrics_gateway.version SET number = 0')
    await expect(open(postgresAt(url))).rejects.toThrow(
      'has format 0, which no version of this gateway writes',
    )
  })

  it.runIf(hasPostgres)(
    `that rejects the connection is reported with the reason and without the password${NEEDS_POSTGRES}`,
    async () => {
      await using databases = createDatabases()
      const url = (await databases.next()).replace(/\w+$/, 'missing')
      const opened = open(postgresAt(url))
      await expect(opened).rejects.toThrow(
        /^ARCHIVE_URL: PostgreSQL at 127\.0\.0\.1:\d+ cannot be used \(database "missing" does not exist\)/,
      )
      await expect(opened).rejects.not.toThrow('planted')
    },
  )

  it('that is unreachable is reported without the password', async () => {
    const url = 'postgres://user:planted@127.0.0.1:1/archive'
    const opened = open(postgresAt(url))
    await expect(opened).rejects.toThrow(
      /^ARCHIVE_URL: PostgreSQL at 127\.0\.0\.1:1 cannot be used/,
    )
    await expect(opened).rejects.not.toThrow('planted')
  })
})
