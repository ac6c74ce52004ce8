// What a query selects below a field, as it will really run: by the executor's own field collection, so that fragments,
// aliases, interfaces, @skip, @include and variables count.

import { collectSubFields } from '@graphql-tools/utils'
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql'

/** What it depends on besides the place. */
export interface Selecting {
  readonly schema: GraphQLSchema
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly variables: GraphQLResolveInfo['variableValues']
}

export const selecting = ({
  schema,
  fragments,
  variableValues,
}: GraphQLResolveInfo): Selecting => ({
  schema,
  fragments,
  variables: variableValues,
})

/** By the name in the answer, the nodes that stand for one field together. */
export const selectedBelow = (
  { schema, fragments, variables }: Selecting,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ReadonlyMap<string, FieldNode[]> =>
  collectSubFields(
    schema,
    // Its types are of an older graphql.
    { ...fragments } as Parameters<typeof collectSubFields>[1],
    variables as unknown as Parameters<typeof collectSubFields>[2],
    type,
    [...nodes],
  ).fields
