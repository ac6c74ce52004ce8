// The `info` argument of resolvers.

import type {
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql'

import type { SelectedField } from '../plan/selection.ts'

/** The operation that is compiled. */
export interface OperationInfo {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
}

/** The part of `GraphQLResolveInfo` that differs between runs. */
type RunInfo = Pick<GraphQLResolveInfo, 'path' | 'variableValues'>

/** The part that is the same in every run, as far as the schema's resolvers use it. */
export const resolveInfo = (
  parentType: GraphQLObjectType,
  selected: SelectedField,
  { schema, operation }: OperationInfo,
): Omit<GraphQLResolveInfo, keyof RunInfo> =>
  ({
    fieldName: selected.field.name,
    fieldNodes: selected.nodes,
    returnType: selected.field.type,
    parentType,
    schema,
    operation,
    rootValue: undefined,
    selected,
  }) as GraphQLResolveInfo
