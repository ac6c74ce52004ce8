// Backups of a running gateway, and starts on copies that are incomplete or do not fit.

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, it } from 'vitest'

import { backUp } from '../../src/app/backup.ts'
import { readConfig } from '../../src/config/index.ts'
import { createBrowser } from '../kit/browser.ts'
import { ROOT } from '../kit/command.ts'
import { createTestGateway, keysOf, temporary } from '../kit/gateway.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { ownPosts } from '../kit/sandbox/posts.ts'

const USER = '1289001122334455808'

const setUp = async () => {
  const directory = temporary()
  const data = join(directory.path, 'data')
  const x = await sandboxAt({ limits: '2026' })
  const start = async (path: string, environment: Record<string, string> = {}) => {
    const warnings: string[] = []
    const g = await createTestGateway({
      on: x,
      asX: true,
      environment: { DATA_DIR: path, ARCHIVE: 'on', ...environment },
      onWarning: (_, message) => {
        if (message.includes('was copied while')) warnings.push(message)
      },
    })
    return { g, warnings, [Symbol.asyncDispose]: () => g[Symbol.asyncDispose]() }
  }
  const settings = { ...keysOf(x, data), ARCHIVE: 'on' }
  const config = readConfig(settings)
  const browser = createBrowser()
  const accounts = async (url: string): Promise<number> =>
    (await browser.query(url, '{ viewer { accounts { owned } } }')).data.viewer.accounts.length
  const [own] = ownPosts(x)
  const history = async (url: string): Promise<unknown[]> => {
    const query = `{ post(id: "${own?.id}") { metricsHistory(variant: ORGANIC, since: "2020-01-01T00:00:00Z") { at } } }`
    return (await browser.query(url, query)).data.post.metricsHistory
  }
  const running = await start(data)
  await browser.logIn(running.g.url, USER)
  await browser.query(running.g.url, `{ post(id: "${own?.id}") { organicMetrics { likeCount } } }`)
  await expect.poll(() => history(running.g.url)).toHaveLength(1)
  return {
    path: (name: string) => join(directory.path, name),
    data,
    config,
    environment: settings,
    start,
    accounts,
    history,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]()
      await x.close()
      directory[Symbol.dispose]()
    },
  }
}

it('a backup of a running gateway restores its sessions and its archive', async () => {
  await using s = await setUp()
  const directory = s.path('backup')
  const said = await backUp({ config: s.config, directory, withSecret: true })
  expect(said.join('\n')).toMatch(
    /^accounts.sqlite was copied.*\narchive.sqlite was copied.*\nThe secret/,
  )
  expect(readdirSync(directory).sort()).toEqual(['accounts.sqlite', 'archive.sqlite', 'secret'])
  for (const name of readdirSync(directory)) {
    expect(statSync(join(directory, name)).mode & 0o077).toBe(0)
  }
  await expect(backUp({ config: s.config, directory, withSecret: true })).rejects.toThrow(
    'is not empty',
  )
  await using restored = await s.start(directory)
  expect(await s.accounts(restored.g.url)).toBe(2)
  expect(await s.history(restored.g.url)).toHaveLength(1)
  expect(restored.warnings).toEqual([])
})

it('a backup without its secret, or with another one, is refused with what to do', async () => {
  await using s = await setUp()
  const directory = s.path('backup')
  const said = await backUp({ config: s.config, directory, withSecret: false })
  expect(said.at(-1)).toContain('secret, which decrypts the accounts, was not copied')
  await expect(s.start(directory)).rejects.toThrow('secret does not, which decrypts it')
  expect(readdirSync(directory)).not.toContain('secret')
  const GATEWAY_SECRET = 'another secret of thirty-two characters'
  await expect(s.start(directory, { GATEWAY_SECRET })).rejects.toThrow('another secret. Restore')
})

it('a copy without the write-ahead log is noticed at the start, and a stopped or killed gateway is not', async () => {
  await using s = await setUp()
  const copy = (name: string, files: readonly string[]): string => {
    mkdirSync(s.path(name))
    for (const file of files) copyFileSync(join(s.data, file), join(s.path(name), file))
    return s.path(name)
  }
  const main = ['accounts.sqlite', 'archive.sqlite', 'secret']
  {
    await using incomplete = await s.start(copy('incomplete', main))
    expect(incomplete.warnings).toEqual([
      expect.stringMatching(/archive.sqlite was copied while .*archive.sqlite-wal is missing/),
      expect.stringMatching(/accounts.sqlite was copied while .*accounts.sqlite-wal is missing/),
    ])
  }
  const all = [...main, 'accounts.sqlite-wal', 'archive.sqlite-wal']
  for (const round of ['after a kill', 'after a stop']) {
    await using complete = await s.start(
      round === 'after a kill' ? copy('killed', all) : s.path('killed'),
    )
    expect(await s.accounts(complete.g.url), round).toBe(2)
    expect(complete.warnings).toEqual([])
  }
})

it('the command copies the files of DATA_DIR, and refuses to copy nothing', async () => {
  await using s = await setUp()
  const run = (directory: string, environment: Record<string, string>) =>
    spawnSync(process.execPath, ['start.js', 'backup', directory, '--with-secret'], {
      cwd: ROOT,
      env: environment,
      encoding: 'utf8',
    })
  const done = run(s.path('backup'), s.environment)
  expect([done.status, done.stderr]).toEqual([0, ''])
  expect(readdirSync(s.path('backup')).sort()).toEqual([
    'accounts.sqlite',
    'archive.sqlite',
    'secret',
  ])
  const sandbox = run(s.path('other'), {})
  expect([sandbox.status, sandbox.stderr]).toEqual([1, expect.stringMatching(/^There is nothing/)])
})

it('a file of format 0 is refused', async () => {
  await using s = await setUp()
  const directory = s.path('backup')
  await backUp({ config: s.config, directory, withSecret: true })
  for (const name of ['accounts', 'archive']) {
    const file = join(directory, `${name}.sqlite`)
    const copy = `${file}.copy`
    copyFileSync(file, copy)
    {
      using database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 0')
    }
    await expect(s.start(directory)).rejects.toThrow(
      `${name}.sqlite has format 0, which no version of this gateway writes. It was not modified`,
    )
    copyFileSync(copy, file)
    rmSync(copy)
  }
})
