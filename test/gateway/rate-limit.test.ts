// The rate limit, and which addresses count as one client.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

import { describe, expect, it } from 'vitest'

import { readConfig } from '../../src/config/index.ts'
import { createAddressOf, networkOf } from '../../src/server/http/address.ts'
import { createRateLimit } from '../../src/server/http/rate-limit.ts'
import { createTestGateway, keysOf, type TestGateway, temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'

const KEY = 'the key of this gateway'

const send = (
  { url }: TestGateway,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> => postJson(`${url}/graphql`, { query: '{ viewer { loginUrl } }' }, headers)

const statuses = async (
  g: TestGateway,
  each: readonly Readonly<Record<string, string>>[],
): Promise<number[]> => {
  const seen: number[] = []
  for (const headers of each) seen.push((await send(g, headers)).status)
  return seen
}

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address })

describe('with RATE_LIMIT_PER_MINUTE', () => {
  it('requests above the limit get a GraphQL error and Retry-After', async () => {
    await using g = await createTestGateway({
      environment: { RATE_LIMIT_PER_MINUTE: '2', CORS_ORIGINS: 'https://app.example' },
    })
    expect(await statuses(g, [{}, {}])).toEqual([200, 200])
    const refused = await send(g, { origin: 'https://app.example' })
    expect(refused.status).toBe(429)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(refused.headers.get('cache-control')).toBe('no-store')
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: expect.stringContaining('RATE_LIMIT_PER_MINUTE'),
          extensions: { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: seconds },
        },
      ],
    })
  })

  it('pages, logins and invalid paths count as well', async () => {
    await using g = await createTestGateway({
      environment: { RATE_LIMIT_PER_MINUTE: '4', DASHBOARD: 'off' },
    })
    const paths = ['/graphql', '/auth/logout', '/nowhere', '/', '/auth/login']
    const seen: number[] = []
    for (const path of paths) {
      const headers = { accept: 'text/html' }
      seen.push((await fetch(`${g.url}${path}`, { headers, redirect: 'manual' })).status)
    }
    expect(seen).toEqual([200, 200, 404, 302, 429])
  })

  it('bodies of requests above the limit are not read', async () => {
    await using g = await createTestGateway({ environment: { RATE_LIMIT_PER_MINUTE: '1' } })
    await send(g)
    const refused = await fetch(`${g.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(2 ** 21),
    })
    expect(refused.status).toBe(429)
  })

  it('requests with the key are exempt, and guesses of the key are not', async () => {
    await using g = await createTestGateway({
      environment: { RATE_LIMIT_PER_MINUTE: '2', GATEWAY_KEY: KEY },
    })
    const key = { authorization: `Bearer ${KEY}` }
    const guess = { authorization: 'Bearer is it this one?' }
    expect(await statuses(g, [key, key, key, key])).toEqual([200, 200, 200, 200])
    expect(await statuses(g, [guess, guess, guess, key])).toEqual([401, 401, 429, 200])
  })

  it('preflights and probes are not counted', async () => {
    await using g = await createTestGateway({
      environment: { RATE_LIMIT_PER_MINUTE: '1', CORS_ORIGINS: 'https://app.example' },
    })
    for (let count = 0; count < 3; count++) {
      const preflight = await fetch(`${g.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
      })
      expect(preflight.status).toBe(204)
      for (const path of ['/live', '/ready', '/metrics']) {
        expect((await fetch(`${g.url}${path}`)).status, path).not.toBe(429)
      }
    }
    expect(await statuses(g, [{}, {}])).toEqual([200, 429])
  })
})

it('rejected requests have an id and appear in the metrics', async () => {
  await using g = await createTestGateway({ environment: { RATE_LIMIT_PER_MINUTE: '1' } })
  await send(g)
  const refused = await send(g, { 'x-request-id': 'the-second' })
  expect([refused.status, refused.headers.get('x-request-id')]).toEqual([429, 'the-second'])
  const metrics = await (await fetch(`${g.url}/metrics`)).text()
  expect(metrics).toMatch(/TOO_MANY_REQUESTS.* 1$/m)
})

