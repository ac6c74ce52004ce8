// Disconnecting an account: X revokes its tokens, failures are reported and retried, and the tokens are erased from disk.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { createConnections } from '../../../src/auth/connections.ts'
import { createCredentialStatus } from '../../../src/auth/credential-status.ts'
import { createRevocations } from '../../../src/auth/revocations.ts'
import { openSqliteStore } from '../../../src/auth/store/sqlite.ts'
import { createVault } from '../../../src/auth/vault.ts'
import { GatewayError } from '../../../src/infra/errors.ts'
import { type Browser, createBrowser } from '../../kit/browser.ts'
import { createClock } from '../../kit/clock.ts'
import { createTestGateway, type TestGateway, temporary } from '../../kit/gateway.ts'
import { NOW } from '../../kit/sandbox/call.ts'

const USER = '1289001122334455808'
const OTHER_USER = '2244994945'
const SECOND = 1000
const HOUR = 3600 * SECOND

const REVOKE = /^\/(2\/oauth2\/revoke|1\.1\/oauth\/invalidate_token)$/

const isRevocation = ({ path }: { readonly path: string }): boolean => REVOKE.test(path)

/** The statuses of all revocations at X. */
const revocations = ({ x }: TestGateway): number[] =>
  x.requests.filter(isRevocation).map(({ status }) => status)

const disconnect = (browser: Browser, { url }: TestGateway) =>
  browser.query(url, `mutation { disconnectAccount(userId: "${USER}") { viewer { loginUrl } } }`)

/** The fields of a revocation's warning. */
interface Warning {
  readonly message: string
  readonly account?: string
  readonly retryInMs?: number
}

const setUp = async (environment: Record<string, string> = {}) => {
  const clock = createClock(NOW)
  const warnings: Warning[] = []
  const g = await createTestGateway({
    asX: true,
    now: clock.now,
    schedule: clock.schedule,
    environment,
    onWarning: (details, message) => warnings.push({ ...details, message }),
  })
  return {
    g,
    clock,
    /** The log's warnings about revocations. */
    warned: () => warnings.filter(({ account }) => account !== undefined),
    [Symbol.asyncDispose]: () => g[Symbol.asyncDispose](),
  }
}

describe.each([
  ['oauth1', 1],
  ['oauth2', 2],
] as const)('tokens of %s', (way, tokens) => {
  it('that X does not revoke are reported to the client and the log, and retried', async () => {
    await using s = await setUp()
    const { g, clock } = s
    const browser = createBrowser()
    await browser.logIn(g.url, USER, { way })
    const fault = g.x.fault({ kind: 'refuse', as: 'unavailable', when: isRevocation })
    const { errors, extensions } = await disconnect(browser, g)
    expect(errors).toBeUndefined()
    expect(extensions.notices).toEqual([
      {
        code: 'REVOCATION_FAILED',
        postIds: [],
        message: expect.stringContaining('Connected apps'),
      },
    ])
    expect(s.warned()).toHaveLength(tokens)
    expect(s.warned()[0]).toMatchObject({
      account: USER,
      attempt: 1,
      code: 'UPSTREAM_UNAVAILABLE',
      retryInMs: 5 * SECOND,
    })
    clock.pass(5 * SECOND)
    await expect.poll(() => s.warned().length).toBe(2 * tokens)
    fault.remove()
    clock.pass(20 * SECOND)
    await expect.poll(() => revocations(g).filter((status) => status === 200).length).toBe(tokens)
    await expect.poll(() => clock.waiting()).toBe(0)
  })

  it('that X never revokes are given up after seven attempts, with a warning', async () => {
    await using s = await setUp()
    const { g, clock } = s
    const browser = createBrowser()
    await browser.logIn(g.url, USER, { way })
    g.x.fault({ kind: 'reset', when: isRevocation })
    await disconnect(browser, g)
    for (let attempts = 2; attempts <= 7; attempts++) {
      clock.pass(s.warned().at(-1)?.retryInMs ?? 0)
      await expect.poll(() => s.warned().length).toBe(attempts * tokens)
    }
    expect(s.warned().at(-1)).toMatchObject({ attempt: 7, retryInMs: undefined })
    expect(clock.waiting()).toBe(0)
  })

  it('that are not revoked at a logout are reported by a page and the log', async () => {
    await using s = await setUp()
    const { g } = s
    const browser = createBrowser()
    await browser.logIn(g.url, USER, { way })
    g.x.fault({ kind: 'refuse', as: 'unavailable', when: isRevocation })
    const out = await browser.visit(`${g.url}/auth/logout?returnTo=/graphql`, { method: 'POST' })
    expect([out.status, browser.cookies.has('xmg')]).toEqual([200, false])
    expect(out.text).toContain('X has not revoked all of their tokens yet')
    expect(s.warned()).toHaveLength(tokens)
  })
})

