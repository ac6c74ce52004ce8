// The smallest parts of what X sends: texts, numbers, times and ids, and lists and objects of them. Each may be left
// out, or null, unless its name says otherwise.

import { isId } from './fields.ts'

export const isNone = (value: unknown): value is null | undefined =>
  value === undefined || value === null

export const isString = (value: unknown): boolean => typeof value === 'string'

export const isText = (value: unknown): boolean => isNone(value) || typeof value === 'string'

export const isFlag = (value: unknown): boolean => isNone(value) || typeof value === 'boolean'

export const isIdOrNone = (value: unknown): boolean => isNone(value) || isId(value)

/** GraphQL's Int. */
export const isInt = (value: unknown): boolean =>
  isNone(value) || (typeof value === 'number' && (value | 0) === value && value >= 0)

/** The sum of two is still a number that keeps all its digits. */
const MOST_COUNTED = 2 ** 52

export const isCount = (value: unknown): boolean =>
  isNone(value) || (Number.isInteger(value) && 0 <= Number(value) && Number(value) < MOST_COUNTED)

/** JSON's 1e999 is none. */
export const isReal = (value: unknown): boolean => Number.isFinite(value)

const TIME =
  /^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

export const isTime = (value: unknown): boolean =>
  isNone(value) ||
  (typeof value === 'string' &&
    TIME.test(value) &&
    (!value.startsWith('02-29', 5) || isLeap(value)))

const isLeap = (time: string): boolean => {
  const year = Number(time.slice(0, 4))
  return year % (year % 100 === 0 ? 400 : 4) === 0
}

// biome-ignore lint/suspicious/noExplicitAny: it may hold anything
type Anything = any

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object of which that is true. */
export const isGroup = (value: unknown, fits: (group: Anything) => boolean): boolean =>
  isNone(value) || (isObject(value) && fits(value))

/** A list of objects of each of which that is true. */
export const isList = (value: unknown, fits: (item: Anything) => boolean): boolean => {
  if (isNone(value)) return true
  if (!Array.isArray(value)) return false
  for (const item of value) if (!isObject(item) || !fits(item)) return false
  return true
}

export const isListOf = (value: unknown, fits: (item: unknown) => boolean): boolean =>
  isNone(value) || (Array.isArray(value) && value.every(fits))
