// The app's own token: one refusal does not cost a bearer token that was given, and an exchange that gives no other one
// is tried again later.

import { expect, it } from 'vitest'
import type { RecordedRequest, Sandbox } from '../../../sandbox/index.ts'
import { startGateway } from '../../../src/app/gateway.ts'
import { readConfig } from '../../../src/config/index.ts'
import { createLog } from '../../../src/telemetry/log.ts'
import { keysOf, temporary } from '../../kit/gateway.ts'
import { NOW, sandboxAt } from '../../kit/sandbox/call.ts'
import { foreignPosts } from '../../kit/sandbox/posts.ts'

const EXCHANGE = '/oauth2/token'
const SECOND = 1000
const MINUTE = 60 * SECOND

const isExchange = ({ path }: RecordedRequest): boolean => path === EXCHANGE
const exchanges = (x: Sandbox): number => x.requests.filter(isExchange).length

const setUp = async (environment: Record<string, string> = {}) => {
  const clock = { time: NOW }
  const now = () => clock.time
  const lines: string[] = []
  const x = await sandboxAt({ now })
  const directory = temporary()
  const config = readConfig({ PORT: '0', ...keysOf(x, directory.path), ...environment })
  const log = createLog({
    level: 'info',
    secrets: [],
    to: { write: (line) => lines.push(line) },
  })
  const gateway = await startGateway({ config, now, log })
  return {
    x,
    clock,
    ask: async (): Promise<string | undefined> => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ post(id: "${foreignPosts(x)[0]?.id}") { text } }` }),
      })
      const { errors } = (await response.json()) as {
        errors?: { extensions: { code: string } }[]
      }
      return errors?.[0]?.extensions.code
    },
    ready: async () => {
      const response = await fetch(`${gateway.url}/ready`)
      return { status: response.status, ...((await response.json()) as object) }
    },
    said: () => lines.map((line) => JSON.parse(line).msg),
    [Symbol.asyncDispose]: async () => {
      await gateway.close()
      await x.close()
      directory[Symbol.dispose]()
    },
  }
}

it('a bearer token that X has refused once serves again when the exchange gives no other', async () => {
  await using s = await setUp()
  // What a proxy answers that forwards /2 only.
  const proxy = s.x.fault({ kind: 'html', status: 404, when: isExchange })
  s.x.fault({ kind: 'refuse', as: 'unauthorized', times: 1 })
  expect(await s.ask()).toBe('CREDENTIALS_REJECTED')
  expect(await s.ask()).toBeUndefined()
  expect(await s.ready()).toEqual({
    status: 200,
    ready: true,
    credentials: 'accepted',
    tokenExchange: 'failing',
    upstream: 'answering',
  })
  const failing =
    'X gives no token for X_API_KEY and X_API_KEY_SECRET: the token before, if there is one, stays in use'
  expect(s.said()).toContain(failing)
  proxy.remove()
})

it('the exchange is tried again later, less and less often, and its token is used', async () => {
  await using s = await setUp()
  const refused = s.x.fault({
    kind: 'refuse',
    as: 'unauthorized',
    when: ({ path, context }) => path === '/2/tweets' && context === 'app',
  })
  const proxy = s.x.fault({ kind: 'html', status: 404, when: isExchange })
  const tries = async (times: number): Promise<number> => {
    const before = exchanges(s.x)
    for (let time = 0; time < times; time++) expect(await s.ask()).toBe('CREDENTIALS_REJECTED')
    return exchanges(s.x) - before
  }
  expect(await tries(5)).toBe(1)
  s.clock.time += SECOND
  expect(await tries(5)).toBe(1)
  s.clock.time += SECOND
  expect(await tries(5)).toBe(0)
  s.clock.time += SECOND
  expect(await tries(5)).toBe(1)
  for (let time = 0; time < 20; time++) {
    s.clock.time += 5 * MINUTE
    expect(await tries(3)).toBe(1)
  }
  expect(s.said().filter((said) => said.includes('gives no token'))).toHaveLength(1)
  refused.remove()
  proxy.remove()
  // The given one is refused still: only another one helps.
  let isFirst = true
  s.x.fault({
    kind: 'refuse',
    as: 'unauthorized',
    times: 1,
    when: ({ path }) => {
      const first = isFirst && path === '/2/tweets'
      isFirst = isFirst && !first
      return first
    },
  })
  s.clock.time += 5 * MINUTE
  expect(await s.ask()).toBeUndefined()
  expect(s.said().at(-1)).toBe('X gives a token for X_API_KEY and X_API_KEY_SECRET again')
  expect(await s.ready()).not.toHaveProperty('tokenExchange')
})

it('the gateway is not ready while X refuses the bearer token and gives no other', async () => {
  await using s = await setUp()
  await s.ask()
  expect(await s.ready()).toMatchObject({ status: 200, credentials: 'accepted' })
  s.x.fault({ kind: 'html', status: 404, when: isExchange })
  s.x.fault({ kind: 'refuse', as: 'unauthorized' })
  await s.ask()
  expect(await s.ready()).toMatchObject({
    status: 503,
    ready: false,
    credentials: 'rejected',
    tokenExchange: 'failing',
  })
})

it('nor while X refuses key and secret, and there is no bearer token', async () => {
  await using s = await setUp({ X_BEARER_TOKEN: '' })
  expect(await s.ask()).toBeUndefined()
  expect(await s.ready()).toMatchObject({ status: 200 })
  s.x.fault({ kind: 'answer', status: 403, body: '{}', when: isExchange })
  s.x.fault({ kind: 'refuse', as: 'unauthorized' })
  expect(await s.ask()).toBe('CREDENTIALS_REJECTED')
  expect(await s.ready()).toMatchObject({ status: 503, tokenExchange: 'failing' })
})
