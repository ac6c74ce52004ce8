// Predicates for the smallest parts of X's objects. X leaves out a field without a value, and null means the same: the
// `isOptional…` predicates accept both.

import { isId } from './fields.ts'

/** A JSON object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

/** The keys of T, each of which may be missing or hold anything. */
export type Unchecked<T> = { readonly [Key in keyof T]?: unknown }

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isString = (value: unknown): value is string => typeof value === 'string'

export const isNullish = (value: unknown): value is null | undefined =>
  value === undefined || value === null

export const isOptionalString = (value: unknown): boolean =>
  isNullish(value) || typeof value === 'string'

export const isOptionalBoolean = (value: unknown): boolean =>
  isNullish(value) || typeof value === 'boolean'

export const isOptionalId = (value: unknown): boolean => isNullish(value) || isId(value)

/** An integer from 0 to the maximum of GraphQL's Int. */
export const isInt = (value: unknown): boolean =>
  typeof value === 'number' && (value | 0) === value && value >= 0

/** An integer, or its digits: X has sent some numbers as text (recorded). */
export const isOptionalIntOrDigits = (value: unknown): boolean =>
  isString(value) ? /^\d{1,9}$/.test(value) : isOptionalInt(value)

export const isOptionalInt = (value: unknown): boolean => isNullish(value) || isInt(value)

/** The sum of two counts is still a safe integer. */
const COUNT_LIMIT = 2 ** 52

export const isOptionalCount = (value: unknown): boolean =>
  isNullish(value) ||
  (typeof value === 'number' && Number.isInteger(value) && 0 <= value && value < COUNT_LIMIT)

/** JSON.parse turns 1e999 into Infinity. */
export const isFiniteNumber = (value: unknown): boolean => Number.isFinite(value)

const TIMESTAMP =
  /^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** RFC 3339: the DateTime fields of the schema write the text as X sent it. */
export const isOptionalTimestamp = (value: unknown): boolean =>
  isNullish(value) ||
  (typeof value === 'string' &&
    TIMESTAMP.test(value) &&
    (!value.startsWith('02-29', 5) || isInLeapYear(value)))

const isInLeapYear = (timestamp: string): boolean => {
  const year = Number(timestamp.slice(0, 4))
  return year % (year % 100 === 0 ? 400 : 4) === 0
}

export const isOptionalObject = (value: unknown, fits: (object: Fields) => boolean): boolean =>
  isNullish(value) || (isObject(value) && fits(value))

export const isOptionalListOf = (value: unknown, fits: (item: unknown) => boolean): boolean =>
  isNullish(value) || (Array.isArray(value) && value.every(fits))

export const isOptionalObjectList = (value: unknown, fits: (item: Fields) => boolean): boolean => {
  if (isNullish(value)) return true
  if (!Array.isArray(value)) return false
  for (const item of value) if (!isObject(item) || !fits(item)) return false
  return true
}
