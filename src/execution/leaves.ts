// Scalars and enums as JSON text, by what their types make of them.

import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql'

/**
 * JSON as it is sent: a character for each of its bytes in UTF-8. Such strings are half as large, their length is that
 * of the answer, and they are sent as they are. Nothing stands for an error further down, which is told already.
 */
export type Text = string | undefined

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** A text as it is sent. */
export const textOf = (value: unknown): string => {
  const text = JSON.stringify(value)
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** In one piece: what is put together of pieces takes the room of them all. */
export const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')

export const textWriter = (type: GraphQLLeafType): ((value: unknown) => string) => {
  if (isEnumType(type)) return enumWriter(type)
  const general = (value: unknown): string => {
    const given = type.coerceOutputValue(value)
    if (given === undefined) throw new Error(`${type.name} makes nothing of a value.`)
    return textOf(given)
  }
  // What needs no conversion is most of it.
  if (type === GraphQLString || type === GraphQLID) {
    return (value) => (typeof value === 'string' ? textOf(value) : general(value))
  }
  if (type === GraphQLBoolean) {
    return (value) => (value === true ? 'true' : value === false ? 'false' : general(value))
  }
  if (type === GraphQLInt || type.name === 'SafeInt') {
    return (value) =>
      typeof value === 'number' && (value | 0) === value ? String(value) : general(value)
  }
  return general
}

const enumWriter = (type: GraphQLEnumType): ((value: unknown) => string) => {
  const texts = new Map(type.getValues().map(({ name, value }) => [value as unknown, textOf(name)]))
  return (value) => texts.get(value) ?? textOf(String(type.coerceOutputValue(value)))
}
