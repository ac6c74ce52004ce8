// Coerces the variables of an operation. The coercion of most types is compiled; graphql-js coerces all others, and finds the
// errors.

import {
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isLeafType,
  isListType,
  isNonNullType,
  type VariableDefinitionNode,
} from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import type { VariableValues } from './writing.ts'

type Given = Readonly<Record<string, unknown>>

/** Returns undefined for a value that it cannot coerce, or throws. */
type Coerce = (value: unknown) => unknown

type Signature = VariableValues['sources'][string]['signature']

interface Variable {
  readonly name: string
  readonly signature: Signature
  readonly coerce: Coerce
}

/** Coerces the variables of one operation. @throws BAD_USER_INPUT for a list that is too long */
export type CoerceVariables = (given: Given) => ReturnType<typeof getVariableValues>

/** No setting allows longer lists, and coercing the many items of a large body takes time. */
const MAX_ITEMS = 10_000

/** Reports the first error only: a large body can have hundreds of thousands. */
export const createCoercion = (
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): CoerceVariables => {
  let variables: readonly Variable[] | undefined
  return (given) => {
    for (const name in given) {
      const value = given[name]
      if (Array.isArray(value) && value.length > MAX_ITEMS) throw tooLong(name, value.length)
    }
    const coerced = variables && coerceAll(variables, given)
    if (coerced !== undefined) return { variableValues: coerced }
    const result = getVariableValues(schema, definitions, given, { maxErrors: 1 })
    variables ??= result.variableValues && compileAll(result.variableValues)
    return result
  }
}

const tooLong = (name: string, length: number): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The list in $${name.slice(0, 60)} has ${length} items; no argument takes more than ${MAX_ITEMS}.`,
  )

const compileAll = ({ sources }: VariableValues): readonly Variable[] =>
  Object.entries(sources).map(([name, { signature }]) => ({
    name,
    signature,
    coerce: coercionOf(signature.type),
  }))

/** Undefined if graphql-js has to coerce them. */
const coerceAll = (variables: readonly Variable[], given: Given): VariableValues | undefined => {
  const sources: Record<string, VariableValues['sources'][string]> = Object.create(null)
  const coerced: Record<string, unknown> = Object.create(null)
  try {
    for (const { name, signature, coerce } of variables) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      if (value === undefined && isOptional(signature)) {
        sources[name] = { signature }
        continue
      }
      const result = value === undefined ? undefined : coerce(value)
      if (result === undefined) return undefined
      sources[name] = { signature, value }
      coerced[name] = result
    }
  } catch {
    return undefined
  }
  return { sources, coerced }
}

/** Whether a variable may be left out, and then has no value. */
const isOptional = ({ type, default: byDefault }: Signature): boolean =>
  byDefault === undefined && !isNonNullType(type)

const coercionOf = (type: GraphQLInputType): Coerce => {
  if (isNonNullType(type)) {
    const coerce = coercionOf(type.ofType)
    return (value) => (value === null ? undefined : coerce(value))
  }
  if (isListType(type)) {
    const coerce = coercionOf(type.ofType)
    return (value) => (Array.isArray(value) ? coerceList(value, coerce) : undefined)
  }
  if (!isLeafType(type)) return () => undefined
  return (value) => (value === null ? null : type.coerceInputValue(value))
}

const coerceList = (values: readonly unknown[], coerce: Coerce): unknown[] | undefined => {
  const results: unknown[] = []
  for (const value of values) {
    const result = coerce(value)
    if (result === undefined) return undefined
    results.push(result)
  }
  return results
}
