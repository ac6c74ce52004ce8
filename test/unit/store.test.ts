// The stores of sessions and accounts: the same guarantees in a file and in Redis, and errors for unusable ones.

import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { createSessions } from '../../src/auth/sessions.ts'
import { openRedisStore } from '../../src/auth/store/redis.ts'
import { openSqliteStore } from '../../src/auth/store/sqlite.ts'
import { exclusively, type Store } from '../../src/auth/store/store.ts'
import { createVault } from '../../src/auth/vault.ts'
import { connectRedis, type Redis } from '../../src/infra/redis.ts'
import { HOUR } from '../kit/archives.ts'
import { createBrowser } from '../kit/browser.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway, temporary } from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../kit/redis.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'
import { openTestStore } from '../kit/stores.ts'

const USER = '1289001122334455808'
const OLD = 'an older secret of thirty-two characters and more'
const NEW = 'a newer secret of thirty-two characters and more'

const STRICT = { setting: 'REDIS_URL', strict: true, onEvent: () => {} }

/** Opens two stores on the same data, like two processes do. */
const withStores = async (
  kind: 'file' | 'redis',
  test: (one: Store, other: Store) => Promise<void>,
): Promise<void> => {
  using directory = temporary()
  const redis = kind === 'redis' ? await startRedis() : undefined
  const open = (): Promise<Store> =>
    redis === undefined
      ? Promise.resolve(openSqliteStore(join(directory.path, 'a.sqlite'), Date.now))
      : connect(redis.url)
  const connections: Redis[] = []
  const connect = async (url: string): Promise<Store> => {
    const connection = await connectRedis(url, STRICT)
    connections.push(connection)
    return openRedisStore(connection)
  }
  const stores = [await open(), await open()] as const
  try {
    await test(...stores)
  } finally {
    for (const each of [...stores, ...connections]) await each.close()
    await redis?.[Symbol.asyncDispose]()
  }
}

it('a claim does not block for longer than it lasts after the clock is set back', async () => {
  const clock = createClock(Date.now())
  const store = openSqliteStore(':memory:', clock.wall)
  expect(await store.claim('c', 'crashed', 12_000)).toBe(true)
  clock.setWall(-HOUR)
  expect(await store.claim('other', 'second', 12_000)).toBe(true)
  expect(await store.claim('other', 'third', 12_000)).toBe(false)
  expect(await store.claim('c', 'second', 12_000)).toBe(true)
  await store.close()
})