it('a new login cancels the pending revocation of the same OAuth 1.0a token', async () => {
  const clock = createClock(NOW)
  const store = openSqliteStore(':memory:', clock.now)
  const revoked: string[] = []
  const token = { key: 'a token', secret: 'its secret' }
  const connections = createConnections({
    store,
    vault: createVault(['a secret that nobody else knows']),
    lifeMs: HOUR,
    timeoutMs: 1000,
    consumer: token,
    oauth1: {
      begin: () => Promise.reject(new Error('unused')),
      redeem: () => Promise.reject(new Error('unused')),
      revoke: ({ key }) => {
        revoked.push(key)
        return Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', 'X is down.'))
      },
    },
    oauth2: undefined,
    credentialStatus: createCredentialStatus({ now: clock.now }),
    revocations: createRevocations({ store, schedule: clock.schedule, onRevocation: () => {} }),
    now: clock.now,
  })
  const connection = { method: 'OAUTH1', userId: USER, connectedAt: NOW, token } as const
  await connections.save('an owner', connection)
  expect(await connections.disconnect('an owner', USER)).toEqual({ revoked: false })
  await connections.save('another owner', connection)
  clock.pass(5 * SECOND)
  await expect.poll(() => clock.waiting()).toBe(0)
  expect(revoked).toEqual(['a token'])
})

it('a token that X no longer knows counts as revoked', async () => {
  await using s = await setUp()
  const { g } = s
  const browser = createBrowser()
  await browser.logIn(g.url, USER, { way: 'oauth1' })
  g.x.reset()
  expect((await disconnect(browser, g)).extensions.notices).toBeUndefined()
  expect([revocations(g), s.warned()]).toEqual([[401], []])
})

it.each(['disconnected', 'logged out'] as const)(
  'the encrypted tokens of an account that is %s are erased from disk',
  async (how) => {
    using directory = temporary()
    await using s = await setUp({ DATA_DIR: directory.path })
    const { g } = s
    const file = join(directory.path, 'accounts.sqlite')
    const browser = createBrowser()
    await browser.logIn(g.url, USER)
    // Other accounts keep the database pages in use.
    for (const way of ['oauth1', 'oauth2'] as const) {
      await createBrowser().logIn(g.url, OTHER_USER, { way })
    }
    const database = new DatabaseSync(file, { readOnly: true })
    const row = database.prepare('SELECT value FROM entries WHERE field = ?').get(USER)
    database.close()
    const [, sealed = ''] = String(row?.value).split('.')
    const bytes = (): string =>
      ['', '-wal'].map((suffix) => readFileSync(`${file}${suffix}`, 'latin1')).join('')
    expect(bytes()).toContain(sealed)
    // A long value spans several pages.
    const parts = sealed.match(/.{40}/g) ?? []
    expect(parts.length).toBeGreaterThan(5)
    if (how === 'disconnected') await disconnect(browser, g)
    else await browser.visit(`${g.url}/auth/logout?returnTo=/done`, { method: 'POST' })
    const left = bytes()
    expect(parts.filter((part) => left.includes(part))).toEqual([])
  },
)
