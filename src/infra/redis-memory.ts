// The memory of a Redis that has a limit (maxmemory). What gateways cache in it stays below a share of the limit, so that
// Redis neither evicts sessions and accounts for it, nor refuses to write them.

export interface RedisMemory {
  readonly used: number
  /** Infinite without maxmemory. */
  readonly limit: number
  readonly policy: string
}

export interface MemoryGuard {
  /** Whether so many more bytes may be cached. If so, they count as written. */
  hasRoom(bytes: number): boolean
}

const CACHE_SHARE = 0.8

/** The memory is read again after this long. Meanwhile the written bytes are added to it. */
const REFRESH_MS = 100

/** A key of Redis takes so much beside its value. */
const BYTES_PER_KEY = 200

/** The memory of a value in Redis, whose allocations are larger than their content. */
export const bytesOfValue = (text: string): number => BYTES_PER_KEY + text.length * 1.25

/** Reads Redis's answer to INFO. */
export const parseMemory = (info: string): RedisMemory => {
  const find = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? ''
  return {
    used: Number(find('used_memory')),
    limit: Number(find('maxmemory')) || Number.POSITIVE_INFINITY,
    policy: find('maxmemory_policy'),
  }
}

export const createMemoryGuard = (
  readMemory: () => Promise<RedisMemory>,
  now = (): number => performance.now(),
): MemoryGuard => {
  let [used, limit, written] = [0, Number.POSITIVE_INFINITY, 0]
  let refreshedAt = Number.NEGATIVE_INFINITY

  const refresh = (): void => {
    if (now() - refreshedAt < REFRESH_MS) return
    refreshedAt = now()
    const before = written
    readMemory().then(
      (memory) => {
        ;[used, limit, written] = [memory.used, memory.limit, written - before]
      },
      // A user without the right to INFO cannot read the memory.
      () => {},
    )
  }

  return {
    hasRoom: (bytes) => {
      refresh()
      if (used + written + bytes > limit * CACHE_SHARE) return false
      written += bytes
      return true
    },
  }
}

/** The eviction policies under which sessions stay: `volatile-ttl` evicts entries of the cache first. */
const safePolicies = (hasCache: boolean): readonly string[] =>
  hasCache ? ['noeviction', 'volatile-ttl'] : ['noeviction']

/** Returns a warning if Redis may evict sessions and accounts, or has no limit and may take all memory of its machine. */
export const findMemoryRisk = (
  { limit, policy }: RedisMemory,
  setting: string,
  hasCache: boolean,
): string | undefined => {
  if (limit === Number.POSITIVE_INFINITY) {
    return `${setting}: Redis has no memory limit. Set its maxmemory, and maxmemory-policy noeviction.`
  }
  if (safePolicies(hasCache).includes(policy)) return undefined
  return `${setting}: when its memory is full, Redis may evict sessions and connected accounts (maxmemory-policy ${policy}). Set it to noeviction${hasCache ? ', or give them a Redis of their own (ACCOUNTS_REDIS_URL)' : ''}.`
}
