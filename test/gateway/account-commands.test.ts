// The commands that export and delete the data of an account, beside a running gateway.

import { Writable } from 'node:stream'

import { expect, it } from 'vitest'

import { runAccountCommand } from '../../src/app/account-commands.ts'
import { readConfig } from '../../src/config/index.ts'
import { createBrowser } from '../kit/browser.ts'
import { createTestGateway, keysOf, temporary } from '../kit/gateway.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'

const USER = '1289001122334455808'
const POST = `{ viewer { accounts { user { id } posts(first: 5) { nodes { id organicMetrics { likeCount } } } } } }`

const setUp = async () => {
  const directory = temporary()
  const x = await sandboxAt({ limits: '2026' })
  const environment = { ...keysOf(x, directory.path), ARCHIVE: 'on' }
  const config = readConfig(environment)
  const g = await createTestGateway({
    on: x,
    asX: true,
    environment: { DATA_DIR: directory.path, ARCHIVE: 'on' },
  })
  const browser = createBrowser()
  const run = async (...given: string[]): Promise<string> => {
    let text = ''
    const output = new Writable({
      write: (chunk, _, done) => {
        text += chunk
        done()
      },
    })
    await runAccountCommand(given, () => config, output)
    return text
  }
  const accounts = async (): Promise<string[]> =>
    (await browser.query(g.url, POST)).data.viewer.accounts.map(
      ({ user }: { user: { id: string } }) => user.id,
    )
  return {
    x,
    g,
    browser,
    run,
    accounts,
    [Symbol.asyncDispose]: async () => {
      await g[Symbol.asyncDispose]()
      await x.close()
      directory[Symbol.dispose]()
    },
  }
}

it('export what is stored about an account, delete it, log out its sessions and revoke its tokens at X', async () => {
  await using s = await setUp()
  await s.browser.logIn(s.g.url, USER)
  const other = createBrowser()
  await other.logIn(s.g.url, USER)
  expect(await s.accounts()).toContain(USER)
  const exported = async () =>
    (await s.run('export', USER))
      .split('\n')
      .flatMap((line) => (line === '' ? [] : JSON.parse(line)))
  await expect.poll(exported).not.toEqual([])
  const lines = await exported()
  expect(new Set(lines.map(({ type }: { type: string }) => type))).toContain('sample')
  expect(lines.filter(({ group }) => group === 'organic_metrics')).not.toEqual([])

  const said = await s.run('delete', USER)
  expect(said).toMatch(
    /^Deleted from the archive: the records of \d+ posts?, and [1-9]\d* samples? of [1-9]/,
  )
  expect(said).toContain('disconnected from 2 sessions, and X has revoked its tokens.')
  expect(await exported()).toEqual([])
  expect(await s.accounts()).not.toContain(USER)
  expect(await s.run('delete', USER)).toContain('The account is not connected.')
  const owned = await s.run('delete', s.x.credentials.userId)
  expect(owned).toContain('The account is the one of X_ACCESS_TOKEN.')
})

it.each([
  [['export'], 'Name a user by id'],
  [['delete', 'ines'], 'Name a user by id'],
  [['remove', USER], 'Unknown command "remove".'],
  [['--all'], '--all'],
])('refuse %j', async (given, message) => {
  const run = runAccountCommand(given, () => readConfig({}), process.stdout)
  await expect(run).rejects.toThrow(message)
  const sandbox = runAccountCommand(['export', USER], () => readConfig({}), process.stdout)
  await expect(sandbox).rejects.toThrow('of the sandbox end with the gateway')
})
