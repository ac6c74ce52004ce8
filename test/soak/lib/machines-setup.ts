// Gateways in processes of their own, on one Redis, in front of one sandbox with a delay.

import { setPriority } from 'node:os'

import { startGateway } from '../../../bench/lib/contenders.ts'
import type { RunningProcess } from '../../../bench/lib/processes.ts'
import { createSandbox, type Sandbox, type WorldPost } from '../../../sandbox/index.ts'
import { credentialsOf } from '../../kit/gateway.ts'
import { type RedisServer, startRedis } from '../../kit/redis.ts'
import { worldWithPosts } from '../../kit/sandbox/world-with-posts.ts'

export interface Machines extends AsyncDisposable {
  readonly urls: readonly string[]
  readonly ids: readonly string[]
  readonly x: Sandbox
  readonly posts: Map<string, WorldPost>
  readonly redis: RedisServer
  /** The numbers of posts of the lookups since the last call. */
  takeCalls(): readonly number[]
  /** Kills a gateway, and starts another one in its place. */
  replace(index: number): Promise<void>
}

export const LATENCY_MS = 150

const POSTS = 40_000
const PLENTY = 1_000_000

export const startMachines = async ({
  gateways,
  workers,
  every = 5,
}: {
  readonly gateways: number
  readonly workers: number
  /** The shortest interval of subscriptions, in seconds. */
  readonly every?: number
}): Promise<Machines> => {
  const redis = await startRedis()
  prefer(redis)
  const { world, ids } = worldWithPosts({
    posts: POSTS,
    special: () => ({ frozen: true, noAgeLimit: true }),
  })
  const posts = new Map(world.posts)
  const limit = { app: PLENTY, user: PLENTY }
  const x = await createSandbox({ seed: { ...world, posts }, limits: { 'GET /2/tweets': limit } })
  let calls: number[] = []
  x.fault({
    kind: 'delay',
    ms: LATENCY_MS,
    when: ({ path, query }) => {
      if (path === '/2/tweets') calls.push((query.ids ?? '').split(',').length)
      return true
    },
  })
  const start = (): Promise<RunningProcess> =>
    startGateway(x.url, {
      environment: {
        ...credentialsOf(x),
        X_WEB_URL: x.url,
        REDIS_URL: redis.url,
        GATEWAY_SECRET: 'a secret of thirty-two characters and more',
        WORKERS: String(workers),
        CACHE_TTL_SECONDS: '600',
        PRIVATE_CACHE_TTL_SECONDS: '600',
        LIVE_LEAST_SECONDS: String(every),
      },
    })
  const running = await Promise.all(Array.from({ length: gateways }, start))
  const urls = running.map(({ port }) => `http://127.0.0.1:${port}`)
  return {
    urls,
    ids,
    x,
    posts,
    redis,
    takeCalls: () => {
      const taken = calls
      calls = []
      return taken
    },
    replace: async (index) => {
      running[index]?.child.kill('SIGKILL')
      const next = await start()
      running[index] = next
      urls[index] = `http://127.0.0.1:${next.port}`
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map((each) => each.stop()))
      await x.close()
      await redis[Symbol.asyncDispose]()
    },
  }
}

/** Gives Redis the processor first, as if it had a machine of its own, where the user may. */
const prefer = (redis: RedisServer): void => {
  try {
    setPriority(redis.pid() ?? 0, -10)
  } catch {
    process.stdout.write('Redis shares the processor: this user may not raise its priority.\n')
  }
}
