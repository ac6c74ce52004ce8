// What X answers, read as far as whoever judges it relies on: lists of objects where there must be lists of objects.

import { parseClassic } from './dialect.ts'
import { invalidAnswer } from './errors.ts'
import { isObject } from './leaves.ts'
import type { Envelope } from './types.ts'

export const parsed = (text: string): Readonly<Record<string, unknown>> => {
  let body: unknown
  try {
    body = parseClassic(text)
  } catch (error) {
    throw invalidAnswer(error)
  }
  if (!isObject(body)) throw invalidAnswer()
  return body
}

export const envelopeOf = (body: Readonly<Record<string, unknown>>): Envelope => {
  const { data, errors, includes, meta } = body
  // X always says something: even of nothing, that it is nothing.
  if ((data ?? errors ?? meta) === undefined) throw invalidAnswer()
  return {
    data: objectsOf(data),
    errors: objectsOf(errors),
    includes: includesOf(includes ?? {}),
  }
}

/** What is none becomes one that nothing can be read of. */
// biome-ignore lint/suspicious/noExplicitAny: whatever they say they are
const objectsOf = (list: unknown): readonly any[] => {
  const items: unknown = list ?? []
  if (!Array.isArray(items)) throw invalidAnswer()
  return items.every(isObject) ? items : items.map((each) => (isObject(each) ? each : {}))
}

/** Whatever posts refer to must be known: with anything else among it, it cannot be. */
const includesOf = (includes: unknown): NonNullable<Envelope['includes']> => {
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every(isObject)
  if (!isObject(includes) || !Object.values(includes).every(isList)) throw invalidAnswer()
  return includes
}

/** Where a list goes on, if it does. */
export const nextIn = ({ meta }: Readonly<Record<string, unknown>>): string | undefined => {
  if (!isObject(meta)) return undefined
  const { next_token: token } = meta as { readonly next_token?: unknown }
  if (token === undefined || token === null || token === '') return undefined
  if (typeof token !== 'string') throw invalidAnswer()
  return token
}
