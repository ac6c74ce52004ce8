// Shared by all wire formats: the inputs of a response, and X's notation.

import type { Era } from '../era.ts'
import type { FieldSet } from '../field-set.ts'
import type { Caller } from '../http.ts'
import { POST_DIALECT } from '../vocabulary.ts'
import type { World } from '../world/types.ts'

/** The inputs of a response: the world at a point in time, the caller, and the requested fields. */
export interface View {
  readonly world: World
  readonly now: number
  readonly era: Era
  readonly caller: Caller
  /** The sandbox's own origin, at which it serves pictures. */
  readonly origin: string
  readonly fieldSet: FieldSet
}

export type WireObject = Record<string, unknown>

/** X's timestamps have whole seconds and end in `.000Z`. */
export const timestamp = (time: number): string =>
  `${new Date(time - (time % 1000)).toISOString().slice(0, 19)}.000Z`

/** The requested fields that have a value. */
export const shapeOf = (names: readonly string[], read: (name: string) => unknown): WireObject => {
  const shape: WireObject = {}
  for (const name of names) {
    const value = read(name)
    if (value !== undefined) shape[name] = value
  }
  return shape
}

/** Renames the keys of a response to the post dialect, at every depth. */
export const toPostDialect = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toPostDialect)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [POST_DIALECT[key] ?? key, toPostDialect(inner)]),
  )
}
