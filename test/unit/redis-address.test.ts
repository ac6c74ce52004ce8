import { expect, it } from 'vitest'

import { describeAddress, parseRedisUrl } from '../../src/infra/redis-address.ts'

const PLAIN = { tls: false, database: 0, sentinel: undefined }

it.each([
  ['redis://cache', { ...PLAIN, servers: [{ host: 'cache', port: 6379 }] }],
  [
    'rediss://me:p%40ss@[::1]:7000/2',
    {
      ...PLAIN,
      tls: true,
      database: 2,
      servers: [{ host: '::1', port: 7000 }],
      username: 'me',
      password: 'p@ss',
    },
  ],
  [
    'rediss-sentinel://:data@one,two:7001/1?master=main&sentinelPassword=planted',
    {
      tls: true,
      database: 1,
      servers: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 7001 },
      ],
      sentinel: { master: 'main', password: 'planted' },
      password: 'data',
    },
  ],
])('%s', (url, address) => {
  const parsed = parseRedisUrl(url)
  expect(parsed).toEqual(address)
  expect(describeAddress(parsed)).not.toMatch(/data|planted|p@ss/)
})

it.each([
  ['http://cache', 'must be a redis, rediss, redis-sentinel or rediss-sentinel address'],
  ['redis://cache/name', 'has a path that is not the number of a database'],
  ['redis://:100%@cache', 'has a % in its password'],
  ['redis://one,two', 'has several hosts'],
  ['redis://cache?master=main', 'has a parameter'],
  ['redis-sentinel://one', 'needs the name of the master'],
  ['redis-sentinel://one?master=main&sentinel=x', 'has a parameter'],
  ['redis://cache:port', 'has a host that is not valid'],
])('%s is refused', (url, message) => {
  expect(() => parseRedisUrl(url)).toThrow(message)
})
