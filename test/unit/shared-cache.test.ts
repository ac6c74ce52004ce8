// The shared cache of the fuzz tests stores what RFC 9111 lets it store, and nothing else.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { describe, expect, it } from 'vitest'

import { createSharedCache } from '../kit/shared-cache.ts'

type Headers = Readonly<Record<string, string>>

/** An origin whose every answer is another number, and a cache in front of it. */
const setUp = async (answerHeaders: Headers, status = 200) => {
  let time = 0
  let answers = 0
  const server = createServer((_, response) => {
    answers += 1
    response.writeHead(status, answerHeaders).end(String(answers))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cache = createSharedCache({ now: () => time, defaultLifetimeMs: 10_000 })
  const send = async (method: 'GET' | 'POST', headers: Headers = {}) =>
    (await cache.fetch(origin, { method, path: '/', headers })).text
  return {
    get: (headers?: Headers) => send('GET', headers),
    post: (headers?: Headers) => send('POST', headers),
    pass: (seconds: number) => {
      time += seconds * 1000
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const BEARER = { authorization: 'Bearer one' }

describe('an answer is stored', () => {
  it.each<[string, Headers, number, Headers?]>([
    ['without Cache-Control, for the default lifetime', {}, 10],
    ['for max-age', { 'cache-control': 'public, max-age=20' }, 20],
    ['for s-maxage rather than max-age', { 'cache-control': 'max-age=5, s-maxage=30' }, 30],
    ['for what Age leaves of it', { 'cache-control': 'max-age=20', age: '15' }, 5],
    ['with Authorization when it is public', { 'cache-control': 'public, max-age=20' }, 20, BEARER],
    ['with Authorization and s-maxage', { 'cache-control': 's-maxage=20' }, 20, BEARER],
  ])('%s', async (_, headers, seconds, asked = {}) => {
    await using s = await setUp(headers)
    expect(await s.get(asked)).toBe('1')
    s.pass(seconds - 1)
    expect(await s.get()).toBe('1')
    s.pass(1)
    expect(await s.get()).toBe('2')
  })

  it('whatever its status', async () => {
    await using s = await setUp({}, 403)
    expect([await s.get(), await s.get()]).toEqual(['1', '1'])
  })

  it('for each value of the headers that Vary names', async () => {
    await using s = await setUp({ vary: 'Accept, X-User-Token' })
    expect(await s.get({ 'x-user-token': 'a' })).toBe('1')
    expect(await s.get({ 'x-user-token': 'b' })).toBe('2')
    expect(await s.get()).toBe('3')
    expect(await s.get({ 'x-user-token': 'a', cookie: 'not named' })).toBe('1')
  })

  it('until a POST to the same address', async () => {
    await using s = await setUp({})
    expect([await s.get(), await s.post(), await s.get()]).toEqual(['1', '2', '3'])
  })
})

it.each<[string, Headers, Headers?]>([
  ['no-store', { 'cache-control': 'no-store' }],
  ['private', { 'cache-control': 'private, max-age=60' }],
  ['no-cache', { 'cache-control': 'No-Cache' }],
  ['Vary: *', { vary: '*' }],
  ['Authorization, and nothing that allows it', { 'cache-control': 'max-age=60' }, BEARER],
  ['Authorization, and no Cache-Control', {}, BEARER],
  ['a lifetime that is over', { 'cache-control': 'max-age=0' }],
  ['Expires in the past', { expires: 'Thu, 01 Jan 1970 00:00:00 GMT' }],
])('an answer with %s is not stored', async (_, headers, asked) => {
  await using s = await setUp(headers)
  expect([await s.get(asked), await s.get(asked)]).toEqual(['1', '2'])
})
