// How a made thing gets its optional parts: those that its shape shows, none that were asked for and are
// not shown, and all others, so that leaving out what was not asked is part of the test.

import type { Item } from './shape.ts'

/** Without the keys that have no value, as exact optional properties want it. */
export const held = <T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** From the sample; nothing, when it was asked for and is not there; otherwise something more. */
export const createPicker =
  (sample: Item, asked: ReadonlySet<string>) =>
  <T>(name: string, more: T): T | undefined => {
    if (name in sample) return sample[name] as T
    return asked.has(name) ? undefined : more
  }
