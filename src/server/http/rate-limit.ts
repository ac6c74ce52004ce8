// How often one caller may ask, by its address. Counted in this process or, with Redis, for all of them together; while
// Redis is slow or gone, here again.

import { LRUCache } from 'lru-cache'
import { PREFIX, type Redis } from '../../infra/redis.ts'
import { createBestEffort } from '../../infra/shared-cache.ts'
import { networkOf } from './address.ts'

/** How many seconds a caller has to wait; 0 lets it in. */
export type RateLimit = (address: string) => Promise<number>

const WINDOW_SECONDS = 60

/** The count of whoever has not asked for longest is forgotten. */
const MOST_CALLERS = 50_000

/** Its library is loaded for those who limit. */
export const createRateLimit = async (
  perMinute: number,
  redis: Redis | undefined,
): Promise<RateLimit> => {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = await import(
    'rate-limiter-flexible'
  )
  const window = { points: perMinute, duration: WINDOW_SECONDS }

  const here = new RateLimiterMemory({ ...window, keyPrefix: '' })
  const callers = new LRUCache<string, true>({
    max: MOST_CALLERS,
    dispose: (_, caller) => void here.delete(caller),
  })
  const countHere = (caller: string): Promise<Count> => {
    if (!callers.get(caller)) callers.set(caller, true)
    return counted(here.consume(caller))
  }

  /** What is too much comes as a rejection. */
  const counted = (count: Promise<Count>): Promise<Count> =>
    count.catch((error: unknown) => {
      if (error instanceof RateLimiterRes) return error
      throw error
    })

  const together =
    redis &&
    new RateLimiterRedis({
      ...window,
      storeClient: redis.client,
      useRedisPackage: true,
      keyPrefix: `${PREFIX}caller`,
    })
  const attempt = redis && createBestEffort(redis)
  const countTogether = async (caller: string): Promise<Count | undefined> =>
    together && attempt?.(() => counted(together.consume(caller)))

  return async (address) => {
    const caller = networkOf(address)
    const { consumedPoints, msBeforeNext } =
      (await countTogether(caller)) ?? (await countHere(caller))
    return consumedPoints > perMinute ? Math.max(1, Math.ceil(msBeforeNext / 1000)) : 0
  }
}

interface Count {
  readonly consumedPoints: number
  readonly msBeforeNext: number
}
