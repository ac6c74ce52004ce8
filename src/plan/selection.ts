// What a query selects below a field, as it will really run: by the executor's own field collection, so that fragments,
// aliases, interfaces, @skip, @include and variables count.

import { collectSubFields } from '@graphql-tools/utils'
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
} from 'graphql'

/** By name. Its prototype is null: `__proto__` and `constructor` are names like any other. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

export const fragmentsIn = ({ definitions }: DocumentNode): Fragments => {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  }
  return fragments
}

/** What it depends on besides the place. */
export interface Selecting {
  readonly schema: GraphQLSchema
  readonly fragments: Fragments
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
    fragments as unknown as Parameters<typeof collectSubFields>[1],
    variables as unknown as Parameters<typeof collectSubFields>[2],
    type,
    [...nodes],
  ).fields
