// Secrets that come from files: at the start, and when the files change while the gateway runs.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'

import { readConfig } from '../../../src/config/index.ts'
import { createBrowser } from '../../kit/browser.ts'
import { createClock } from '../../kit/clock.ts'
import { subscribe } from '../../kit/events.ts'
import { createTestGateway, credentialsOf, temporary } from '../../kit/gateway.ts'
import { NOW, sandboxAt } from '../../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../../kit/sandbox/posts.ts'

const mistakesOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment)
    return ''
  } catch (error) {
    return String(error)
  }
}

it('are read without the blanks around them, and each mistake is named, without the secret', () => {
  using directory = temporary()
  const path = join(directory.path, 'secret')
  writeFileSync(path, '  AAAA-secret\n')
  expect(readConfig({ X_BEARER_TOKEN_FILE: path }).x).toEqual({ bearer: 'AAAA-secret' })
  const both = mistakesOf({ X_BEARER_TOKEN_FILE: path, X_BEARER_TOKEN: 'AAAA-secret' })
  expect(both).toContain('X_BEARER_TOKEN and X_BEARER_TOKEN_FILE are both set')
  const missing = mistakesOf({ X_API_KEY: 'key', X_API_KEY_SECRET_FILE: '/nowhere/secret' })
  expect(missing).toBe(
    'ConfigError: X_API_KEY_SECRET_FILE is "/nowhere/secret", which cannot be read (ENOENT).',
  )
  writeFileSync(path, ' \n')
  expect(mistakesOf({ GATEWAY_KEY_FILE: path })).toContain('which is empty')
  writeFileSync(path, 'AAAA secret')
  expect(mistakesOf({ X_BEARER_TOKEN_FILE: path })).toMatch(/^ConfigError: X_BEARER_TOKEN contains/)
  expect(`${both}${missing}`).not.toContain('AAAA')
  expect(mistakesOf({ REDIS_URL_FIL: path })).toContain('Is REDIS_URL_FILE meant?')
})

const USER = '1289001122334455808'
const KEYS = ['first-gateway-key-of-this', 'second-gateway-key-of-this']
const bearer = (key = '') => ({ authorization: `Bearer ${key}` })

it('take effect without a restart: credentials of X, and GATEWAY_KEY', async () => {
  using directory = temporary()
  const clock = createClock(NOW)
  const onFault = vi.fn()
  await using x = await sandboxAt({ now: clock.now })
  const { X_CLIENT_ID, ...right } = credentialsOf(x)
  const write = (name: string, value: string): void =>
    writeFileSync(join(directory.path, name), value)
  const names = [...Object.keys(right), 'GATEWAY_KEY'] as const
  const wrong = { ...right, X_BEARER_TOKEN: 'old', X_ACCESS_TOKEN_SECRET: 'old' }
  for (const [name, value] of Object.entries({ ...wrong, X_CLIENT_SECRET: 'old' })) {
    write(name, value)
  }
  write('GATEWAY_KEY', KEYS[0] ?? '')
  const files = names.map((name) => [`${name}_FILE`, join(directory.path, name)] as const)
  await using g = await createTestGateway({
    on: x,
    environment: {
      ...Object.fromEntries(files),
      X_API_URL: x.url,
      X_WEB_URL: x.url,
      X_CLIENT_ID,
      DATA_DIR: directory.path,
    },
    now: clock.now,
    schedule: clock.schedule,
    onFault,
  })
  const isPublicServed = async (key = KEYS[0]): Promise<boolean> =>
    (await g.query(`{ post(id: "${first(foreignPosts(x)).id}") { text } }`, {}, bearer(key)))
      .errors === undefined
  const isPrivateServed = async (): Promise<boolean> => {
    const query = `{ post(id: "${first(ownPosts(x)).id}") { nonPublicMetrics { impressionCount } } }`
    return (await g.query(query, {}, bearer(KEYS[0]))).data?.post?.nonPublicMetrics != null
  }
  const becomes = (check: () => Promise<boolean>): Promise<void> =>
    vi.waitFor(async () => {
      clock.pass(1000)
      expect(await check()).toBe(true)
    }, 5000)

  expect(await isPrivateServed()).toBe(false)
  write('X_ACCESS_TOKEN_SECRET', right.X_ACCESS_TOKEN_SECRET)
  await becomes(isPrivateServed)

  expect((await createBrowser().logIn(g.url, USER)).status).not.toBe(200)
  write('X_CLIENT_SECRET', right.X_CLIENT_SECRET)
  await becomes(async () => (await createBrowser().logIn(g.url, USER)).status === 200)

  const live = `subscription { postMetrics(ids: ["${first(foreignPosts(x)).id}"]) { posts { id } } }`
  await using events = await subscribe(g.url, live, { headers: bearer(KEYS[0]) })
  expect((await events.next())?.event).toBe('next')
  write('GATEWAY_KEY', KEYS[1] ?? '')
  await becomes(() => isPublicServed(KEYS[1]))
  expect(await isPublicServed(KEYS[0])).toBe(false)
  expect((await events.next())?.data.errors[0].extensions.code).toBe('UNAUTHENTICATED')

  write('GATEWAY_KEY', 'short')
  await vi.waitFor(() => {
    clock.pass(1000)
    expect(onFault).toHaveBeenCalledWith(
      { mistake: expect.stringContaining('GATEWAY_KEY is') },
      'a changed secret cannot be used',
    )
  })
  expect(await isPublicServed(KEYS[1])).toBe(true)
})

it('a bearer token alone takes effect without a restart, too', async () => {
  using directory = temporary()
  const clock = createClock(NOW)
  const path = join(directory.path, 'bearer')
  writeFileSync(path, 'old')
  await using x = await sandboxAt({ now: clock.now })
  await using g = await createTestGateway({
    on: x,
    environment: { X_BEARER_TOKEN_FILE: path, X_API_URL: x.url, DATA_DIR: directory.path },
    now: clock.now,
    schedule: clock.schedule,
  })
  const codes = async () =>
    (await g.query(`{ post(id: "${first(foreignPosts(x)).id}") { text } }`)).errors?.map(
      ({ extensions }) => extensions.code,
    )
  expect(await codes()).toEqual(['CREDENTIALS_REJECTED'])
  writeFileSync(path, x.credentials.bearer)
  await vi.waitFor(async () => {
    clock.pass(1000)
    expect(await codes()).toBeUndefined()
  })
})
