// Trouble with Redis is visible: in the log once, with its cause, in /ready and in /metrics.

import { createHash } from 'node:crypto'

import { createClient } from '@redis/client'
import { describe, expect, it } from 'vitest'

import { connectRedis } from '../../src/infra/redis.ts'
import { createBrowser } from '../kit/browser.ts'
import { THROUGH_PROXY } from '../kit/callers.ts'
import { createCertificate, hasOpenssl, NEEDS_OPENSSL } from '../kit/certificate.ts'
import { createTestGateway, temporary } from '../kit/gateway.ts'
import { postJson } from '../kit/post-json.ts'
import { freePort, hasRedis, NEEDS_REDIS, startRedis, startSentinel } from '../kit/redis.ts'
import { ownPosts, visiblePosts } from '../kit/sandbox/posts.ts'

const SECRET = 'a secret of thirty-two characters and more'

/** The rights of docs/deployment.md, and KEYS for the test. */
const RIGHTS = ['+@all', '-@admin', '-@dangerous', '+info', '+keys']

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
      .poll(s.health)
      .toMatchObject({ ...bad('failing', code), errors: expect.arrayContaining([code]) })
    for (let more = 0; more < 3; more++) await s.health()
    await s.admin.sendCommand(end)
    await expect.poll(s.health).toMatchObject(GOOD)
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
    await expect.poll(s.health).toMatchObject(bad('lost', 'NOAUTH'))
    await s.admin.sendCommand(['CONFIG', 'SET', 'requirepass', ''])
    await expect.poll(s.health).toMatchObject(GOOD)
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

describe.runIf(hasRedis && hasOpenssl)(`with TLS${NEEDS_REDIS}${NEEDS_OPENSSL}`, () => {
  const setUpTls = async () => {
    const directory = temporary()
    const { certFile, keyFile } = createCertificate(directory.path, 'localhost')
    const port = await freePort()
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile]
    const redis = await startRedis(undefined, [
      ...['--port', '0', '--tls-port', String(port), ...files, '--tls-ca-cert-file', certFile],
      ...['--maxmemory', '64mb', '--user', 'default', 'off'],
      ...['--user', 'metrics', 'on', '>planted', '~team:metrics:*', '&team:metrics:*', ...RIGHTS],
    ])
    return {
      port,
      path: directory.path,
      certFile,
      tls: { caFile: certFile, certFile, keyFile },
      environment: {
        REDIS_URL: `rediss://metrics:planted@localhost:${port}`,
        REDIS_CERT_FILE: certFile,
        REDIS_KEY_FILE: keyFile,
        REDIS_KEY_PREFIX: 'team:metrics:',
        GATEWAY_SECRET: SECRET,
      },
      [Symbol.asyncDispose]: async () => {
        await redis[Symbol.asyncDispose]()
        directory[Symbol.dispose]()
      },
    }
  }

  it('a user who may use only the prefix is enough, for keys and channels', async () => {
    await using s = await setUpTls()
    const environment = {
      ...s.environment,
      REDIS_CA_FILE: s.certFile,
      PRIVATE_CACHE_TTL_SECONDS: '60',
      RATE_LIMIT_PER_MINUTE: '1000',
      DAILY_USD: '100',
    }
    const problems: unknown[] = []
    const options = {
      asX: true,
      environment,
      onWarning: (details: object) => problems.push(details),
    }
    await using one = await createTestGateway(options)
    await using other = await createTestGateway({ ...options, on: one.x })
    const browser = createBrowser()
    const { userId } = one.x.credentials
    await browser.logIn(one.url, userId, { returnTo: '/done' })
    const query = `{ viewer { accounts { user { id } } } posts(ids: [${ownPosts(one.x)[0]?.id}]) { organicMetrics { likeCount } } }`
    const answer = await browser.query(other.url, query, THROUGH_PROXY)
    expect(answer.data.viewer.accounts).toEqual([{ user: { id: userId } }])
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    await postJson(`${one.url}/graphql`, {
      query,
      extensions: { persistedQuery: { version: 1, sha256Hash } },
    })
    const redis = await connectRedis(s.environment.REDIS_URL, {
      ...{ setting: 'REDIS_URL', strict: true, onEvent: () => {}, tls: s.tls },
    })
    const kinds = async () => {
      const keys = await redis.run('keys', 1000, (client) => client.keys('*'))
      return [...new Set(keys.map((key) => key.replace(/^(team:metrics:\w+).*/s, '$1')))].sort()
    }
    await expect
      .poll(kinds)
      .toEqual(
        'accounts author caller canary claim document documents entities entity format gateways session spend'
          .split(' ')
          .map((kind) => `team:metrics:${kind}`),
      )
    await redis.close()
    expect(problems).toEqual([])
  })

  it('Sentinels with TLS and a password report the name of the host', async () => {
    await using s = await setUpTls()
    const port = await freePort()
    await using _ = await startSentinel(s.path, [
      'port 0',
      `tls-port ${port}`,
      `tls-cert-file ${s.tls.certFile}`,
      `tls-key-file ${s.tls.keyFile}`,
      `tls-ca-cert-file ${s.certFile}`,
      'tls-replication yes',
      'requirepass other',
      'sentinel resolve-hostnames yes',
      'sentinel announce-hostnames yes',
      `sentinel monitor main localhost ${s.port} 1`,
      'sentinel auth-user main metrics',
      'sentinel auth-pass main planted',
    ])
    const options = { setting: 'REDIS_URL', strict: true, onEvent: () => {}, tls: s.tls }
    const url = `rediss-sentinel://metrics:planted@localhost:${port}?master=main`
    await expect(connectRedis(url, options)).rejects.toThrow(/^The Sentinel at .*NOAUTH/)
    const redis = await connectRedis(`${url}&sentinelPassword=other`, options)
    expect(await redis.run('ping', 1000, (client) => client.ping())).toBe('PONG')
    await redis.close()
  })

  it.each([
    ['no CA', {}, /^REDIS_URL: Redis at localhost:\d+ cannot be reached \(self-signed certificate/],
    ['no file', { REDIS_CA_FILE: '/missing' }, /^REDIS_CA_FILE: the file cannot be read \(ENOENT/],
  ])('%s: the start is refused with the cause', async (_, more, message) => {
    await using s = await setUpTls()
    const environment = { ...s.environment, ...more }
    await expect(createTestGateway({ asX: true, environment })).rejects.toThrow(message)
  })
})
