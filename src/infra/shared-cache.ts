// A cache in Redis that several processes share. A slow or unreachable Redis is a cache miss.

import type { Redis } from './redis.ts'
import { bytesOfValue } from './redis-memory.ts'

export interface SharedCache {
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>
  /** Writes in the background. */
  setMany(values: ReadonlyMap<string, string>, ttlMs: number): void
}

const TIMEOUT_MS = 50

/** After a failure Redis is not called for a while, so that not every request waits for the timeout. It doubles up to a second. */
const MIN_COOLDOWN_MS = 50
const MAX_COOLDOWN_MS = 1000

/** Runs Redis commands that resolve to undefined when they fail or time out. */
export const createBestEffort = ({ run }: Redis, operation: string, timeoutMs = TIMEOUT_MS) => {
  let skipUntil = 0
  let cooldownMs = MIN_COOLDOWN_MS
  return async <T>(command: Parameters<typeof run<T>>[2]): Promise<T | undefined> => {
    if (performance.now() < skipUntil) return undefined
    try {
      const result = await run(operation, timeoutMs, command)
      cooldownMs = MIN_COOLDOWN_MS
      return result
    } catch {
      const time = performance.now()
      // Commands that fail together count once.
      if (time >= skipUntil) cooldownMs = Math.min(cooldownMs * 2, MAX_COOLDOWN_MS)
      skipUntil = time + cooldownMs
      return undefined
    }
  }
}

export const createSharedCache = (redis: Redis): SharedCache => {
  const keyOf = (key: string): string => redis.prefix + key
  const read = createBestEffort(redis, 'read the cache')
  const write = createBestEffort(redis, 'write the cache')
  return {
    getMany: async (keys) => {
      const values = await read((client) => client.mGet(keys.map(keyOf)))
      return keys.map((_, index) => values?.[index] ?? undefined)
    },
    setMany: (values, ttlMs) => {
      const bytes = [...values.values()].reduce((sum, text) => sum + bytesOfValue(text), 0)
      if (!redis.hasRoom(bytes)) return
      void write((client) => {
        const batch = client.multi()
        for (const [key, value] of values) {
          batch.set(keyOf(key), value, { expiration: { type: 'PX', value: ttlMs } })
        }
        return batch.exec()
      })
    },
  }
}
