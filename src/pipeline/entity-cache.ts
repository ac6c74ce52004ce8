// The entity cache of one process. Keys begin with the scope of the credential that saw the entity. An entry knows the
// field set that it was requested with, and serves what that covers; several entries of one entity may coexist.

import { LRUCache } from 'lru-cache'

import { PUBLIC } from '../auth/credentials.ts'
import { coversFieldSet, type FieldSet } from '../plan/field-set.ts'

export interface CacheLifetimes {
  /** Milliseconds that public entities stay fresh; 0 turns their cache off. */
  readonly publicMs: number
  readonly privateMs: number
}

export interface EntityCacheOptions extends CacheLifetimes {
  readonly maxBytes: number
  readonly now: () => number
}

/** `fresh` is served as it is, `aging` is served while it is refreshed, `stale` is served only when X fails. */
export interface Hit<T> {
  readonly value: T
  readonly age: 'fresh' | 'aging' | 'stale'
  readonly at: number
}

interface Entry<T> {
  readonly value: T
  /** Undefined for an absence, which serves every request. */
  readonly fieldSet: FieldSet | undefined
  readonly at: number
  readonly bytes: number
}

export type NewEntry<T> = Entry<T>

export interface EntityCache<T> {
  find(scope: string, key: string, fieldSet: FieldSet): Hit<T> | undefined
  store(scope: string, key: string, entry: NewEntry<T>): void
  /** Whether entities of that scope are cached. */
  isEnabled(scope: string): boolean
  size(): { readonly entries: number; readonly bytes: number }
}

/** An absence may be seconds old: a post that was just written appears late. */
export const ABSENCE_MS = 10_000

/** A stale entry is never served beyond this age. */
export const MAX_STALE_MS = 3_600_000

const MAX_ENTRIES_PER_ENTITY = 4

export const createEntityCache = <T>(options: EntityCacheOptions): EntityCache<T> => {
  const { publicMs, privateMs, maxBytes, now } = options
  const entities = new LRUCache<string, readonly Entry<T>[]>({
    maxSize: maxBytes,
    sizeCalculation: (entries) => entries.reduce((sum, { bytes }) => sum + bytes, 0),
  })
  const lifetimeOf = (scope: string): number => (scope === PUBLIC ? publicMs : privateMs)

  const hitOf = ({ value, at, fieldSet }: Entry<T>, lifetime: number): Hit<T> | undefined => {
    const age = now() - at
    if (fieldSet === undefined) {
      return age < Math.min(ABSENCE_MS, lifetime) ? { value, at, age: 'fresh' } : undefined
    }
    if (age < lifetime) return { value, at, age: 'fresh' }
    if (age < lifetime * 2) return { value, at, age: 'aging' }
    return age < MAX_STALE_MS ? { value, at, age: 'stale' } : undefined
  }

  return {
    isEnabled: (scope) => lifetimeOf(scope) > 0,
    size: () => ({ entries: entities.size, bytes: entities.calculatedSize }),
    find: (scope, key, fieldSet) => {
      const entries = entities.get(fullKey(scope, key))
      if (entries === undefined) return undefined
      for (const entry of entries) {
        if (entry.fieldSet !== undefined && !coversFieldSet(entry.fieldSet, fieldSet)) continue
        const hit = hitOf(entry, lifetimeOf(scope))
        if (hit !== undefined) return hit
      }
      return undefined
    },
    store: (scope, key, entry) => {
      if (lifetimeOf(scope) === 0) return
      const name = fullKey(scope, key)
      const others = (entities.peek(name) ?? []).filter((other) => !supersedes(entry, other))
      // Another machine's clock may be ahead.
      const current = { ...entry, at: Math.min(entry.at, now()) }
      entities.set(name, [current, ...others].slice(0, MAX_ENTRIES_PER_ENTITY))
    },
  }
}

/** A new entry replaces absences, is replaced by one, and replaces the entries that it covers. */
const supersedes = <T>(entry: Entry<T>, other: Entry<T>): boolean =>
  entry.fieldSet === undefined ||
  other.fieldSet === undefined ||
  coversFieldSet(entry.fieldSet, other.fieldSet)

/** A public entity has its bare key; no scope is a number or begins with "@". */
const fullKey = (scope: string, key: string): string => (scope === PUBLIC ? key : `${scope} ${key}`)
