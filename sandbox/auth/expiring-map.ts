// A bounded map whose entries expire by the sandbox's clock: codes, tokens, nonces. When it is full, the oldest
// entry is evicted.

export interface ExpiringMap<T> {
  set(key: string, value: T): void
  get(key: string): T | undefined
  /** Returns and deletes a value that may be used once. */
  take(key: string): T | undefined
  delete(key: string): void
  deleteWhere(matches: (value: T) => boolean): void
  has(key: string): boolean
  clear(): void
}

export interface ExpiringMapOptions {
  readonly now: () => number
  /** @default as long as the sandbox runs */
  readonly lifetimeMs?: number
  /** @default 10,000 */
  readonly maxEntries?: number
}

export const createExpiringMap = <T>({
  now,
  lifetimeMs = Number.POSITIVE_INFINITY,
  maxEntries = 10_000,
}: ExpiringMapOptions): ExpiringMap<T> => {
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>()
  const get = (key: string): T | undefined => {
    const entry = entries.get(key)
    if (entry === undefined) return undefined
    if (now() < entry.expiresAt) return entry.value
    entries.delete(key)
    return undefined
  }
  return {
    set: (key, value) => {
      entries.delete(key)
      entries.set(key, { value, expiresAt: now() + lifetimeMs })
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break
        entries.delete(oldest)
      }
    },
    get,
    take: (key) => {
      const value = get(key)
      entries.delete(key)
      return value
    },
    delete: (key) => {
      entries.delete(key)
    },
    deleteWhere: (matches) => {
      for (const [key, { value }] of entries) if (matches(value)) entries.delete(key)
    },
    has: (key) => get(key) !== undefined,
    clear: () => entries.clear(),
  }
}
