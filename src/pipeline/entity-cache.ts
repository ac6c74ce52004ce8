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

/** A request for entities of one scope, and its time. */
interface Reading {
  readonly requested: FieldSet
  readonly lifetime: number
  readonly time: number
}

/** A value is its own entry: an object beside each would take as much as a third of a post. */
export type Entry<T> = T & {
  /** Undefined for an absence, which serves every request. */
  readonly fieldSet: FieldSet | undefined
  readonly at: number
  readonly bytes: number
}

export interface EntityCache<T> {
  /** Returns a function that finds entities by their keys, as of now. */
  reader(scope: string, fieldSet: FieldSet): (key: string) => Hit<T> | undefined
  store(scope: string, key: string, entry: Entry<T>): void
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
  const entities = new LRUCache<string, Entry<T> | readonly Entry<T>[]>({
    maxSize: maxBytes,
    sizeCalculation: (entries) =>
      isList(entries) ? entries.reduce((sum, { bytes }) => sum + bytes, 0) : entries.bytes,
  })
  const lifetimeOf = (scope: string): number => (scope === PUBLIC ? publicMs : privateMs)

  const hitOf = (value: Entry<T>, { requested, lifetime, time }: Reading): Hit<T> | undefined => {
    const { at, fieldSet } = value
    const age = time - at
    if (fieldSet === undefined) {
      return age < Math.min(ABSENCE_MS, lifetime) ? { value, at, age: 'fresh' } : undefined
    }
    if (!coversFieldSet(fieldSet, requested)) return undefined
    if (age < lifetime) return { value, at, age: 'fresh' }
    if (age < lifetime * 2) return { value, at, age: 'aging' }
    return age < MAX_STALE_MS ? { value, at, age: 'stale' } : undefined
  }

  return {
    isEnabled: (scope) => lifetimeOf(scope) > 0,
    size: () => ({ entries: entities.size, bytes: entities.calculatedSize }),
    reader: (scope, requested) => {
      const reading: Reading = { requested, lifetime: lifetimeOf(scope), time: now() }
      return (key) => {
        const entries = entities.get(fullKey(scope, key))
        if (entries === undefined) return undefined
        if (!isList(entries)) return hitOf(entries, reading)
        for (const entry of entries) {
          const hit = hitOf(entry, reading)
          if (hit !== undefined) return hit
        }
        return undefined
      }
    },
    store: (scope, key, entry) => {
      if (lifetimeOf(scope) === 0) return
      const name = fullKey(scope, key)
      // Another machine's clock may be ahead.
      const current = entry.at > now() ? { ...entry, at: now() } : entry
      const present = entities.peek(name)
      const others =
        present === undefined ? [] : listOf(present).filter((other) => !supersedes(entry, other))
      entities.set(
        name,
        others.length === 0 ? current : [current, ...others].slice(0, MAX_ENTRIES_PER_ENTITY),
      )
    },
  }
}

/** Most entities have one entry, which is stored without a list. */
const listOf = <E extends object>(entries: E | readonly E[]): readonly E[] =>
  isList(entries) ? entries : [entries]

const isList = <E extends object>(entries: E | readonly E[]): entries is readonly E[] =>
  Array.isArray(entries)

/** A new entry replaces absences, is replaced by one, and replaces the entries that it covers. */
const supersedes = <T>(entry: Entry<T>, other: Entry<T>): boolean =>
  entry.fieldSet === undefined ||
  other.fieldSet === undefined ||
  coversFieldSet(entry.fieldSet, other.fieldSet)

/** A public entity has its bare key; no scope is a number or begins with "@". */
const fullKey = (scope: string, key: string): string => (scope === PUBLIC ? key : `${scope} ${key}`)
