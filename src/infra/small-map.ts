// A map of few entries. A Map takes about two hundred bytes even for one.

/** Beyond this, a Map is faster and not much larger. */
const MAX_ENTRIES = 8

/** The later entries follow. */
class SmallMap<V> implements ReadonlyMap<string, V> {
  readonly #key: string
  readonly #value: V
  readonly #next: SmallMap<V> | undefined

  constructor(key: string, value: V, next: SmallMap<V> | undefined) {
    this.#key = key
    this.#value = value
    this.#next = next
  }

  get size(): number {
    return 1 + (this.#next?.size ?? 0)
  }

  get(key: string): V | undefined {
    return key === this.#key ? this.#value : this.#next?.get(key)
  }

  has(key: string): boolean {
    return key === this.#key || (this.#next?.has(key) ?? false)
  }

  *entries(): MapIterator<[string, V]> {
    yield [this.#key, this.#value]
    if (this.#next !== undefined) yield* this.#next.entries()
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries()
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }
}

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>()

/** @param entries with keys that differ */
export const smallMapOf = <V>(
  entries: readonly (readonly [key: string, value: V])[],
): ReadonlyMap<string, V> => {
  if (entries.length === 0) return EMPTY
  if (entries.length > MAX_ENTRIES) return new Map(entries)
  return (
    entries.reduceRight<SmallMap<V> | undefined>(
      (next, [key, value]) => new SmallMap(key, value, next),
      undefined,
    ) ?? EMPTY
  )
}
