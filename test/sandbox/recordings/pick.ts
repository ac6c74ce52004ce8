// Optional parts of the objects of a fixture's world: those that the recorded shape has, and those that were not
// requested, so that the test covers their omission.

import type { Item } from './shape.ts'

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Removes keys without a value, as `exactOptionalPropertyTypes` requires. */
export const definedOnly = <T extends object>(parts: T): Defined<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Defined<T>

/** The sample's value; undefined if it was requested and is absent; otherwise an extra value. */
export const createPicker =
  (sample: Item, requested: ReadonlySet<string>) =>
  <T>(name: string, more: T): T | undefined => {
    if (name in sample) return sample[name] as T
    return requested.has(name) ? undefined : more
  }
