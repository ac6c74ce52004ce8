// Redis behind Sentinels: the master is killed, and then its successor hangs, while gateways serve queries and logins.

import { setTimeout as pause } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { connectRedis } from '../../src/infra/redis.ts'
import { type Browser, createBrowser } from '../kit/browser.ts'
import { THROUGH_PROXY } from '../kit/callers.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway, type TestGateway, temporary } from '../kit/gateway.ts'
import { hasRedis, NEEDS_REDIS, portOf, sharing, startSentinels } from '../kit/redis.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const setUp = async () => {
  const directory = temporary()
  const redis = await startSentinels(directory.path)
  const clock = createClock(NOW)
  const x = await sandboxAt({ now: clock.now })
  const environment = {
    CACHE_TTL_SECONDS: '60',
    PRIVATE_CACHE_TTL_SECONDS: '60',
    DATA_DIR: directory.path,
    ...sharing(redis),
  }
  const options = { on: x, asX: true, now: clock.now, environment, redisTimeoutMs: 1000 }
  const [one, other] = [await createTestGateway(options), await createTestGateway(options)]
  return {
    x,
    clock,
    redis,
    one,
    other,
    [Symbol.asyncDispose]: async () => {
      for (const each of [one, other, x, redis]) await each[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

const health = async ({ url }: TestGateway) => {
  const { redis } = (await (await fetch(`${url}/ready`)).json()) as { readonly redis: string }
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return [redis, /^gateway_redis_up (\d)/m.exec(metrics)?.[1]]
}

/** Runs the work again and again until it is disposed of, and leaves the machine time for the failover. */
const repeat = (work: () => Promise<void>): AsyncDisposable => {
  let isRunning = true
  const running = (async () => {
    while (isRunning) {
      await work()
      await pause(20)
    }
  })()
  return {
    [Symbol.asyncDispose]: async () => {
      isRunning = false
      await running
    },
  }
}

const connect = (url: string) =>
  connectRedis(url, { setting: 'REDIS_URL', strict: false, onEvent: () => {} })

describe.runIf(hasRedis)(`Redis behind Sentinels${NEEDS_REDIS}`, () => {
  it('failovers lose no login and cause no wrong answer, and gateways share afterwards', async () => {
    await using s = await setUp()
    const { userId } = s.x.credentials
    const gateways = [s.one, s.other]
    const ids = foreignPosts(s.x).map(({ id }) => id)
    const wrong: unknown[] = []
    let step = 0
    const query = async (gateway: TestGateway): Promise<void> => {
      step += 1
      const id = ids[step % ids.length]
      const { data, errors } = await gateway.query(`{ post(id: "${id}") { id } }`)
      if (errors !== undefined || data.post.id !== id) wrong.push(errors ?? data)
    }
    const browsers: Browser[] = []
    const logIn = async (): Promise<void> => {
      const browser = createBrowser('a browser')
      const { url } = await browser.logIn(s.one.url, userId, { returnTo: '/done' })
      if (url.pathname === '/done') browsers.push(browser)
    }
    const lostLogins = async () => {
      const viewer = '{ viewer { accounts { user { id } } } }'
      const answers = browsers.map((each) => each.query(s.other.url, viewer, THROUGH_PROXY))
      return (await Promise.all(answers)).filter(
        ({ data }) => data?.viewer.accounts[0]?.user.id !== userId,
      )
    }
    const isWell = async (): Promise<void> => {
      await expect.poll(lostLogins).toEqual([])
      for (const gateway of gateways) {
        await expect.poll(() => health(gateway)).toEqual(['connected', '1'])
      }
    }
    {
      await using _queries = repeat(async () => {
        for (const gateway of gateways) await query(gateway)
      })
      {
        await using _logins = repeat(logIn)
        await expect.poll(() => browsers.length).toBeGreaterThan(3)
        await first(s.redis.servers).stop()
      }
      await isWell()

      // A server that hangs does not end its connections.
      const probe = await connect(s.redis.url)
      const info = await probe.run('info', 1000, (client) => client.info('server'))
      await probe.close()
      first(s.redis.servers, (each) => info.includes(`tcp_port:${portOf(each)}`)).pause()
      await isWell()
    }
    expect(wrong).toEqual([])

    const browser = first(browsers)
    const own = ownPosts(s.x).values()
    const clicks = async (gateway: TestGateway, id: string | undefined) => {
      const post = `{ post(id: "${id}") { organicMetrics { userProfileClicks } } }`
      return (await browser.query(gateway.url, post, THROUGH_PROXY)).data.post.organicMetrics
    }
    const shares = async (): Promise<boolean> => {
      const { id } = own.next().value ?? {}
      // Private results from before the connection was restored are not shared.
      s.clock.pass(10)
      s.one.takeRequests()
      const [here, there] = [await clicks(s.one, id), await clicks(s.other, id)]
      expect([here, there]).toEqual([expect.anything(), here])
      return s.one.takeRequests().length === 1
    }
    await expect.poll(shares).toBe(true)
    const mutation = `mutation { disconnectAccount(userId: "${userId}") { viewer { loginUrl } } }`
    const disconnect = async (): Promise<unknown> => {
      const { errors = [] } = await browser.query(s.one.url, mutation, THROUGH_PROXY)
      return errors[0]?.extensions.code
    }
    // On a busy machine, the Sentinels may begin another failover, and clients are asked to try again.
    await expect.poll(disconnect).not.toBe('UPSTREAM_UNAVAILABLE')
    expect(await clicks(s.other, ownPosts(s.x)[0]?.id)).toBe(null)
  })

  it('writes of accounts wait for a replica; an unknown master is named', async () => {
    using directory = temporary()
    await using sentinels = await startSentinels(directory.path)
    const redis = await connect(sentinels.url)
    const duration = async (run: typeof redis.run): Promise<number> => {
      const started = performance.now()
      await run('set', 5000, (client) => client.set('key', 'value'))
      return performance.now() - started
    }
    await duration(redis.runDurably)
    for (const replica of sentinels.servers.slice(1)) replica.pause()
    expect(await duration(redis.runDurably)).toBeGreaterThan(190)
    await redis.close()
    await expect(connect(sentinels.url.replace(/=.*/, '=other'))).rejects.toThrow(
      /^The Sentinel at 127.0.0.1:\d+ does not monitor a master of the name other/,
    )
  })
})
