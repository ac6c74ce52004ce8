// Reads X's objects so that an unreadable part costs its own field and not the object. An object that passes its check is
// returned as it is; everything else here runs for objects that fail it.

import type { Gap } from './gaps.ts'
import type { FieldList } from './lookup-parameters.ts'
import { type Fields, isObject, type Unchecked } from './scalars.ts'

export interface Read<T> {
  readonly value: T
  /** The parts that were left out. */
  readonly gaps: readonly Gap[]
}

const NO_GAPS: readonly Gap[] = []

/** Every JSON object is an Unchecked<T>, whose keys are optional; TypeScript cannot infer this for a generic T. */
const unchecked = <T>(object: Fields): Unchecked<T> => object as Unchecked<T>

/** @param required fields without which the object cannot be read at all */
export const read = <T extends object>(
  list: FieldList,
  object: Fields,
  check: (object: Unchecked<T>) => object is T,
  required: readonly (keyof T & string)[],
): Read<T> | undefined => {
  const candidate = unchecked<T>(object)
  return check(candidate)
    ? { value: candidate, gaps: NO_GAPS }
    : readPartially(list, object, check, required)
}

/** Reads an object that fails its check, without the parts that cannot be read. */
const readPartially = <T extends object>(
  list: FieldList,
  object: Fields,
  check: (object: Unchecked<T>) => object is T,
  required: readonly (keyof T & string)[],
): Read<T> | undefined => {
  const fits = (candidate: Fields): candidate is Fields & T => check(unchecked(candidate))
  const core: Fields = Object.fromEntries(required.map((key) => [key, object[key]]))
  if (!fits(core)) return undefined
  const parts = new Map(Object.entries(core))
  const gaps: Gap[] = []
  for (const [key, value] of Object.entries(object)) {
    const lost: string[][] = []
    const part = readPart(value, (each) => fits({ ...core, [key]: each }), [key], lost)
    if (part !== undefined) parts.set(key, part)
    for (const path of lost) gaps.push(gapOf(list, key, path))
  }
  const value: Fields = Object.fromEntries(parts)
  return fits(value) ? { value, gaps } : undefined
}

/** Fields lie at most this deep: `entities.description.urls` of a user. A list is read as a whole or not at all. */
const MAX_DEPTH = 3

/** @param lost receives the paths of the parts that cannot be read */
const readPart = (
  value: unknown,
  fits: (value: unknown) => boolean,
  path: readonly string[],
  lost: string[][],
): unknown => {
  if (fits(value)) return value
  const corrected = withIsoTime(value)
  if (corrected !== value && fits(corrected)) return corrected
  if (isObject(value) && path.length < MAX_DEPTH) {
    const before = lost.length
    const parts = Object.entries(value).map(([key, part]) => [
      key,
      // Checked alone: another part of the object may be the unreadable one.
      readPart(part, (each) => fits({ [key]: each }), [...path, key], lost),
    ])
    const readable: unknown = Object.fromEntries(parts.filter(([, part]) => part !== undefined))
    if (fits(readable)) return readable
    lost.length = before
  }
  lost.push([...path])
  return undefined
}

/**
 * A time in UTC with a space in place of the T, and without a zone: X documents `editable_until` so.
 * @see https://docs.x.com/x-api/fundamentals/data-dictionary
 */
const SPACED_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?$/

const withIsoTime = (value: unknown): unknown =>
  typeof value === 'string' && SPACED_TIME.test(value) ? `${value.replace(' ', 'T')}Z` : value

const gapOf = (list: FieldList, name: string, path: readonly string[]): Gap => ({
  code: 'INCOMPLETE',
  list,
  name,
  message: `What X sent as \`${path.join('.')}\` of this ${NOUNS[list] ?? list} cannot be read, so it is null.`,
})

const NOUNS: Partial<Record<FieldList, string>> = { tweet: 'post', media: 'medium' }
