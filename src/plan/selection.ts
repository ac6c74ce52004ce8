// The selection tree of an operation: the fields that will really run, collected by graphql-js itself, so that fragments,
// aliases, interfaces, @skip and @include have the effect that the specification gives them.

import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import {
  collectFields,
  collectSubfields,
  type FragmentDetails,
  type GroupedFieldSet,
} from 'graphql/execution/collectFields.js'

export interface SelectedField {
  /** The field's name in the response: its alias, or its name. */
  readonly key: string
  readonly field: GraphQLField<unknown, unknown>
  /** The first of `nodes`. Its arguments are those of the others. */
  readonly node: FieldNode
  /** The nodes that select this field together. */
  readonly nodes: readonly FieldNode[]
  /** The fields below, for each object type that a value of this field can have. */
  readonly below: ReadonlyMap<GraphQLObjectType, readonly SelectedField[]>
}

/** The top of the tree. */
export interface Selection {
  readonly type: GraphQLObjectType
  readonly fields: readonly SelectedField[]
}

declare module 'graphql' {
  interface GraphQLResolveInfo {
    /** The field's own place in the selection tree. */
    readonly selected: SelectedField
  }
}

export const selectionOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: GraphQLResolveInfo['variableValues'],
): Selection | undefined => {
  const type = schema.getRootType(operation.operation)
  if (type == null) return undefined
  const fragments = fragmentsIn(document)

  const fieldsOf = (parent: GraphQLObjectType, grouped: GroupedFieldSet): SelectedField[] =>
    [...grouped].flatMap(([key, details]) => {
      const nodes = details.map((each) => each.node)
      const [node] = nodes
      if (node === undefined) return []
      const field = schema.getField(parent, node.name.value)
      if (field === undefined) return []
      const named = getNamedType(field.type)
      const possible = isAbstractType(named) ? schema.getPossibleTypes(named) : [named]
      const below = possible.filter(isObjectType).map((each) => {
        const found = collectSubfields(schema, fragments, variables, each, details, true)
        return [each, fieldsOf(each, found.groupedFieldSet)] as const
      })
      return { key, field, node, nodes, below: new Map(below) }
    })

  const { selectionSet } = operation
  const found = collectFields(schema, fragments, variables, type, selectionSet, true)
  return { type, fields: fieldsOf(type, found.groupedFieldSet) }
}

/** The fields below one field, whichever type its values have. */
export const fieldsBelow = ({ below }: SelectedField): SelectedField[] => [...below.values()].flat()

/** The map has no prototype, because `__proto__` and `constructor` are valid names of fragments. */
const fragmentsIn = ({ definitions }: DocumentNode): Record<string, FragmentDetails> => {
  const fragments: Record<string, FragmentDetails> = Object.create(null)
  for (const definition of definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    fragments[definition.name.value] = { definition }
  }
  return fragments
}
