import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readConfig, secretsIn } from '../../src/config/index.ts'
import { ROOT, runFailing, start } from '../kit/command.ts'
import { subscribe } from '../kit/events.ts'
import { temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { canLook, cpuMsOf } from '../kit/processes.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'

/** Runs code in the process of the command, before the command. */
const before = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(code).toString('base64')}`,
})

/** The CPU time that a start may take. */
const MAX_START_MS = 2000

it('an old Node.js is told which one is needed', async () => {
  // Static imports would be loaded before the check.
  expect(readFileSync(join(ROOT, 'src/cli.ts'), 'utf8')).not.toMatch(/^import /m)
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const old = "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })"
  const { code, output } = await runFailing('start', before(old))
  expect(code).toBe(1)
  expect(output).toContain(`needs Node.js ${engines.node.slice(2)} or newer, and this is 20.20.2`)
  expect(output.trim().split('\n')).toHaveLength(1)
})

it('a command ends quietly when its reader has enough', () => {
  const command = `${process.execPath} ${join(ROOT, 'src/cli.ts')} schema | head -c 3`
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['"""', ''])
})

/** Warns of an experimental feature, and of something else. */
const WARN = before(`setInterval(() => {
  process.emitWarning('one', 'ExperimentalWarning')
  process.emitWarning('two')
}, 50).unref()`)

/** Files that are written one after another, with the times of their modification. */
const STARTS_FROM: readonly (readonly [name: string, seconds: number])[] = [
  ['bundle/cli.js', 2],
  ['sandbox/main.ts', 3],
  ['bundle/cli.js', 4],
  ['package-lock.json', 5],
]

describe('npm start', () => {
  it('runs the bundle, and the sources if there is none or one of them is newer', () => {
    using directory = temporary()
    const path = (name: string): string => join(directory.path, name)
    const write = (name: string, seconds: number): void => {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), `console.log('${dirname(name)}')`)
      utimesSync(path(name), seconds, seconds)
    }
    const started = (): string => {
      for (const name of ['src', 'sandbox']) utimesSync(path(name), 1, 1)
      return spawnSync(process.execPath, [path('start.mjs')], { encoding: 'utf8' }).stdout.trim()
    }
    cpSync(join(ROOT, 'start.js'), path('start.mjs'))
    write('src/cli.ts', 1)
    write('sandbox/main.ts', 1)
    const seen = [started()]
    for (const [name, seconds] of STARTS_FROM) {
      write(name, seconds)
      seen.push(started())
    }
    expect(seen).toEqual(['src', 'bundle', 'src', 'bundle', 'src'])
  })

  it.runIf(canLook)(
    'starts within two seconds of CPU time, prints its upstream, logs warnings of Node.js, except those about its experimental features, and serves its examples',
    async () => {
      const begin = () => start('start', [], { PORT: '0', ARCHIVE: 'on', ...WARN })
      let running = await begin()
      // The first start may compile what the next ones read from the compile cache.
      for (let tries = 1; tries < 4 && cpuMsOf(running) >= MAX_START_MS; tries++) {
        await running.stop()
        running = await begin()
      }
      try {
        expect(cpuMsOf(running)).toBeLessThan(MAX_START_MS)
        expect(running.firstOutput).toContain('the sandbox at http://127.0.0.1:')
        const url = /http:\/\/\S+\/graphql/.exec(running.firstOutput)?.[0] ?? ''
        const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
        expect(page).toContain('X metrics gateway')
        const options = /const options = (\{.*\})$/m.exec(page)?.[1] ?? '{}'
        const tabs: { query: string; variables?: string }[] = JSON.parse(options).defaultTabs
        const names = tabs.map(({ query }) => /(?:query|subscription) (\w+)/.exec(query)?.[1])
        expect(names).toEqual([
          ...['OwnPosts', 'Timeline', 'MixedList', 'Video', 'Quote', 'Live'],
          'History',
        ])
        const send = async (query: string, variables: object): Promise<unknown> => {
          const answer = await postJson(url, { query, variables })
          return answer.json()
        }
        const firstOf = async (
          query: string,
          variables: Record<string, unknown>,
        ): Promise<unknown> => {
          await using events = await subscribe(new URL(url).origin, query, { variables })
          return (await events.next())?.data
        }
        for (const { query, variables: text = '{}' } of tabs) {
          const run = /^subscription/m.test(query) ? firstOf : send
          const { errors = [], data } = (await run(query, JSON.parse(text))) as {
            errors?: { message: string }[]
            data: object
          }
          // The mixed list contains one id that does not exist.
          expect(
            errors
              .map(({ message }) => message)
              .filter((message) => !message.includes('987654320000')),
          ).toEqual([])
          expect(Object.values(data)[0]).not.toBeNull()
        }
        const logged = () =>
          running
            .output()
            .split('\n')
            .filter((line) => line.includes('Node.js warns'))
        await expect.poll(logged).not.toEqual([])
        expect(new Set(logged().map((line) => JSON.parse(line).reason))).toEqual(new Set(['two']))
      } finally {
        await running.stop()
      }
    },
  )

  it('reports a port in use in one sentence', async () => {
    await using x = await sandboxAt()
    const { port } = new URL(x.url)
    expect(await runFailing('start', { PORT: port })).toEqual({
      code: 1,
      output: `Port ${port} is in use. Stop the program that uses it, or set PORT.\n`,
    })
  })

  it('reports every wrong setting at once', async () => {
    const { code, output } = await runFailing('start', {
      PORT: 'x',
      UPSTREAM_TIMEOUT_MS: '0',
      X_API_URL: 'nowhere',
      X_API_KEY: 'k',
      X_CLIENT_SECRET: 'two\nlines',
      GATEWAY_KEY: 'short',
      CACHE_TTL_SECOND: '5',
    })
    expect(code).toBe(1)
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual([
      ...['PORT', 'X_CLIENT_SECRET', 'X_API_URL', 'UPSTREAM_TIMEOUT_MS', 'CACHE_TTL_SECOND'],
      ...['X_API_KEY', 'GATEWAY_KEY'],
    ])
  })
})

const KEYED = { X_API_KEY: 'k', X_API_KEY_SECRET: 's' }
const OWNED = { X_ACCESS_TOKEN: '7-t', X_ACCESS_TOKEN_SECRET: 's' }

describe('settings', () => {
  it.each<[Record<string, string>, string]>([
    [{ X_API_KEY: 'k' }, 'X_API_KEY is set, but X_API_KEY_SECRET is not. Set both or neither.'],
    [OWNED, 'X_ACCESS_TOKEN needs X_API_KEY'],
    [{ X_API_URL: 'https://api.x.com' }, 'X_API_URL is set, but no credential of X is'],
    [
      { ...KEYED, ...OWNED, X_ACCESS_TOKEN: 'token' },
      'X_ACCESS_TOKEN does not begin with a user id',
    ],
    [{ ...KEYED, ...OWNED, HOST: '0.0.0.0' }, 'or unset X_ACCESS_TOKEN'],
    [{ ...KEYED, ...OWNED, GATEWAY_URL: 'https://gateway.example' }, 'or unset X_ACCESS_TOKEN'],
    [{ X_CLIENT_ID: 'c' }, 'X_CLIENT_ID needs X_BEARER_TOKEN'],
    [{ ...KEYED, X_CLIENT_SECRET: 's' }, 'X_CLIENT_ID is not. Set both or neither.'],
    [{ ...KEYED, X_CLIENT_ID: 'c', HOST: '0.0.0.0' }, 'needs GATEWAY_URL'],
    [{ GATEWAY_URL: 'https://gateway.example/a b' }, 'GATEWAY_URL has a path with special'],
    [{ GATEWAY_URL: 'https://gateway.example/?x' }, 'GATEWAY_URL has a query'],
    [{ GATEWAY_KEY: 'secret' }, 'GATEWAY_KEY is shorter than 16 characters'],
    [{ GATEWAY_SECRET: `${'s'.repeat(32)},short` }, 'less than 32 characters'],
    [{ GATEWAY_KEY: 'k'.repeat(40) }, 'GATEWAY_KEY is one repeated character'],
    [
      { GATEWAY_SECRET: `${'abcdefgh'.repeat(4)},${'0'.repeat(40)}` },
      'GATEWAY_SECRET contains a secret that is one repeated character',
    ],
    [{ ...KEYED, REDIS_URL: 'redis://127.0.0.1' }, 'REDIS_URL needs GATEWAY_SECRET'],
    [
      { REDIS_URL: 'http://127.0.0.1' },
      'REDIS_URL must be a redis, rediss, redis-sentinel or rediss-sentinel address',
    ],
    [{ ARCHIVE_URL: 'postgres://h/d?sslmode=prefer' }, 'ARCHIVE_URL has an sslmode that is not'],
    [
      { ...KEYED, ARCHIVE: 'on', ARCHIVE_URL: 'postgres://h/d?sslmode=verify-ca' },
      'which needs ARCHIVE_CA_FILE',
    ],
    [{ ARCHIVE_CA_FILE: '/ca.pem' }, 'ARCHIVE_CA_FILE is set, but ARCHIVE_URL is not'],
    [
      { REDIS_URL: 'redis://host/abc' },
      'REDIS_URL has a path that is not the number of a database',
    ],
    [{ REDIS_URL: 'redis://:100%@host' }, 'REDIS_URL has a % in its password'],
    [{ ARCHIVE_URL: 'postgres://me:100%@host/db' }, 'ARCHIVE_URL has a % in its password'],
    [{ X_BEARER_TOKEN: 'one\ntwo' }, 'X_BEARER_TOKEN contains a control character'],
    [{ GATEWAY_SECRET: `${'abcdefgh'.repeat(4)}\rx` }, 'GATEWAY_SECRET contains a control'],
    [{ X_BEARER_TOKEN: 'one two' }, 'X_BEARER_TOKEN contains a space or another character'],
    [{ ...KEYED, X_API_URL: 'https://proxy.example/x' }, 'X_API_URL has a path'],
    [
      { ...KEYED, X_API_URL: 'https://me:pw@proxy.example' },
      'X_API_URL has a path, a query or a user',
    ],
    [{ ...KEYED, X_WEB_URL: 'https://proxy.example/?x' }, 'X_WEB_URL has a path'],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, 'HTTPS_PROXY must be an http or https address.'],
    [{ CACHE_TTL_SECOND: '5' }, 'CACHE_TTL_SECOND is no setting. Is CACHE_TTL_SECONDS meant?'],
    [{ GATWAY_KEY: 'secret' }, 'GATWAY_KEY is no setting. Is GATEWAY_KEY meant?'],
    [{ ARCHIVE: 'yes' }, 'ARCHIVE must be on or off, but is "yes".'],
    [{ ...KEYED, ARCHIVE_URL: 'postgres://127.0.0.1/x' }, 'Set ARCHIVE=on as well'],
    [{ ARCHIVE: 'on', ARCHIVE_URL: 'postgresql://127.0.0.1/x' }, 'never stored in PostgreSQL'],
    [{ ARCHIVE_URL: 'mysql://127.0.0.1/x' }, 'must be a postgres or postgresql address.'],
  ])('%o is a mistake', (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence)
  })

  it('blanks around values, such as a final line break, are removed', () => {
    const config = readConfig({
      X_BEARER_TOKEN: ' token\n',
      X_API_URL: 'http://x.test/\r\n',
      PORT: '7\n',
    })
    expect([config.x?.bearer, config.xApiUrl, config.port]).toEqual(['token', 'http://x.test', 7])
  })

  it('names of other programs, and settings of earlier versions, are no mistakes', () => {
    const others = [
      'HOME',
      'PORTS',
      'NODE_ENV',
      'FTP_PROXY',
      'HTTP_PROXY_HOST',
      'LOGNAME',
      'HOSTNAME',
    ]
    const set = [...others, 'GATEWAY_PORT', 'REDIS_PORT', 'PRIVATE_METRICS_MAX_AGE_DAYS']
    expect(() => readConfig(Object.fromEntries(set.map((name) => [name, 'x'])))).not.toThrow()
  })

  it('proxies are read by both spellings, and their passwords are secrets', () => {
    expect(readConfig({ NO_PROXY: 'x.test' }).upstream.proxies).toBeUndefined()
    const config = readConfig({ https_proxy: 'http://me:pass%20word@p.test', NO_PROXY: 'x.test' })
    const { https, http, none } = config.upstream.proxies ?? {}
    expect([https, http, none]).toEqual(['http://me:pass%20word@p.test', undefined, 'x.test'])
    expect(secretsIn(config)).toContain('pass word')
  })

  it('an empty value counts as unset, and no credential selects the sandbox', () => {
    const config = readConfig({ X_BEARER_TOKEN: '', PORT: '', X_API_URL: '' })
    expect([config.x, config.port, config.xApiUrl]).toEqual([undefined, 4000, 'https://api.x.com'])
  })

  it.each([{ X_API_KEY_SECRET: 'very secret' }, { ARCHIVE_URL: 'mysql://me:very secret@host' }])(
    'an invalid secret is not printed: %o',
    (environment) => {
      expect(() => readConfig(environment)).toThrow(/^(?!.*very secret).*$/s)
    },
  )

  it('the archive is a file in the data directory, or the database of ARCHIVE_URL', () => {
    const url = 'postgresql://me:very%20secret@archive.example/numbers'
    expect(readConfig(KEYED).archive).toBeUndefined()
    const file = { url: undefined, maxPosts: 50_000 }
    expect(readConfig({ ...KEYED, ARCHIVE: 'on' }).archive).toEqual(file)
    // With the sandbox, the archive is on by default.
    expect(readConfig({}).archive).toEqual(file)
    expect(readConfig({ ARCHIVE: 'off' }).archive).toBeUndefined()
    const config = readConfig({ ...KEYED, ARCHIVE: 'on', ARCHIVE_URL: url, ARCHIVE_MAX_POSTS: '7' })
    expect(config.archive).toMatchObject({ postgres: { url }, maxPosts: 7 })
    expect(secretsIn(config)).toContain('very secret')
  })
})
