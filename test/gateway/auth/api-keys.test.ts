// API keys of KEYS_FILE: what they grant, where they may be used, and how they are replaced while the gateway runs.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { runKeyCommand } from '../../../src/app/key-commands.ts'
import type { Grant } from '../../../src/auth/keys/api-key.ts'
import { keysFile } from '../../../src/auth/keys/keys-file.ts'
import { createClock } from '../../kit/clock.ts'
import { ROOT } from '../../kit/command.ts'
import { subscribe } from '../../kit/events.ts'
import { createTestGateway, type TestGateway, temporary } from '../../kit/gateway.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { first, ownPosts } from '../../kit/sandbox/posts.ts'

const PAGE = 'https://app.example'
const clock = createClock(NOW)
const directory = temporary()
const file = join(directory.path, 'keys.json')
const warnings: object[] = []

const keys = (...args: string[]): string => runKeyCommand(args, file, clock.now())
const add = (...args: string[]): string => keys('add', ...args).split('\n', 1)[0] ?? ''
const bearer = (key: string, headers = {}) => ({ authorization: `Bearer ${key}`, ...headers })

let g: TestGateway
let own: string
/** A key with one grant each. */
const keyOf = new Map<Grant, string>()

beforeAll(async () => {
  for (const grant of ['PUBLIC', 'OWNED', 'LIVE', 'HISTORY', 'METRICS'] as const)
    keyOf.set(grant, add(grant.toLowerCase(), '--grants', grant))
  g = await createTestGateway({
    environment: { KEYS_FILE: file, ARCHIVE: 'on' },
    now: clock.now,
    schedule: clock.schedule,
    onFault: (details) => warnings.push(details),
  })
  own = first(ownPosts(g.x)).id
})
afterAll(async () => {
  await g[Symbol.asyncDispose]()
  directory[Symbol.dispose]()
})

const QUERIES = {
  PUBLIC: () => `{ post(id: "${own}") { text } }`,
  OWNED: () => '{ viewer { accounts { owned } } }',
  LIVE: () => `subscription { postMetrics(ids: ["${own}"]) { posts { id } } }`,
  HISTORY: () =>
    `{ post(id: "${own}") { metricsHistory(variant: PUBLIC, since: "2026-01-01T00:00:00Z") { at } } }`,
}

/** Whether a key of one grant may use another grant's query. */
const uses = async (key: string, grant: keyof typeof QUERIES): Promise<boolean> => {
  if (grant === 'LIVE') {
    await using events = await subscribe(g.url, QUERIES.LIVE(), { headers: bearer(key) })
    return (await events.next())?.data.errors === undefined
  }
  const { data, errors } = await g.query(QUERIES[grant](), {}, bearer(key))
  if (grant === 'OWNED') return data?.viewer.accounts.length > 0
  return errors === undefined
}

/** Passes a poll of the keys file, and waits until a key is accepted or refused. */
const becomes = async (accepted: boolean, key: string): Promise<void> => {
  await vi.waitFor(async () => {
    clock.pass(1000)
    const { errors } = await g.query('{ viewer { loginUrl } }', {}, bearer(key))
    expect(errors === undefined).toBe(accepted)
  })
}

