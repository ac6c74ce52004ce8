// The operations of a document, their variants and their variables.

import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'

import { GatewayError } from '../infra/errors.ts'
import type { Selection } from '../plan/selection.ts'
import type { Program } from './compile.ts'
import type { Cost } from './cost.ts'
import { type CoerceVariables, createCoercion } from './variables.ts'
import type { VariableValues } from './writing.ts'

export interface Operation {
  readonly node: OperationDefinitionNode
  /** The variables that directives use. Each combination of their values selects other fields. */
  readonly switches: readonly string[]
  readonly variants: Map<string, Variant>
  readonly coerce: CoerceVariables
}

/** An operation with its switches set. */
export interface Variant {
  readonly selection: Selection
  readonly cost: Cost
  readonly program: Program
}

export const findOperation = (
  schema: GraphQLSchema,
  operations: Map<string | undefined, Operation>,
  document: DocumentNode,
  name: string | undefined,
): Operation | undefined => {
  const known = operations.get(name)
  if (known !== undefined) return known
  const node = getOperationAST(document, name)
  if (node == null) return undefined
  const operation: Operation = {
    node,
    switches: switchesIn(document),
    variants: new Map(),
    coerce: createCoercion(schema, node.variableDefinitions ?? []),
  }
  operations.set(name, operation)
  return operation
}

const switchesIn = (document: DocumentNode): string[] => {
  const names = new Set<string>()
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      }
    },
  })
  return [...names].sort()
}

export const variantKey = ({ switches }: Operation, { coerced }: VariableValues): string =>
  switches.map((name) => String(coerced[name])).join()

/** No setting allows longer lists, and coercing the many items of a large body takes time. */
const MAX_ITEMS = 10_000

/** @throws BAD_USER_INPUT */
export const coerceVariables = (
  { coerce }: Operation,
  given: Readonly<Record<string, unknown>>,
): ReturnType<CoerceVariables> => {
  for (const name in given) {
    const value = given[name]
    if (Array.isArray(value) && value.length > MAX_ITEMS) throw tooLong(name, value.length)
  }
  return coerce(given)
}

const tooLong = (name: string, length: number): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The list in $${name.slice(0, 60)} has ${length} items; no argument takes more than ${MAX_ITEMS}.`,
  )
