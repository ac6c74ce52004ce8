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

/** Nothing stands for an error further down, which is told already. */
export type Text = string | undefined

const quoted = (text: string): string => JSON.stringify(text)

export const textWriter = (type: GraphQLLeafType): ((value: unknown) => string) => {
  if (isEnumType(type)) return enumWriter(type)
  const general = (value: unknown): string => {
    const text = JSON.stringify(type.coerceOutputValue(value))
    if (text === undefined) throw new Error(`${type.name} makes nothing of a value.`)
    return text
  }
  // What needs no conversion is most of it.
  if (type === GraphQLString || type === GraphQLID) {
    return (value) => (typeof value === 'string' ? quoted(value) : general(value))
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
  const texts = new Map(type.getValues().map(({ name, value }) => [value as unknown, quoted(name)]))
  return (value) => texts.get(value) ?? quoted(String(type.coerceOutputValue(value)))
}
