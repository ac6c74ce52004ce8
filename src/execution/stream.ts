// How a subscription begins: its one field's `subscribe` gives what each message is written of.
//
// @see https://spec.graphql.org/October2021/#CreateSourceEventStream()

import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql'
import { fragmentsIn, selectedBelow } from '../plan/selection.ts'
import type { VariableValues } from './writing.ts'

/** @throws a GraphQLError */
export type BeginStream = (context: unknown) => Promise<AsyncIterable<unknown>>

export const streamOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: VariableValues,
): BeginStream => {
  const fragments = fragmentsIn(document)
  const type = schema.getSubscriptionType() as GraphQLObjectType
  const node = { kind: Kind.FIELD, selectionSet: operation.selectionSet } as FieldNode
  const fields = selectedBelow({ schema, fragments, variables }, type, [node])
  return async (context) => {
    const [only] = fields
    // What has been checked has one, unless @skip leaves it out.
    if (only === undefined) return NOTHING
    const [key, fieldNodes] = only
    const [first] = fieldNodes as [FieldNode]
    const path = { prev: undefined, key, typename: type.name }
    try {
      const field = type.getFields()[first.name.value] as GraphQLField<unknown, unknown>
      const info = {
        fieldName: field.name,
        fieldNodes,
        returnType: field.type,
        parentType: type,
        path,
        schema,
        fragments,
        rootValue: undefined,
        operation,
        variableValues: variables,
      }
      const given = getArgumentValues(field, first, variables)
      const source: unknown = await field.subscribe?.(undefined, given, context, info as never)
      return source as AsyncIterable<unknown>
    } catch (error) {
      throw locatedError(error, [...fieldNodes], [key])
    }
  }
}

const NOTHING: AsyncIterable<unknown> = {
  async *[Symbol.asyncIterator]() {},
}