describe('a key', () => {
  it.each(['PUBLIC', 'OWNED'] as const)('that grants %s grants nothing else', async (grant) => {
    const key = keyOf.get(grant) ?? ''
    for (const each of ['PUBLIC', 'OWNED'] as const) {
      // Without PUBLIC, the account itself serves public data.
      if (grant === 'OWNED' && each === 'PUBLIC') continue
      expect(await uses(key, each), each).toBe(grant === each)
    }
  })

  it('needs LIVE for subscriptions and HISTORY for archived numbers', async () => {
    const both = add('both', '--grants', 'PUBLIC,LIVE,HISTORY')
    await becomes(true, both)
    expect(await uses(both, 'LIVE')).toBe(true)
    expect(await uses(both, 'HISTORY')).toBe(true)
    expect(await uses(keyOf.get('PUBLIC') ?? '', 'LIVE')).toBe(false)
    const { errors } = await g.query(QUERIES.HISTORY(), {}, bearer(keyOf.get('PUBLIC') ?? ''))
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('"public" does not grant HISTORY'),
      extensions: { code: 'FORBIDDEN' },
    })
  })

  it('needs METRICS for /metrics', async () => {
    const status = async (grant: Grant) =>
      (await fetch(`${g.url}/metrics`, { headers: bearer(keyOf.get(grant) ?? '') })).status
    expect([await status('METRICS'), await status('PUBLIC')]).toEqual([200, 401])
  })

  it('is required', async () => {
    const { errors } = await g.query('{ __typename }')
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect(errors?.[0]?.message).toContain('/auth/key')
  })

  it('is described to its caller, and appears nowhere else', async () => {
    const key = keyOf.get('PUBLIC') ?? ''
    const { data } = await g.query('{ viewer { key { name grants expiresAt } } }', {}, bearer(key))
    expect(data.viewer.key).toEqual({ name: 'public', grants: ['PUBLIC'], expiresAt: null })
    expect(readFileSync(file, 'utf8')).not.toContain(key)
    expect(keys('list')).not.toContain(key)
  })

  it('has a rate limit of its own', async () => {
    const key = add('slow', '--per-minute', '2')
    // Waiting until it is accepted would count, too.
    clock.pass(1000)
    const other = add('after')
    await becomes(true, other)
    const codes: unknown[] = []
    for (let count = 0; count < 3; count++) {
      const { errors } = await g.query('{ __typename }', {}, bearer(key))
      codes.push(errors?.[0]?.extensions.code)
    }
    expect(codes).toEqual([undefined, undefined, 'TOO_MANY_REQUESTS'])
  })
})