describe.each([
  ['file', true],
  ['redis', hasRedis],
] as const)(`a store in a %s${NEEDS_REDIS}`, (kind, isAvailable) => {
  it.runIf(isAvailable)('shares fields by key until they are removed', () =>
    withStores(kind, async (one, other) => {
      await one.write('k', 'a', '1', 60_000)
      await one.write('k', 'b', 'ü\n"2"', 60_000)
      await one.write('k2', 'a', '3', 60_000)
      await one.write('k', 'a', '4', 60_000)
      expect(await other.read('k')).toEqual(
        new Map([
          ['a', '4'],
          ['b', 'ü\n"2"'],
        ]),
      )
      await one.write('k?', 'a', '5', 60_000)
      expect([...(await other.keys('k'))].sort()).toEqual(['k', 'k2', 'k?'])
      expect(await other.keys('k?')).toEqual(['k?'])
      await other.remove('k', 'a')
      expect([...(await one.read('k')).keys()]).toEqual(['b'])
      await other.remove('k')
      await other.remove('unknown')
      expect((await one.read('k')).size).toBe(0)
      expect((await one.read('k2')).size).toBe(1)
    }),
  )

  it.runIf(isAvailable)('expires keys, and a write or an extension resets the expiry', () =>
    withStores(kind, async (one, other) => {
      await one.write('long', 'a', '1', 400)
      await one.write('long', 'b', '1', 60_000)
      await one.write('extended', 'a', '1', 400)
      await other.extend('extended', 60_000)
      await one.write('short', 'a', '1', 400)
      await expect.poll(async () => (await one.read('short')).size).toBe(0)
      expect((await one.read('long')).size).toBe(2)
      expect((await one.read('extended')).size).toBe(1)
    }),
  )

  it.runIf(isAvailable)('grants a claim to one owner at a time, until its release or expiry', () =>
    withStores(kind, async (one, other) => {
      expect(await one.claim('c', 'first', 60_000)).toBe(true)
      expect(await other.claim('c', 'second', 60_000)).toBe(false)
      await other.release('c', 'second')
      expect(await other.claim('c', 'second', 60_000)).toBe(false)
      await one.release('c', 'first')
      expect(await other.claim('c', 'second', 40)).toBe(true)
      await expect.poll(() => one.claim('c', 'third', 60_000)).toBe(true)
    }),
  )

  it.runIf(isAvailable)('gives the owner of a cookie to one of two concurrent logins', () =>
    withStores(kind, async (...stores) => {
      const vault = createVault([NEW])
      const both = stores.map((store) =>
        createSessions({ store, vault, now: Date.now, onExtend: async () => {} }),
      )
      const [sessions] = both
      for (let count = 0; count < 20; count++) {
        const before = await sessions?.begin('a browser', undefined)
        const after = await Promise.all(both.map((each) => each.begin('a browser', before?.cookie)))
        expect(after.filter(({ owner }) => owner === before?.owner)).toHaveLength(1)
        expect(await sessions?.find(before?.cookie ?? '', 'a browser')).toBeUndefined()
      }
    }),
  )

  it.runIf(isAvailable)('does not restore a session that ends during its use', () =>
    withStores(kind, async (store) => {
      const vault = createVault([NEW])
      let time = Date.now()
      const sessions = createSessions({ store, vault, now: () => time, onExtend: async () => {} })
      const { cookie } = await sessions.begin('a browser', undefined)
      // The next use extends the session.
      time += 2 * 86_400_000
      await Promise.all([sessions.find(cookie, 'a browser'), sessions.end(cookie)])
      expect(await sessions.find(cookie, 'a browser')).toBeUndefined()
    }),
  )

  it.runIf(isAvailable)('runs exclusive work one at a time across stores', () =>
    withStores(kind, async (one, other) => {
      let inside = 0
      let max = 0
      let done = 0
      const work = async (): Promise<void> => {
        inside += 1
        max = Math.max(max, inside)
        await one.read('anything')
        inside -= 1
        done += 1
      }
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          exclusively(index % 2 === 0 ? one : other, 'work', 5000, work),
        ),
      )
      expect([done, max]).toEqual([20, 1])
    }),
  )
})

it('the file contains no plaintext token and no cookie', async () => {
  using directory = temporary()
  const environment = { DATA_DIR: directory.path }
  const browser = createBrowser()
  await using g = await createTestGateway({ asX: true, environment })
  const seen: string[] = []
  await browser.logIn(g.url, USER)
  seen.push(browser.cookies.get('xmg') ?? '')
  const answer = await browser.decide(
    await browser.toConsent(g.url, { way: 'oauth1' }),
    '2244994945',
  )
  seen.push(answer.searchParams.get('oauth_verifier') ?? '')
  await browser.visit(answer)
  seen.push(browser.cookies.get('xmg') ?? '')
  const files = readdirSync(directory.path).filter((name) => !name.startsWith('spend.'))
  expect(files.sort()).toEqual([
    'accounts.sqlite',
    'accounts.sqlite-shm',
    'accounts.sqlite-wal',
    'secret',
  ])
  const text = files
    .filter((name) => name !== 'secret')
    .map((name) => readFileSync(join(directory.path, name), 'latin1'))
    .join('')
  // The user's id, with which an OAuth 1.0a token begins, may occur as a field but not as part of a token.
  expect(text).toContain('accounts:')
  for (const words of [...seen, `${USER}-`, '2244994945-', 'access', 'refresh', 'offline']) {
    expect(text.includes(words), words).toBe(false)
  }
  const rows = new DatabaseSync(join(directory.path, 'accounts.sqlite'), { readOnly: true })
    .prepare('SELECT value FROM entries')
    .all()
  expect(rows).toHaveLength(4)
  for (const { value } of rows) expect(value).toMatch(/^[0-9a-f]{8}\.[\w-]+$/)
  for (const name of files) {
    expect(statSync(join(directory.path, name)).mode & 0o077, name).toBe(0)
  }
})

/** Seals with AES-256-GCM and a key derived by HKDF, independently of the vault. */
const sealManually = (secret: string, info: string, value: unknown, purpose: string): string => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', info, 32))
  const id = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
  const body = [iv, cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()]
  return `${id}.${Buffer.concat(body).toString('base64url')}`
}

