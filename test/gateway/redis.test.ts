// Trouble with Redis is visible: in the log once, with its cause, in /ready and in /metrics.

import { createClient } from '@redis/client'
import { describe, expect, it } from 'vitest'

import { createTestGateway, temporary } from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../kit/redis.ts'
import { visiblePosts } from '../kit/sandbox/posts.ts'

const SECRET = 'a secret of thirty-two characters and more'

const setUp = async () => {
  const redis = await startRedis()
  const admin = await createClient({ url: redis.url }).connect()
  const log: { readonly level: string; readonly message: string; readonly cause?: string }[] = []
  const record = (level: string) => (details: object, message: string) => {
    log.push({ level, message, ...details })
  }
  const g = await createTestGateway({
    asX: true,
    environment: {
      REDIS_URL: redis.url,
      GATEWAY_SECRET: SECRET,
      CACHE_TTL_SECONDS: '1',
      RATE_LIMIT_PER_MINUTE: '100000',
    },
    onWarning: record('warn'),
    onInfo: record('info'),
  })
  const posts = visiblePosts(g.x)
  let asked = 0
  const ask = () => {
    asked += 1
    return g.query(`{ post(id: "${posts[asked % posts.length]?.id}") { text } }`)
  }
  const health = async () => {
    expect((await ask()).errors).toBeUndefined()
    const ready = await fetch(`${g.url}/ready`)
    const { redis: state, redisCause } = (await ready.json()) as Record<string, unknown>
    const metrics = await (await fetch(`${g.url}/metrics`)).text()
    return {
      status: ready.status,
      state,
      cause: redisCause,
      up: /^gateway_redis_up (\d)/m.exec(metrics)?.[1],
      errors: metrics.match(/(?<=redis_errors_total\{code=")\w+/g) ?? [],
    }
  }
  return {
    admin,
    log,
    health,
    [Symbol.asyncDispose]: async () => {
      await g[Symbol.asyncDispose]()
      admin.destroy()
      await redis[Symbol.asyncDispose]()
    },
  }
}

const EVENTUALLY = { timeout: 10_000 }

const GOOD = { status: 200, state: 'connected', cause: undefined, up: '1' }

const bad = (state: string, cause: string) => ({ status: 200, state, cause, up: '0' })

describe.runIf(hasRedis)(`a Redis that refuses commands${NEEDS_REDIS}`, () => {
  it.each<[code: string, cause: RegExp, begin: string[], end: string[]]>([
    [
      'OOM',
      /^OOM command not allowed/,
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['CONFIG', 'SET', 'maxmemory', '0'],
    ],
    [
      'NOPERM',
      /^NOPERM .*no permissions/,
      ['ACL', 'SETUSER', 'default', '-evalsha'],
      ['ACL', 'SETUSER', 'default', '+evalsha'],
    ],
    [
      'READONLY',
      /^READONLY You can't write/,
      ['REPLICAOF', '127.0.0.1', '1'],
      ['REPLICAOF', 'NO', 'ONE'],
    ],
  ])('%s', async (code, cause, begin, end) => {
    await using s = await setUp()
    expect(await s.health()).toMatchObject(GOOD)
    await s.admin.sendCommand(begin)
    await expect
      .poll(s.health, EVENTUALLY)
      .toMatchObject({ ...bad('failing', code), errors: expect.arrayContaining([code]) })
    for (let more = 0; more < 3; more++) await s.health()
    await s.admin.sendCommand(end)
    await expect.poll(s.health, EVENTUALLY).toMatchObject(GOOD)
    // On a busy machine Redis may also be slow.
    const failing = s.log.filter((entry) => cause.test(entry.cause ?? ''))
    expect(failing).toMatchObject([
      { level: 'warn', message: 'Redis does not execute commands of the gateway' },
    ])
    expect(s.log).toContainEqual(
      expect.objectContaining({ message: 'Redis executes the commands of the gateway again' }),
    )
  })

  it('a password that changes while the gateway runs', async () => {
    await using s = await setUp()
    await s.admin.sendCommand(['CONFIG', 'SET', 'requirepass', 'planted'])
    await s.admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])
    await expect.poll(s.health, EVENTUALLY).toMatchObject(bad('lost', 'NOAUTH'))
    await s.admin.sendCommand(['CONFIG', 'SET', 'requirepass', ''])
    await expect.poll(s.health, EVENTUALLY).toMatchObject(GOOD)
    const refused = s.log.filter(
      ({ message, cause }) => message.includes('is lost') && cause?.startsWith('NOAUTH'),
    )
    expect(refused).toHaveLength(1)
    expect(s.log.map(({ message }) => message)).toContain('the connection to Redis is restored')
    expect(JSON.stringify(s.log)).not.toContain('planted')
  })
})

describe.runIf(hasRedis)(`at the start${NEEDS_REDIS}`, () => {
  const startWith = async (url: string) => {
    await using _ = await createTestGateway({
      asX: true,
      environment: { REDIS_URL: url, GATEWAY_SECRET: SECRET },
    })
  }

  it('a cluster is refused', async () => {
    using directory = temporary()
    await using redis = await startRedis(undefined, [
      '--cluster-enabled',
      'yes',
      '--dir',
      directory.path,
    ])
    await expect(startWith(redis.url)).rejects.toThrow(/^REDIS_URL: Redis at .* is a cluster, /)
  })

  it('a missing right to subscribe is named', async () => {
    await using redis = await startRedis(undefined, [
      '--user',
      'limited',
      'on',
      '>planted',
      '~*',
      '+@all',
      'resetchannels',
    ])
    const url = redis.url.replace('//', '//limited:planted@')
    await expect(startWith(url)).rejects.toThrow(
      /^REDIS_URL: the gateway may not subscribe to the channel x-metrics-gateway:peers \(NOPERM .*&x-metrics-gateway:\*$/,
    )
    await expect(startWith(url)).rejects.not.toThrow('planted')
  })
})
