// The status of credentials, by the order of calls and refusals.

import { describe, expect, it } from 'vitest'

import { createConnections } from '../../src/auth/connections.ts'
import { createCredentialStatus, credentialIdOf } from '../../src/auth/credential-status.ts'
import type { CredentialSource } from '../../src/auth/credentials.ts'
import { createRevocations } from '../../src/auth/revocations.ts'
import { openSqliteStore } from '../../src/auth/store/sqlite.ts'
import { createVault } from '../../src/auth/vault.ts'
import { createFeed, messageSince, publish } from '../../src/live/feed.ts'
import { createSnapshots } from '../../src/live/snapshots.ts'
import { union } from '../../src/plan/plan.ts'
import { createClock } from '../kit/clock.ts'

const TOKEN = { kind: 'oauth2', accessToken: 'one' } as const
const SOURCE = { credentialId: () => credentialIdOf(TOKEN) } as CredentialSource

const setUp = () => {
  const clock = { time: 0 }
  const refused: string[] = []
  const status = createCredentialStatus({
    now: () => clock.time,
    onRefused: (id) => refused.push(id),
  })
  return { clock, refused, status }
}

describe('a credential', () => {
  it('is accepted after X accepted it, optionally within a time', () => {
    const { clock, status } = setUp()
    expect(status.isAccepted(SOURCE)).toBe(false)
    status.accept(TOKEN, status.mark())
    clock.time = 1000
    expect(status.isAccepted(SOURCE)).toBe(true)
    expect(status.isAccepted(SOURCE, 1000)).toBe(true)
    expect(status.isAccepted(SOURCE, 999)).toBe(false)
  })

  it('stays refused when a call that started earlier succeeds', () => {
    const { refused, status } = setUp()
    const before = status.mark()
    const generation = status.generation(SOURCE)
    status.refuse(TOKEN)
    status.accept(TOKEN, before)
    expect(status.isAccepted(SOURCE)).toBe(false)
    expect(status.generation(SOURCE)).not.toBe(generation)
    expect(refused).toEqual([credentialIdOf(TOKEN)])
    status.accept(TOKEN, status.mark())
    expect(status.isAccepted(SOURCE)).toBe(true)
  })

  it('is refused after another process reports it, and not published again', () => {
    const { refused, status } = setUp()
    status.accept(TOKEN, status.mark())
    status.learnRefusal(credentialIdOf(TOKEN))
    expect(status.isAccepted(SOURCE)).toBe(false)
    expect(refused).toEqual([])
  })

  it('must be accepted again after messages may have been lost', () => {
    const { status } = setUp()
    status.accept(TOKEN, status.mark())
    status.forgetAccepted()
    expect(status.isAccepted(SOURCE)).toBe(false)
  })

  it('counts as not accepted after its eviction', () => {
    const { status } = setUp()
    status.accept(TOKEN, status.mark())
    for (let count = 0; count < 20_000; count++) {
      status.accept({ kind: 'oauth2', accessToken: String(count) }, status.mark())
      status.refuse({ kind: 'oauth2', accessToken: `refused ${count}` })
    }
    expect(status.isAccepted(SOURCE)).toBe(false)
    expect(status.refusedIds()).toHaveLength(10_000)
  })
})

it('a disconnected account is refused, and accepted after it reconnects', async () => {
  const { refused, status } = setUp()
  const store = openSqliteStore(':memory:', () => 0)
  const { schedule } = createClock(0)
  const connections = createConnections({
    store,
    revocations: createRevocations({ store, schedule, onRevocation: () => {} }),
    vault: createVault(['a secret that nobody else knows']),
    lifeMs: 1000,
    timeoutMs: 5000,
    consumer: { key: 'key', secret: 'secret' },
    oauth1: undefined,
    oauth2: undefined,
    credentialStatus: status,
    now: () => 0,
  })
  const connection = {
    method: 'OAUTH1',
    userId: '7',
    connectedAt: 0,
    token: { key: '7-key', secret: 'secret' },
  } as const
  await connections.save('owner', connection)
  const [account] = await connections.list('owner')
  expect(account && status.isAccepted(account)).toBe(true)
  await connections.disconnect('owner', '7')
  // A request in flight still holds the account.
  expect(account && status.isAccepted(account)).toBe(false)
  expect(refused).toHaveLength(1)
  // X issues the same OAuth 1.0a token again.
  await connections.save('owner', connection)
  expect(account && status.isAccepted(account)).toBe(true)
})

it('a pending message is withheld after the credential of its values is refused', () => {
  const { status } = setUp()
  status.accept(TOKEN, status.mark())
  const selection = { plan: union([]), counts: new Map() }
  const snapshot = createSnapshots().acquire('1', selection)
  snapshot.version = 1
  snapshot.mayShow = () => status.isAccepted(SOURCE)
  const pace = { intervalMs: 1000, slowDown: undefined }
  const caller = {} as never
  const feed = createFeed({ key: 'feed', selection, snapshots: [snapshot], caller, pace })
  publish(feed, 1, pace, { at: 0, caller, tally: undefined, warnings: [] })
  expect(messageSince(feed, 0)).toBeDefined()
  status.refuse(TOKEN)
  expect(messageSince(feed, 0)).toBeUndefined()
})
