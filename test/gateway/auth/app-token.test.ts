// The app-only token: a refused bearer token stays in use while the exchange fails, and the exchange is retried.

import { expect, it } from 'vitest'
import type { RecordedRequest, Sandbox } from '../../../sandbox/index.ts'
import { startGateway } from '../../../src/app/gateway.ts'
import { readConfig } from '../../../src/config/index.ts'
import { createLog } from '../../../src/telemetry/log.ts'
import { keysOf, temporary } from '../../kit/gateway.ts'
import { postJson } from '../../kit/post-json.ts'
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
    secrets: () => [],
    to: { write: (line) => lines.push(line) },
  })
  const gateway = await startGateway({ config, now, log })
  return {
    x,
    clock,
    query: async (): Promise<string | undefined> => {
      const response = await postJson(`${gateway.url}/graphql`, {
        query: `{ post(id: "${foreignPosts(x)[0]?.id}") { text } }`,
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
    messages: () => lines.map((line) => JSON.parse(line).msg),
    [Symbol.asyncDispose]: async () => {
      await gateway.close()
      await x.close()
      directory[Symbol.dispose]()
    },
  }
}

it('a bearer token that X refused once stays in use while the exchange fails', async () => {
  await using s = await setUp()
  // The response of a proxy that forwards /2 only.
  const proxy = s.x.fault({ kind: 'html', status: 404, when: isExchange })
  s.x.fault({ kind: 'refuse', as: 'unauthorized', times: 1 })
  expect(await s.query()).toBe('CREDENTIALS_REJECTED')
  expect(await s.query()).toBeUndefined()
  expect(await s.ready()).toMatchObject({
    status: 200,
    ready: true,
    credentials: 'accepted',
    tokenExchange: 'failing',
    upstream: 'answering',
  })
  const failing =
    'X issues no token for X_API_KEY and X_API_KEY_SECRET: the previous token, if any, stays in use'
  expect(s.messages()).toContain(failing)
  proxy.remove()
})

it('the exchange is retried with increasing delays, and its token is used', async () => {
  await using s = await setUp()
  const refused = s.x.fault({
    kind: 'refuse',
    as: 'unauthorized',
    when: ({ path, context }) => path === '/2/tweets' && context === 'app',
  })
  const proxy = s.x.fault({ kind: 'html', status: 404, when: isExchange })
  const exchangesDuring = async (times: number): Promise<number> => {
    const before = exchanges(s.x)
    for (let time = 0; time < times; time++) expect(await s.query()).toBe('CREDENTIALS_REJECTED')
    return exchanges(s.x) - before
  }
  expect(await exchangesDuring(5)).toBe(1)
  s.clock.time += SECOND
  expect(await exchangesDuring(5)).toBe(1)
  s.clock.time += SECOND
  expect(await exchangesDuring(5)).toBe(0)
  s.clock.time += SECOND
  expect(await exchangesDuring(5)).toBe(1)
  for (let time = 0; time < 20; time++) {
    s.clock.time += 5 * MINUTE
    expect(await exchangesDuring(3)).toBe(1)
  }
  expect(s.messages().filter((message) => message.includes('issues no token'))).toHaveLength(1)
  refused.remove()
  proxy.remove()
  // The bearer token of the settings is still refused once, so only the exchanged one works.
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
  expect(await s.query()).toBeUndefined()
  expect(s.messages().at(-1)).toBe('X issues a token for X_API_KEY and X_API_KEY_SECRET again')
  expect(await s.ready()).not.toHaveProperty('tokenExchange')
})

it('the gateway is not ready while X refuses the bearer token and the exchange fails', async () => {
  await using s = await setUp()
  await s.query()
  expect(await s.ready()).toMatchObject({ status: 200, credentials: 'accepted' })
  s.x.fault({ kind: 'html', status: 404, when: isExchange })
  s.x.fault({ kind: 'refuse', as: 'unauthorized' })
  await s.query()
  expect(await s.ready()).toMatchObject({
    status: 503,
    ready: false,
    credentials: 'rejected',
    tokenExchange: 'failing',
  })
})

it('the gateway is not ready while X refuses the API key pair and there is no bearer token', async () => {
  await using s = await setUp({ X_BEARER_TOKEN: '' })
  expect(await s.query()).toBeUndefined()
  expect(await s.ready()).toMatchObject({ status: 200 })
  s.x.fault({ kind: 'answer', status: 403, body: '{}', when: isExchange })
  s.x.fault({ kind: 'refuse', as: 'unauthorized' })
  expect(await s.query()).toBe('CREDENTIALS_REJECTED')
  expect(await s.ready()).toMatchObject({ status: 503, tokenExchange: 'failing' })
})