it('the sealed format is stable, and the store’s key opens no cookie', async () => {
  using directory = temporary()
  const file = join(directory.path, 'accounts.sqlite')
  const earlier = openSqliteStore(file, Date.now)
  const info = 'x-metrics-gateway'
  await earlier.write('canary', '', sealManually(OLD, info, 'canary', 'canary'), 60_000)
  await earlier.write('k', '', sealManually(OLD, info, { a: 1 }, 'k'), 60_000)
  await earlier.close()
  const location = { kind: 'directory', path: directory.path, secrets: [OLD] } as const
  const { store, vault, cookieVault } = await openTestStore(location)
  const sealed = (await store.read('k')).get('') ?? ''
  expect([vault.open(sealed, 'k'), cookieVault.open(sealed, 'k')]).toEqual([{ a: 1 }, undefined])
  expect(vault.open(cookieVault.seal({ a: 1 }, 'k'), 'k')).toBeUndefined()
  await store.close()
})

it('login cookies and stored values are sealed with different keys', async () => {
  using directory = temporary()
  await using g = await createTestGateway({ asX: true, environment: { DATA_DIR: directory.path } })
  const browser = createBrowser()
  await browser.toConsent(g.url)
  const database = new DatabaseSync(join(directory.path, 'accounts.sqlite'), { readOnly: true })
  const { value } = database.prepare('SELECT value FROM entries').get() ?? {}
  database.close()
  const keyIn = (sealed: unknown): string | undefined =>
    /^[0-9a-f]{8}(?=\.)/.exec(String(sealed))?.[0]
  expect(keyIn(browser.cookies.get('xmg-login'))).toMatch(/./)
  expect(keyIn(browser.cookies.get('xmg-login'))).not.toBe(keyIn(value))
})

const accountsOf = async (
  browser: ReturnType<typeof createBrowser>,
  url: string,
): Promise<number> =>
  (await browser.query(url, '{ viewer { accounts { owned } } }')).data.viewer.accounts.length

it('GATEWAY_SECRET is rotated by listing the old one, and a missing one prevents the start', async () => {
  using directory = temporary()
  await using x = await createTestGateway()
  const browser = createBrowser()
  const started = (secrets: string) =>
    createTestGateway({
      on: x.x,
      asX: true,
      environment: { DATA_DIR: directory.path, GATEWAY_SECRET: secrets },
    })
  {
    await using g = await started(OLD)
    await browser.logIn(g.url, USER)
  }
  // Opening the file and closing it changes counters in its header.
  const content = () => readFileSync(join(directory.path, 'accounts.sqlite')).subarray(100)
  const before = content()
  await expect(started(NEW)).rejects.toThrow('append that secret to GATEWAY_SECRET')
  expect(content().equals(before)).toBe(true)
  {
    await using g = await started(`${NEW}, ${OLD}`)
    expect(await accountsOf(browser, g.url)).toBe(2)
    // New values are sealed with the new secret.
    await browser.logIn(g.url, USER)
  }
  await using g = await started(NEW)
  expect(await accountsOf(browser, g.url)).toBe(2)
})

it.runIf(hasRedis)(`two gateways on one Redis need the same secret${NEEDS_REDIS}`, async () => {
  await using redis = await startRedis()
  await using x = await createTestGateway()
  const started = (GATEWAY_SECRET: string) =>
    createTestGateway({
      on: x.x,
      asX: true,
      environment: { REDIS_URL: redis.url, GATEWAY_SECRET },
    })
  await using _ = await started(OLD)
  await expect(started(NEW)).rejects.toThrow('The Redis of REDIS_URL contains accounts')
  await expect(started('')).rejects.toThrow('REDIS_URL needs GATEWAY_SECRET')
})

it.runIf(hasRedis)(`a Redis of another format is refused${NEEDS_REDIS}`, async () => {
  await using server = await startRedis()
  const redis = await connectRedis(server.url, STRICT)
  const location = {
    kind: 'redis',
    redis,
    setting: 'REDIS_URL',
    hasCache: true,
    secrets: [NEW],
  } as const
  await (await openTestStore(location)).store.close()
  for (const [format, message] of [
    ['2', 'The Redis of REDIS_URL was written by a newer version of this gateway (format 2'],
    ['0', 'The Redis of REDIS_URL has format 0, which no version of this gateway writes'],
  ] as const) {
    await redis.run('write', 1000, (client) => client.hSet('x-metrics-gateway:format', '', format))
    await expect(openTestStore(location)).rejects.toThrow(message)
  }
  await redis.close()
})

