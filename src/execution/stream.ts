// Creates the source stream of a subscription, by its one root field's `subscribe`.
//
// @see https://spec.graphql.org/October2021/#CreateSourceEventStream()

import {
  type GraphQLSchema,
  getArgumentValues,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql'

import type { Selection } from '../plan/selection.ts'
import { resolveInfo } from './resolve-info.ts'
import type { VariableValues } from './writing.ts'

/** @throws GraphQLError */
export type BeginStream = (context: unknown) => Promise<AsyncIterable<unknown>>

export const streamOf =
  (
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    { type, fields }: Selection,
    variables: VariableValues,
  ): BeginStream =>
  async (context) => {
    const [selected] = fields
    // Validation guarantees one root field, but @skip can leave it out.
    if (selected === undefined) return EMPTY
    const { key, field, node, nodes } = selected
    const info = {
      ...resolveInfo(type, selected, { schema, operation }),
      path: { prev: undefined, key, typename: type.name },
      variableValues: variables,
    }
    try {
      const given = getArgumentValues(field, node, variables)
      const source = await field.subscribe?.(undefined, given, context, info)
      return source as AsyncIterable<unknown>
    } catch (error) {
      throw locatedError(error, nodes, [key])
    }
  }

const EMPTY: AsyncIterable<unknown> = {
  async *[Symbol.asyncIterator]() {},
}
