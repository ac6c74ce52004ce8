// Scalars and enums, written as what their types make of them.

import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql'

import { sink } from './sink.ts'

/** @throws for a value that is none of the type's; then nothing is written. */
export type WriteLeaf = (value: unknown) => void

export const leafWriter = (type: GraphQLLeafType): WriteLeaf => {
  if (isEnumType(type)) return enumWriter(type)
  const general: WriteLeaf = (value) => {
    const given = type.coerceOutputValue(value)
    if (given === undefined) throw new Error(`${type.name} makes nothing of a value.`)
    sink.json(given)
  }
  // What needs no conversion is most of it.
  if (type === GraphQLString || type === GraphQLID) {
    return (value) => (typeof value === 'string' ? sink.string(value) : general(value))
  }
  if (type === GraphQLBoolean) {
    return (value) => (typeof value === 'boolean' ? sink.bytes(String(value)) : general(value))
  }
  if (type === GraphQLInt || type.name === 'SafeInt') {
    return (value) =>
      typeof value === 'number' && (value | 0) === value ? sink.integer(value) : general(value)
  }
  return general
}

const enumWriter = (type: GraphQLEnumType): WriteLeaf => {
  const names = new Map(type.getValues().map(({ name, value }) => [value as unknown, name]))
  return (value) => sink.string(names.get(value) ?? String(type.coerceOutputValue(value)))
}
