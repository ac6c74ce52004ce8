// Things that are kept for a while: codes, tokens, nonces. They expire by the sandbox's clock, and when
// the shelf is full the oldest goes first.

export interface Shelf<T> {
  put(key: string, thing: T): void
  get(key: string): T | undefined
  /** For what may be used once. */
  take(key: string): T | undefined
  remove(key: string): void
  removeWhere(matches: (thing: T) => boolean): void
  has(key: string): boolean
  clear(): void
}

export interface ShelfOptions {
  readonly now: () => number
  /** @default as long as the sandbox runs */
  readonly lifeMs?: number
  /** @default 10,000 */
  readonly most?: number
}

export const createShelf = <T>({
  now,
  lifeMs = Number.POSITIVE_INFINITY,
  most = 10_000,
}: ShelfOptions): Shelf<T> => {
  const things = new Map<string, { readonly thing: T; readonly until: number }>()
  const get = (key: string): T | undefined => {
    const kept = things.get(key)
    if (kept === undefined) return undefined
    if (now() < kept.until) return kept.thing
    things.delete(key)
    return undefined
  }
  return {
    put: (key, thing) => {
      things.delete(key)
      things.set(key, { thing, until: now() + lifeMs })
      for (const oldest of things.keys()) {
        if (things.size <= most) break
        things.delete(oldest)
      }
    },
    get,
    take: (key) => {
      const thing = get(key)
      things.delete(key)
      return thing
    },
    remove: (key) => {
      things.delete(key)
    },
    removeWhere: (matches) => {
      for (const [key, { thing }] of things) if (matches(thing)) things.delete(key)
    },
    has: (key) => get(key) !== undefined,
    clear: () => things.clear(),
  }
}
