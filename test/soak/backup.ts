// Backs up a gateway under load every second, and restores and checks each backup: every session that existed when the backup
// began, and an archive without torn samples. At the end a gateway starts on the last one.
//
//   npm run soak:backup
//   node test/soak/backup.ts --seconds 60

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { parsePositive } from '../../bench/lib/statistics.ts'
import { createSandbox } from '../../sandbox/index.ts'
import { backUp } from '../../src/app/backup.ts'
import { createSessions } from '../../src/auth/sessions.ts'
import { readConfig } from '../../src/config/index.ts'
import { type Browser, createBrowser } from '../kit/browser.ts'
import { start } from '../kit/command.ts'
import { keysOf, literal } from '../kit/gateway.ts'
import { ownPosts } from '../kit/sandbox/posts.ts'
import { openTestStore } from '../kit/stores.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } })
const seconds = parsePositive('--seconds', values.seconds)

const AGENT = 'soak'
const USER = '1289001122334455808'
const FIRST_SESSIONS = 10
const CLIENTS = 8

const directory = mkdtempSync(join(tmpdir(), 'gateway-backup-'))
process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
const UNLIMITED = { app: 1_000_000, user: 1_000_000 }
const x = await createSandbox({
  limits: { 'GET /2/tweets': UNLIMITED, 'GET /2/users/me': UNLIMITED },
})
const environmentOf = (path: string): Record<string, string> => ({
  ...keysOf(x, path),
  PORT: '0',
  ARCHIVE: 'on',
  LOG_LEVEL: 'error',
})
const data = join(directory, 'data')
const gateway = await start('start', [], environmentOf(data))
const urlIn = (output: string): string => /http:\/\/[\d.:]+(?=\/graphql)/.exec(output)?.[0] ?? ''
const url = urlIn(gateway.firstOutput)

const browsers: Browser[] = []
const logIn = async (): Promise<void> => {
  const browser = createBrowser(AGENT)
  await browser.logIn(url, USER)
  browsers.push(browser)
}
const accountsAt = async (browser: Browser, at: string): Promise<number> =>
  (await browser.query(at, '{ viewer { accounts { owned } } }')).data?.viewer.accounts.length ?? 0

const ids = ownPosts(x).map(({ id }) => id)
let queries = 0
let loading = true
/** Every query reads the private metrics of all own posts, which changes the archive. */
const load = async (client: number): Promise<void> => {
  while (loading) {
    const browser = browsers[client % browsers.length]
    await browser?.query(
      url,
      `{ posts(ids: ${literal(ids)}) { publicMetrics { likeCount } organicMetrics { likeCount } } }`,
    )
    queries += 1
  }
}

const violations: string[] = []
const check = (backup: string, claim: string, holds: boolean): void => {
  if (!holds) violations.push(`${backup}: ${claim}`)
}

/** Returns how many of the sessions are in the backup. */
const sessionsIn = async (path: string, some: readonly Browser[]): Promise<number> => {
  const { store, vault } = await openTestStore({ kind: 'directory', path, secrets: [] })
  const sessions = createSessions({ store, vault, now: Date.now, onExtend: async () => {} })
  const found = await Promise.all(
    some.map(({ cookies }) => sessions.find(cookies.get('xmg') ?? '', AGENT)),
  )
  await store.close()
  return found.filter((session) => session !== undefined).length
}

/** Queries of the archive whose result is 0 unless a transaction is torn. */
const TORN = {
  'series without samples':
    'SELECT count(*) AS n FROM series WHERE id NOT IN (SELECT series FROM runs)',
  'samples without a series':
    'SELECT count(*) AS n FROM runs WHERE series NOT IN (SELECT id FROM series UNION SELECT series FROM dropped)',
  'series without a post':
    'SELECT count(*) AS n FROM series WHERE post NOT IN (SELECT id FROM posts)',
}

/** Checks the archive, and returns the number of samples and the time of the last one. */
const checkArchive = (path: string, name: string): readonly [number, number] => {
  using database = new DatabaseSync(join(path, 'archive.sqlite'), { readOnly: true })
  const valueIn = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0]
  check(name, 'the file is intact', valueIn('PRAGMA integrity_check') === 'ok')
  for (const [torn, sql] of Object.entries(TORN)) check(name, torn, valueIn(sql) === 0)
  return [
    Number(valueIn('SELECT count(*) FROM runs')),
    Number(valueIn('SELECT max(began + lasted) FROM runs')),
  ]
}

for (let session = 0; session < FIRST_SESSIONS; session++) await logIn()
const clients = Array.from({ length: CLIENTS }, (_, client) => load(client))
const config = readConfig(environmentOf(data))
const took: number[] = []
let last = ''
let newest = 0
let samples = 0
const begin = performance.now()
for (let second = 0; second < seconds; second++) {
  if (second % 5 === 4) await logIn()
  const name = `backup ${second + 1}`
  const expected = [...browsers]
  const started = performance.now()
  const path = join(directory, String(second))
  await backUp({ config, directory: path, withSecret: true })
  took.push(performance.now() - started)
  const [count, at] = checkArchive(path, name)
  check(name, 'it has the samples of the one before', at >= newest)
  newest = at
  samples = count
  const found = await sessionsIn(path, expected)
  check(name, `${found} of ${expected.length} sessions`, found === expected.length)
  if (last !== '') rmSync(last, { recursive: true })
  last = path
  await pause(Math.max(0, begin + (second + 1) * 1000 - performance.now()))
}
const elapsed = (performance.now() - begin) / 1000
loading = false
await Promise.all(clients)
await gateway.stop()
const restored = await start('start', [], environmentOf(last))
const counts = await Promise.all(
  browsers.map((browser) => accountsAt(browser, urlIn(restored.firstOutput))),
)
check('the last one', `accounts of its sessions: ${counts}`, !counts.some((count) => count !== 2))
await restored.stop()
await x.close()

took.sort((one, other) => one - other)
const [median, slowest] = [took[took.length >> 1] ?? 0, took.at(-1) ?? 0]
process.stdout.write(
  [
    `${took.length} backups in ${elapsed.toFixed(0)} s during ${queries} queries; ${median.toFixed(0)} ms each, ${slowest.toFixed(0)} ms at most`,
    `${browsers.length} sessions and ${samples} archived samples at the end`,
    violations.length === 0
      ? 'ok     every backup has all sessions and an archive that is not torn'
      : `FAILED\n${violations.join('\n')}`,
    '',
  ].join('\n'),
)
process.exit(violations.length === 0 ? 0 : 1)
