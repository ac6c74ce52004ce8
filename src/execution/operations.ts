// The operations of a document, their variants and their variables.

import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'

import type { Selection } from '../plan/selection.ts'
import type { Program } from './compile.ts'
import type { Cost } from './cost.ts'
import { type CoerceVariables, createCoercion } from './variables.ts'
import type { VariableValues } from './writing.ts'

export interface CompiledOperation {
  readonly node: OperationDefinitionNode
  /** The variables that directives use. Each combination of their values selects other fields. */
  readonly directiveVariables: readonly string[]
  readonly variants: Map<string, Variant>
  readonly coerce: CoerceVariables
}

/** An operation with one combination of values of its directive variables. */
export interface Variant {
  readonly selection: Selection
  readonly cost: Cost
  readonly program: Program
}

export const findOperation = (
  schema: GraphQLSchema,
  operations: Map<string | undefined, CompiledOperation>,
  document: DocumentNode,
  name: string | undefined,
): CompiledOperation | undefined => {
  const known = operations.get(name)
  if (known !== undefined) return known
  const node = getOperationAST(document, name)
  if (node == null) return undefined
  const operation: CompiledOperation = {
    node,
    directiveVariables: directiveVariablesIn(document),
    variants: new Map(),
    coerce: createCoercion(schema, node.variableDefinitions ?? []),
  }
  operations.set(name, operation)
  return operation
}

const directiveVariablesIn = (document: DocumentNode): string[] => {
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

export const variantKey = (
  { directiveVariables }: CompiledOperation,
  { coerced }: VariableValues,
): string => directiveVariables.map((name) => String(coerced[name])).join()
