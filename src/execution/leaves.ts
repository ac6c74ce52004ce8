// Writers of scalars and enums.

import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql'

import { type Sink, writeBytes, writeInteger, writeJson, writeString } from './sink.ts'

/** Writes nothing when it throws. @throws for a value that the type cannot represent */
export type WriteLeaf = (sink: Sink, value: unknown) => void

/** The values that need no conversion are recognized here; the type itself converts all others. */
export const leafWriter = (type: GraphQLLeafType): WriteLeaf => {
  if (isEnumType(type)) return enumWriter(type)
  const convert: WriteLeaf = (sink, value) => {
    const output = type.coerceOutputValue(value)
    if (output === undefined) throw new Error(`${type.name} cannot represent this value.`)
    writeJson(sink, output)
  }
  if (type === GraphQLString || type === GraphQLID) {
    return (sink, value) =>
      typeof value === 'string' ? writeString(sink, value) : convert(sink, value)
  }
  if (type === GraphQLBoolean) {
    return (sink, value) =>
      typeof value === 'boolean' ? writeBytes(sink, String(value)) : convert(sink, value)
  }
  if (type === GraphQLInt || type.name === 'SafeInt') {
    return (sink, value) =>
      typeof value === 'number' && (value | 0) === value
        ? writeInteger(sink, value)
        : convert(sink, value)
  }
  if (type.name === 'DateTime') {
    return (sink, value) =>
      typeof value === 'string' && ISO_TIME.test(value)
        ? writeString(sink, value)
        : convert(sink, value)
  }
  return convert
}

/** The form of `Date.toISOString`, which X sends and which DateTime gives all times. The scalar checks leap days. */
const ISO_TIME =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

const enumWriter = (type: GraphQLEnumType): WriteLeaf => {
  const names = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, name]))
  return (sink, value) =>
    writeString(sink, names.get(value) ?? String(type.coerceOutputValue(value)))
}
