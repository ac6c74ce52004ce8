// What several processes remember together, in Redis. It is never waited for long: a slow or dead Redis knows nothing.

import { PREFIX, type Redis } from './redis.ts'

export interface SharedCache {
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>
  /** Not waited for. */
  setMany(values: ReadonlyMap<string, string>, lifeMs: number): void
}

const PATIENCE_MS = 50

/** After it has not answered it is left alone for a moment, so that not every request waits. */
const REST_MS = 1000

/** What a command gives; nothing when it does not give it in time. */
export const createAttempts = ({ within }: Redis) => {
  let restUntil = 0
  return async <T>(command: Parameters<typeof within<T>>[1]): Promise<T | undefined> => {
    if (performance.now() < restUntil) return undefined
    try {
      return await within(PATIENCE_MS, command)
    } catch {
      restUntil = performance.now() + REST_MS
      return undefined
    }
  }
}

export const createSharedCache = (redis: Redis): SharedCache => {
  const attempt = createAttempts(redis)
  return {
    getMany: async (keys) => {
      const values = await attempt((client) => client.mGet(keys.map((key) => PREFIX + key)))
      return keys.map((_, index) => values?.[index] ?? undefined)
    },
    setMany: (values, lifeMs) => {
      void attempt((client) => {
        const batch = client.multi()
        for (const [key, value] of values) {
          batch.set(PREFIX + key, value, { expiration: { type: 'PX', value: lifeMs } })
        }
        return batch.exec()
      })
    },
  }
}
