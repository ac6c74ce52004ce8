// The rate limit of a client: an address, or an API key. Requests are counted in Redis for all processes together, and in this process
// without Redis or while Redis is slow or unreachable.

import { LRUCache } from 'lru-cache'

import { PREFIX, type Redis } from '../../infra/redis.ts'
import { createBestEffort } from '../../infra/shared-cache.ts'
import type { RateLimit } from '../options.ts'

const WINDOW_SECONDS = 60

/** The maximum number of clients counted in this process. The least recently seen is dropped first. */
const MAX_CLIENTS = 50_000

/** Loads the rate limiter's library for the first limited request. */
export const createRateLimit = (redis: Redis | undefined): RateLimit => {
  let loading: Promise<RateLimit> | undefined
  return async (client, perMinute) => {
    loading ??= loadRateLimit(redis)
    return (await loading)(client, perMinute)
  }
}

const loadRateLimit = async (redis: Redis | undefined): Promise<RateLimit> => {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = await import(
    'rate-limiter-flexible'
  )
  // Each client has a limit of its own, so the counts are compared here.
  const window = { points: Number.MAX_SAFE_INTEGER, duration: WINDOW_SECONDS }

  const local = new RateLimiterMemory({ ...window, keyPrefix: '' })
  const clients = new LRUCache<string, true>({
    max: MAX_CLIENTS,
    dispose: (_, client) => void local.delete(client),
  })
  const countLocally = (client: string): Promise<Count> => {
    if (!clients.get(client)) clients.set(client, true)
    return counted(local.consume(client))
  }

  /** The library rejects with the count if it exceeds the limit. */
  const counted = (count: Promise<Count>): Promise<Count> =>
    count.catch((error: unknown) => {
      if (error instanceof RateLimiterRes) return error
      throw error
    })

  const shared =
    redis &&
    new RateLimiterRedis({
      ...window,
      storeClient: redis.client,
      useRedisPackage: true,
      keyPrefix: `${PREFIX}caller`,
    })
  const attempt = redis && createBestEffort(redis, 'count requests')
  const countInRedis = async (client: string): Promise<Count | undefined> =>
    shared && attempt?.(() => counted(shared.consume(client)))

  return async (client, perMinute) => {
    const { consumedPoints, msBeforeNext } =
      (await countInRedis(client)) ?? (await countLocally(client))
    return consumedPoints > perMinute
      ? Math.min(Math.max(1, Math.ceil(msBeforeNext / 1000)), WINDOW_SECONDS)
      : 0
  }
}

interface Count {
  readonly consumedPoints: number
  readonly msBeforeNext: number
}
