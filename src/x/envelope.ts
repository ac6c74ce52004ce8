// The outermost parts of X's responses. The objects in its lists are not checked here: reading.ts checks each of them.

import { parseClassic } from './dialect.ts'
import { invalidResponse } from './errors.ts'
import type { Problem } from './problems.ts'
import { type Fields, isObject } from './scalars.ts'

/** The body of a response to a lookup. */
export interface Envelope {
  readonly data?: readonly Fields[]
  readonly includes?: Includes
  readonly errors?: readonly Problem[]
}

type IncludedList = 'tweets' | 'users' | 'media' | 'polls' | 'places'

export type Includes = { readonly [List in IncludedList]?: readonly Fields[] }

export const parseBody = (text: string): Fields => {
  let body: unknown
  try {
    body = parseClassic(text)
  } catch (error) {
    throw invalidResponse(error)
  }
  if (!isObject(body)) throw invalidResponse()
  return body
}

export const readEnvelope = ({ data, errors, includes, meta }: Fields): Envelope => {
  // X sends at least one of the three: an empty result has errors, or a `meta` with a count of zero.
  if ((data ?? errors ?? meta) === undefined) throw invalidResponse()
  const related = includes ?? {}
  // A list that cannot be read may hold any object that the posts refer to.
  if (!isIncludes(related)) throw invalidResponse()
  return { data: objectsIn(data), errors: objectsIn(errors), includes: related }
}

/** Replaces items that are no objects by empty objects, which have no id. */
const objectsIn = (value: unknown): readonly Fields[] => {
  const items = value ?? []
  if (!Array.isArray(items)) throw invalidResponse()
  return items.every(isObject) ? items : items.map((item) => (isObject(item) ? item : {}))
}

const isIncludes = (value: unknown): value is Readonly<Record<string, readonly Fields[]>> =>
  isObject(value) &&
  Object.values(value).every((list) => Array.isArray(list) && list.every(isObject))

/**
 * The token of the next page, if there is one.
 * @see https://docs.x.com/x-api/fundamentals/pagination
 */
export const nextTokenOf = ({ meta }: Fields): string | undefined => {
  const token = isObject(meta) ? meta.next_token : undefined
  if (token === undefined || token === null || token === '') return undefined
  if (typeof token !== 'string') throw invalidResponse()
  return token
}
