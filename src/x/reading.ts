// Objects of X of which some part is not what X documents: an unreadable part is left out, so that it costs its own field
// and not the object. The fast path is a check that succeeds; everything here runs for objects that fail it.

import type { FieldList, Gap } from './gaps.ts'
import { isObject } from './leaves.ts'

type Fits = (value: unknown) => boolean

/** X documents `editable_until` with a space and without a time zone. It is UTC. */
const SPACED_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?$/

const normalized = (value: unknown): unknown =>
  typeof value === 'string' && SPACED_TIME.test(value) ? `${value.replace(' ', 'T')}Z` : value

/** Fields lie at most this deep: `entities.description.urls` of a user. Lists are read whole or not at all. */
const MOST_LEVELS = 3

const readPart = (
  value: unknown,
  fits: Fits,
  path: readonly string[],
  lost: string[][],
): unknown => {
  if (fits(value)) return value
  const other = normalized(value)
  if (other !== value && fits(other)) return other
  if (isObject(value) && path.length < MOST_LEVELS) {
    const before = lost.length
    const parts = Object.entries(value).map(([key, part]) => [
      key,
      // Not `{ ...value }`: the other parts may be the unreadable ones.
      readPart(part, (each) => fits({ [key]: each }), [...path, key], lost),
    ])
    const whole: unknown = Object.fromEntries(parts.filter(([, part]) => part !== undefined))
    if (fits(whole)) return whole
    lost.length = before
  }
  lost.push([...path])
  return undefined
}

export interface Read<T> {
  readonly value: T
  readonly gaps: readonly Gap[]
}

const NO_GAPS: readonly Gap[] = []

/** @param required the fields without which the object is nothing; without them nothing is read */
export const read = <T extends object>(
  list: FieldList,
  object: T,
  fits: (object: T) => boolean,
  required: readonly (keyof T & string)[],
): Read<T> | undefined => {
  if (fits(object)) return { value: object, gaps: NO_GAPS }
  const core = Object.fromEntries(required.map((key) => [key, object[key]])) as Partial<T>
  if (!fits(core as T)) return undefined
  const value = { ...core } as Record<string, unknown>
  const gaps: Gap[] = []
  for (const [key, part] of Object.entries(object)) {
    const lost: string[][] = []
    const kept = readPart(part, (each) => fits({ ...core, [key]: each } as T), [key], lost)
    if (kept !== undefined) Object.defineProperty(value, key, { value: kept, enumerable: true })
    for (const path of lost) gaps.push(gapOf(list, key, path))
  }
  return { value: value as T, gaps }
}

const gapOf = (list: FieldList, name: string, path: readonly string[]): Gap => ({
  code: 'INCOMPLETE',
  list,
  name,
  message: `What X sent as \`${path.join('.')}\` of this ${NOUNS[list]} cannot be read, so it is null.`,
})

const NOUNS: Readonly<Record<FieldList, string>> = {
  expansions: 'post',
  tweet: 'post',
  media: 'medium',
  poll: 'poll',
  place: 'place',
  user: 'user',
}
