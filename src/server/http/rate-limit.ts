// The rate limit of a client: an address, or an API key. Requests are counted in Redis for all processes together, and in this process
// without Redis or while Redis is slow or unreachable.

import { createLru } from '../../infra/lru.ts'

import type { Redis } from '../../infra/redis.ts'
import { createBestEffort } from '../../infra/shared-cache.ts'
import type { RateLimit } from '../options.ts'

const WINDOW_MS = 60_000

/** The maximum number of clients counted in this process. The least recently seen is dropped first. */
const MAX_CLIENTS = 50_000

/** KEYS: the client. ARGV: the window. Returns the requests in the window, and when it ends. */
const COUNT = `
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { count, left }
`

interface Count {
  readonly requests: number
  /** The time until the window ends. */
  readonly leftMs: number
}

export const createRateLimit = (redis: Redis | undefined): RateLimit => {
  const countLocally = createLocalCount()
  const countInRedis = redis && createRedisCount(redis)
  return async (client, perMinute) => {
    const { requests, leftMs } = (await countInRedis?.(client)) ?? countLocally(client)
    return requests > perMinute ? Math.max(1, Math.ceil(leftMs / 1000)) : 0
  }
}

const createLocalCount = (): ((client: string) => Count) => {
  const windows = createLru<{ requests: number; readonly endsAt: number }>(MAX_CLIENTS)
  return (client) => {
    const now = performance.now()
    const known = windows.get(client)
    const window =
      known === undefined || known.endsAt <= now ? { requests: 0, endsAt: now + WINDOW_MS } : known
    window.requests += 1
    if (window !== known) windows.set(client, window)
    return { requests: window.requests, leftMs: window.endsAt - now }
  }
}

const createRedisCount = (redis: Redis) => {
  const attempt = createBestEffort(redis, 'count requests')
  return (client: string): Promise<Count | undefined> =>
    attempt(async (connected) => {
      const keys = [`${redis.prefix}caller:${client}`]
      const reply = await connected.eval(COUNT, { keys, arguments: [String(WINDOW_MS)] })
      const [requests = 0, leftMs = 0] = Array.isArray(reply) ? reply.map(Number) : []
      return { requests, leftMs }
    })
}