describe('while the gateway runs', () => {
  it('a key is rotated under load: no request fails, and the old key is valid until the overlap ends', async () => {
    const old = add('rotated')
    await becomes(true, old)
    let key = old
    let stopped = false
    let sent = 0
    const failures: unknown[] = []
    const load = Array.from({ length: 20 }, async () => {
      while (!stopped) {
        const { errors } = await g.query(QUERIES.PUBLIC(), {}, bearer(key))
        sent += 1
        if (errors !== undefined) failures.push(errors)
      }
    })
    const sendMore = async (): Promise<void> => {
      const until = sent + 100
      await vi.waitFor(() => expect(sent).toBeGreaterThan(until), 10_000)
    }
    const successor = keys('rotate', 'rotated', '--overlap-hours', '1').split('\n', 1)[0] ?? ''
    await becomes(true, successor)
    await sendMore()
    key = successor
    await sendMore()
    await becomes(true, old)
    clock.pass(3_600_000)
    await becomes(false, old)
    await becomes(true, successor)
    await sendMore()
    stopped = true
    await Promise.all(load)
    expect(failures).toEqual([])
  })

  it('a revoked key is refused by all gateways within 2 s, and its subscriptions end', async () => {
    using own = temporary()
    const path = join(own.path, 'keys.json')
    const args = ['add', 'gone', '--grants', 'PUBLIC,LIVE']
    const key = runKeyCommand(args, path, clock.now()).split('\n', 1)[0] ?? ''
    const time = createClock(NOW)
    const options = { on: g.x, schedule: time.schedule, environment: { KEYS_FILE: path } }
    await using one = await createTestGateway(options)
    await using other = await createTestGateway(options)
    const gateways = [one, other]
    const streams = await Promise.all(
      gateways.map(({ url }) => subscribe(url, QUERIES.LIVE(), { headers: bearer(key) })),
    )
    for (const events of streams) expect((await events.next())?.event).toBe('next')
    runKeyCommand(['revoke', 'gone'], path, clock.now())
    time.pass(2000)
    const ends = await Promise.all(streams.map((events) => events.next()))
    for (const end of ends) expect(end?.data.errors[0].extensions.code).toBe('UNAUTHENTICATED')
    for (const gateway of gateways) {
      const { errors } = await gateway.query(QUERIES.PUBLIC(), {}, bearer(key))
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    }
  })

  it('a revoked key is refused, and its subscriptions end', async () => {
    const key = add('gone', '--grants', 'PUBLIC,LIVE')
    await becomes(true, key)
    await using events = await subscribe(g.url, QUERIES.LIVE(), { headers: bearer(key) })
    expect((await events.next())?.event).toBe('next')
    keys('revoke', 'gone')
    await becomes(false, key)
    expect((await events.next())?.data.errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect((await events.next())?.event).toBe('complete')
    expect(await events.next()).toBeUndefined()
  })

  it('a broken file is reported, and the keys stay as they were', async () => {
    const before = readFileSync(file, 'utf8')
    warnings.length = 0
    writeFileSync(file, '{ "keys": [')
    try {
      await vi.waitFor(() => {
        clock.pass(1000)
        expect(warnings).toEqual([{ mistake: 'It is not JSON.' }])
      })
      await becomes(true, keyOf.get('PUBLIC') ?? '')
    } finally {
      writeFileSync(file, before)
    }
  })
})

describe('a publishable key', () => {
  let key: string
  beforeAll(async () => {
    key = add('page', '--origins', PAGE)
    // A key of a page is refused without its origin, so another one shows that the file was read.
    await becomes(true, add('after-page'))
  })

  it('serves pages of its origins, which need no CORS_ORIGINS', async () => {
    const preflight = await fetch(`${g.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: PAGE, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    const response = await fetch(`${g.url}/graphql`, {
      method: 'POST',
      headers: bearer(key, { origin: PAGE, 'content-type': 'application/json' }),
      body: JSON.stringify({ query: QUERIES.PUBLIC() }),
    })
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(await response.json()).toMatchObject({ data: { post: { text: expect.any(String) } } })
  })

  it.each([{}, { origin: 'https://elsewhere.example' }])('serves nobody else: %o', async (from) => {
    const { errors } = await g.query(QUERIES.PUBLIC(), {}, bearer(key, from))
    expect(errors?.[0]?.extensions.code).toMatch(/UNAUTHENTICATED|FORBIDDEN/)
  })

  it('cannot grant private numbers', () => {
    expect(() => add('secret-page', '--origins', PAGE, '--grants', 'PUBLIC,OWNED')).toThrow(
      'everyone can read it',
    )
  })
})

describe('/auth/key', () => {
  const enter = async (key: string, headers = {}) => {
    const response = await fetch(`${g.url}/auth/key?returnTo=/graphql`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ key }),
      redirect: 'manual',
    })
    return { response, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }

  it('gives the browser a session with the rights of the key', async () => {
    const key = keyOf.get('PUBLIC') ?? ''
    const { response, cookie } = await enter(key)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/graphql'])
    expect(cookie).not.toContain(key)
    const { data } = await g.query('{ viewer { key { name } } }', {}, { cookie })
    expect(data.viewer.key.name).toBe('public')
    const foreign = { cookie, 'sec-fetch-site': 'cross-site' }
    expect((await g.query('{ __typename }', {}, foreign)).errors).toBeDefined()
  })

  it('refuses wrong keys, and a session ends with its key', async () => {
    expect((await enter('a key of another gateway')).response.status).toBe(401)
    const foreign = await enter(keyOf.get('PUBLIC') ?? '', { 'sec-fetch-site': 'cross-site' })
    expect([foreign.response.status, foreign.cookie]).toEqual([403, ''])
    const key = add('session')
    await becomes(true, key)
    const { cookie } = await enter(key)
    keys('revoke', 'session')
    await becomes(false, key)
    const { errors } = await g.query('{ __typename }', {}, { cookie })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})

describe('the keys file', () => {
  const write = (text: string): string => {
    const path = join(directory.path, 'other.json')
    writeFileSync(path, text)
    return path
  }
  const hash = 'a'.repeat(64)

  it.each([
    ['not JSON', '{', 'It is not JSON'],
    ['an unknown grant', { name: 'a', sha256: hash, grants: ['ALL'] }, 'keys.0.grants.0'],
    ['a short hash', { name: 'a', sha256: 'abc', grants: ['PUBLIC'] }, '64 lower-case'],
    ['an unknown property', { name: 'a', sha256: hash, grants: ['PUBLIC'], usd: 1 }, 'usd'],
  ])('with %s keeps a gateway from starting', async (_, entry, message) => {
    const text = typeof entry === 'string' ? entry : JSON.stringify({ keys: [entry] })
    const starting = createTestGateway({ on: g.x, environment: { KEYS_FILE: write(text) } })
    await expect(starting).rejects.toThrow(message)
  })

  it('that is missing keeps a gateway from starting', async () => {
    const starting = createTestGateway({
      on: g.x,
      environment: { KEYS_FILE: '/nowhere/keys.json' },
    })
    await expect(starting).rejects.toThrow('/nowhere/keys.json cannot be used')
  })

  it('has a JSON Schema in the package', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'keys.schema.json'), 'utf8'))
    expect(schema).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(keysFile))))
  })
})
