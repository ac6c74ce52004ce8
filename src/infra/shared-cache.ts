// A cache in Redis that several processes share. A slow or unreachable Redis is a cache miss.

import { PREFIX, type Redis } from './redis.ts'

export interface SharedCache {
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>
  /** Writes in the background. */
  setMany(values: ReadonlyMap<string, string>, ttlMs: number): void
}

const TIMEOUT_MS = 50

/** After a failure Redis is not called for this long, so that not every request waits for the timeout. */
const COOLDOWN_MS = 1000

/** Runs Redis commands that resolve to undefined when they fail or time out. */
export const createBestEffort = ({ run }: Redis, operation: string, timeoutMs = TIMEOUT_MS) => {
  let skipUntil = 0
  return async <T>(command: Parameters<typeof run<T>>[2]): Promise<T | undefined> => {
    if (performance.now() < skipUntil) return undefined
    try {
      return await run(operation, timeoutMs, command)
    } catch {
      skipUntil = performance.now() + COOLDOWN_MS
      return undefined
    }
  }
}

export const createSharedCache = (redis: Redis): SharedCache => {
  const read = createBestEffort(redis, 'read the cache')
  const write = createBestEffort(redis, 'write the cache')
  return {
    getMany: async (keys) => {
      const values = await read((client) => client.mGet(keys.map((key) => PREFIX + key)))
      return keys.map((_, index) => values?.[index] ?? undefined)
    },
    setMany: (values, ttlMs) => {
      void write((client) => {
        const batch = client.multi()
        for (const [key, value] of values) {
          batch.set(PREFIX + key, value, { expiration: { type: 'PX', value: ttlMs } })
        }
        return batch.exec()
      })
    },
  }
}
