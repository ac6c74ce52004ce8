// Gateways in processes of their own, on one Redis, in front of one sandbox with a delay.

import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'

import { startGateway } from '../../../bench/lib/contenders.ts'
import type { RunningProcess } from '../../../bench/lib/processes.ts'
import { createSandbox, type Sandbox, type WorldPost } from '../../../sandbox/index.ts'
import { credentialsOf } from '../../kit/gateway.ts'
import { type RedisServer, sharing, startRedis } from '../../kit/redis.ts'
import { worldWithPosts } from '../../kit/sandbox/world-with-posts.ts'

export interface Machines extends AsyncDisposable {
  readonly urls: readonly string[]
  /** Gateways with one worker, or the workers of one. */
  readonly processes: number
  readonly ids: readonly string[]
  readonly x: Sandbox
  readonly posts: Map<string, WorldPost>
  readonly redis: RedisServer
  /** The lookups of posts since the last call. */
  takeCalls(): readonly Call[]
  /** Kills a gateway, and starts another one in its place. */
  replace(index: number): Promise<void>
}

/** A lookup of posts, as X receives it. */
export interface Call {
  /** A time of `performance.now()`. */
  readonly at: number
  readonly ids: readonly string[]
}

export const postsIn = (calls: readonly Call[]): number =>
  calls.reduce((sum, { ids }) => sum + ids.length, 0)

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
  // As if it had a machine of its own.
  prefer(redis.pid(), -10)
  const { world, ids } = worldWithPosts({
    posts: POSTS,
    special: () => ({ frozen: true, noAgeLimit: true }),
  })
  const posts = new Map(world.posts)
  const limit = { app: PLENTY, user: PLENTY }
  const x = await createSandbox({ seed: { ...world, posts }, limits: { 'GET /2/tweets': limit } })
  let calls: Call[] = []
  x.fault({
    kind: 'delay',
    ms: LATENCY_MS,
    when: ({ path, query }) => {
      if (path === '/2/tweets') {
        calls.push({ at: performance.now(), ids: (query.ids ?? '').split(',') })
      }
      return true
    },
  })
  const start = (wrapper: readonly string[] = []): Promise<RunningProcess> =>
    startGateway(x.url, {
      wrapper,
      environment: {
        ...credentialsOf(x),
        X_WEB_URL: x.url,
        ...sharing(redis),
        WORKERS: String(workers),
        CACHE_TTL_SECONDS: '600',
        PRIVATE_CACHE_TTL_SECONDS: '600',
        LIVE_LEAST_SECONDS: String(every),
      },
    })
  const running = await Promise.all(Array.from({ length: gateways }, () => start()))
  const urls = running.map(({ port }) => `http://127.0.0.1:${port}`)
  return {
    urls,
    processes: gateways * workers,
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
      const next = await start(IN_BACKGROUND)
      prefer(next.child.pid, 0)
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

/** A gateway that starts takes less processor time than the others, as if it had a machine of its own. */
const IN_BACKGROUND = ['nice', '-n', '5']

/** Sets the priority of all threads of a process, where the user may. */
const prefer = (pid: number | undefined, priority: number): void => {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), priority)
  } catch {
    process.stdout.write('The processes share the processor: this user may not raise a priority.\n')
  }
}