describe('an unusable file', () => {
  const refusal = async (prepare: (file: string) => void): Promise<string> => {
    using directory = temporary()
    const file = join(directory.path, 'accounts.sqlite')
    prepare(file)
    const before = readFileSync(file)
    const opened = openTestStore({ kind: 'directory', path: directory.path, secrets: [NEW] })
    const error = await opened.then(
      () => new Error('opened'),
      (reason: Error) => reason,
    )
    expect(readFileSync(file).equals(before)).toBe(true)
    return error.message.replace(file, 'FILE')
  }

  it('of another program is not modified', async () => {
    const message = await refusal((file) => {
      const database = new DatabaseSync(file)
      database.exec('CREATE TABLE theirs (a)')
      database.close()
    })
    expect(message).toMatch(
      /^FILE was not created by this gateway. It was not modified. Restore a backup/,
    )
  })

  it('of text is not modified', async () => {
    expect(
      await refusal((file) => writeFileSync(file, 'not a database, but valuable'.repeat(99))),
    ).toMatch(/^FILE is damaged or not a database \(file is not a database\). It was not modified/)
  })

  it('with damage is not modified', async () => {
    const message = await refusal((file) => {
      const store = openSqliteStore(file, Date.now)
      for (let index = 0; index < 200; index++)
        void store.write(`k${index}`, '', 'v'.repeat(500), 1e6)
      void store.close()
      const bytes = readFileSync(file)
      bytes.fill(0x5a, 4096 * 3, 4096 * 9)
      writeFileSync(file, bytes)
    })
    expect(message).toMatch(/^FILE is damaged/)
  })

  it('of a newer gateway is not modified', async () => {
    const message = await refusal((file) => {
      void openSqliteStore(file, Date.now).close()
      const database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);')
      database.close()
    })
    expect(message).toMatch(/^FILE was written by a newer version/)
  })

  it('with a truncated secret is not replaced', async () => {
    using directory = temporary()
    writeFileSync(join(directory.path, 'secret'), 'short')
    const opened = openTestStore({ kind: 'directory', path: directory.path, secrets: [] })
    await expect(opened).rejects.toThrow('is damaged')
  })
})

it.runIf(hasRedis)(
  `while Redis is down, public metrics are served and private ones are errors; both recover${NEEDS_REDIS}`,
  async () => {
    await using redis = await startRedis()
    await using g = await createTestGateway({
      asX: true,
      environment: { REDIS_URL: redis.url, GATEWAY_SECRET: NEW },
    })
    const browser = createBrowser()
    await browser.logIn(g.url, USER)
    await redis.stop()
    const [post] = foreignPosts(g.x)
    const queryMetrics = (fields: string) =>
      browser.query(g.url, `{ post(id: "${post?.id}") { ${fields} { likeCount } } }`)
    const open = await queryMetrics('publicMetrics')
    expect([open.errors, open.data.post.publicMetrics]).toEqual([undefined, expect.anything()])
    const hidden = await queryMetrics('organicMetrics')
    expect(hidden.errors?.map(({ extensions }) => extensions.code)).toEqual([
      'UPSTREAM_UNAVAILABLE',
    ])
    await redis.start()
    await expect
      .poll(async () => (await browser.query(g.url, '{ viewer { accounts { owned } } }')).errors)
      .toBeUndefined()
  },
)

it('an unreachable Redis is reported at the start, without its password', async () => {
  const started = createTestGateway({
    asX: true,
    environment: {
      REDIS_URL: 'redis://user:planted@127.0.0.1:1',
      GATEWAY_SECRET: NEW,
      STRICT_START: 'on',
    },
  })
  await expect(started).rejects.toThrow(/^REDIS_URL: Redis at 127\.0\.0\.1:1 cannot be reached/)
  await expect(started).rejects.not.toThrow('planted')
})

it('a Redis that never responds is reported after a timeout', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const started = createTestGateway({
    asX: true,
    environment: {
      REDIS_URL: `redis://127.0.0.1:${port}`,
      GATEWAY_SECRET: NEW,
      STRICT_START: 'on',
    },
  })
  await expect(started).rejects.toThrow(/cannot be reached \(timed out after 2000 ms\)/)
  server.close()
})
