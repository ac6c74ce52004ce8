// What every shape shares: whose eyes look at which moment of the world, and how X writes things.

import type { Caller } from '../exchange.ts'
import type { Era } from '../history.ts'
import type { Ask } from '../query.ts'
import { POST_DIALECT } from '../vocabulary.ts'
import type { World } from '../world/types.ts'

/** What one request sees: the world at its moment, through its caller's eyes. */
export interface View {
  readonly world: World
  readonly now: number
  readonly era: Era
  readonly caller: Caller
  readonly ask: Ask
}

export type WireObject = Record<string, unknown>

/** X's times end in .000Z. */
export const timestamp = (time: number): string =>
  `${new Date(time - (time % 1000)).toISOString().slice(0, 19)}.000Z`

/** The fields asked that have a value. */
export const shapeOf = (names: readonly string[], read: (name: string) => unknown): WireObject => {
  const shape: WireObject = {}
  for (const name of names) {
    const value = read(name)
    if (value !== undefined) shape[name] = value
  }
  return shape
}

/** The same answer in the post dialect: keys only, at every depth. */
export const inPostDialect = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inPostDialect)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [POST_DIALECT[key] ?? key, inPostDialect(inner)]),
  )
}