it('at most fifty thousand clients are counted', async () => {
  const rateLimit = createRateLimit(undefined)
  const limit = (client: string) => rateLimit(client, 1)
  const address = (index: number): string =>
    `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
  for (let index = 0; index < 60_000; index++) await limit(address(index))
  expect(await limit(address(59_999))).toBeGreaterThan(0)
  expect(await limit(address(0))).toBe(0)
})

it('without RATE_LIMIT_PER_MINUTE, requests are not limited', async () => {
  await using g = await createTestGateway()
  expect(await statuses(g, Array(30).fill({}))).toEqual(Array(30).fill(200))
})

describe('a client', () => {
  it('is identified by its connection, whatever X-Forwarded-For says', async () => {
    await using g = await createTestGateway({ environment: { RATE_LIMIT_PER_MINUTE: '1' } })
    expect(await statuses(g, [from('192.0.2.1'), from('192.0.2.2')])).toEqual([200, 429])
  })

  it.each(['1', 'loopback', '127.0.0.0/8, 10.0.0.0/8'])(
    'is identified by X-Forwarded-For with TRUST_PROXY=%s',
    async (proxies) => {
      await using g = await createTestGateway({
        environment: { RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: proxies },
      })
      // Values from the client precede the one that the proxy adds.
      expect(
        await statuses(g, [
          from('192.0.2.1'),
          from('203.0.113.9, 192.0.2.1'),
          from('192.0.2.2'),
          from('2001:db8::1'),
          from('2001:db8::ffff:2'),
          from('2001:db8:0:1::1'),
        ]),
      ).toEqual([200, 429, 200, 200, 429, 200])
    },
  )

  it('at 127.0.0.1 in X-Forwarded-For is not the gateway’s own machine', async () => {
    const x = await sandboxAt({})
    using directory = temporary()
    await using g = await createTestGateway({
      on: x,
      environment: { ...keysOf(x, directory.path), TRUST_PROXY: '1' },
    })
    const own = async (headers: Record<string, string>): Promise<number> => {
      const { data } = await g.query('{ viewer { accounts { owned } } }', {}, headers)
      return data.viewer.accounts.length
    }
    expect([await own({}), await own(from('127.0.0.1'))]).toEqual([1, 0])
    await x.close()
  })

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:1:2:3::', '2001:db8:1:2'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0'],
  ])('at %s is counted as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['unknown', '127.0.0.1'],
    ['', '127.0.0.1'],
    [`${'9'.repeat(10_000)}`, '127.0.0.1'],
  ])('with X-Forwarded-For: %j is %s', async (forwarded, address) => {
    const seen = Promise.withResolvers<IncomingMessage>()
    const server = createServer((request, response) => {
      seen.resolve(request)
      response.end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      headers: from(forwarded),
    })
    expect(createAddressOf(1)(await seen.promise)).toBe(address)
    server.close()
  })

  it.each(['two', '10.0.0.0/33', 'proxy.example', '-1', '1.5'])(
    'TRUST_PROXY=%s is invalid',
    (TRUST_PROXY) => {
      expect(() => readConfig({ TRUST_PROXY })).toThrow(/^TRUST_PROXY must be .*\.$/)
    },
  )
})

describe.runIf(hasRedis)(`with Redis${NEEDS_REDIS}`, () => {
  const LIMIT = 4

  it('gateways count together, and each by itself while Redis is slow or unreachable', async () => {
    await using redis = await startRedis()
    await using x = await sandboxAt({})
    using directory = temporary()
    const environment = {
      ...keysOf(x, directory.path),
      ...sharing(redis),
      RATE_LIMIT_PER_MINUTE: String(LIMIT),
    }
    await using one = await createTestGateway({ on: x, environment })
    await using other = await createTestGateway({ on: x, environment })
    const both = async (): Promise<number[]> => [
      ...(await statuses(one, [{}, {}, {}])),
      ...(await statuses(other, [{}, {}])),
    ]
    expect(await both()).toEqual([200, 200, 200, 200, 429])
    redis.pause()
    expect(await both()).toEqual([200, 200, 200, 200, 200])
    expect(await both()).toEqual([200, 429, 429, 200, 200])
    redis.resume()
    await expect.poll(() => statuses(one, [{}])).toEqual([429])
    await redis.stop()
    await expect.poll(() => statuses(other, [{}])).toEqual([429])
  })
})
