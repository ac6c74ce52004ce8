// Measures a document before validation, because validation is what hostile documents make expensive. The document is
// visited once, and each fragment once, however often it is spread.

import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

import type { DocumentLimits } from './limits.ts'

export interface Measures extends Omit<DocumentLimits, 'kilobytes' | 'tokens' | 'cost'> {
  /** The number of times that `__schema` and `__type` are selected, counting those of fragments at each spread. */
  readonly introspections: number
}

/** The measures that a fragment adds each time it is spread. */
interface Extent {
  readonly depth: number
  readonly fields: number
  readonly introspections: number
}

const NOTHING: Extent = { depth: 0, fields: 0, introspections: 0 }

interface Measurement {
  readonly fragments: Map<string, FragmentDefinitionNode>
  readonly extents: Map<string, Extent>
  aliases: number
  directives: number
  overlaps: number
  /** The depth of the deepest value or type. */
  depth: number
}

export const measure = ({ definitions }: DocumentNode): Measures => {
  const measurement: Measurement = {
    fragments: new Map(),
    extents: new Map(),
    aliases: 0,
    directives: 0,
    overlaps: 0,
    depth: 0,
  }
  for (const definition of definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    measurement.fragments.set(definition.name.value, definition)
    measurement.overlaps += 1
  }
  // One operation is executed, so that the largest one counts.
  const extents = definitions.map((definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      return measureOperation(measurement, definition)
    }
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return NOTHING
    const { name, selectionSet } = definition
    const extent = measureFragment(measurement, name.value)
    // A second fragment of the same name is invalid, but is measured before validation says so.
    return measurement.fragments.get(name.value) === definition
      ? extent
      : measureSelections(measurement, selectionSet)
  })
  const { aliases, directives, overlaps } = measurement
  const largest = extents.reduce(
    (one, other) => ({
      depth: Math.max(one.depth, other.depth),
      fields: Math.max(one.fields, other.fields),
      introspections: Math.max(one.introspections, other.introspections),
    }),
    { ...NOTHING, depth: measurement.depth },
  )
  return { ...largest, aliases, directives, overlaps }
}

const measureOperation = (
  measurement: Measurement,
  { directives, variableDefinitions = [], selectionSet }: OperationDefinitionNode,
): Extent => {
  measureDirectives(measurement, directives)
  for (const variable of variableDefinitions) {
    measureInput(measurement, variable.type)
    if (variable.defaultValue !== undefined) measureInput(measurement, variable.defaultValue)
    measureDirectives(measurement, variable.directives)
  }
  return measureSelections(measurement, selectionSet)
}

const measureFragment = (measurement: Measurement, name: string): Extent => {
  const { fragments, extents } = measurement
  const known = extents.get(name)
  if (known !== undefined) return known
  // Ends the recursion of a fragment that spreads itself, which validation refuses.
  extents.set(name, NOTHING)
  const definition = fragments.get(name)
  if (definition === undefined) return NOTHING
  measureDirectives(measurement, definition.directives)
  const extent = measureSelections(measurement, definition.selectionSet)
  extents.set(name, extent)
  return extent
}

/** `names` are the response names in the same place; inline fragments share them. */
const measureSelections = (
  measurement: Measurement,
  { selections }: SelectionSetNode,
  names = new Set<string>(),
): Extent => {
  let depth = 0
  let fields = 0
  let introspections = 0
  for (const node of selections) {
    measureDirectives(measurement, node.directives)
    const extent = measureSelection(measurement, node, names)
    depth = Math.max(depth, extent.depth)
    fields += extent.fields
    introspections += extent.introspections
  }
  return { depth, fields, introspections }
}

const measureSelection = (
  measurement: Measurement,
  node: SelectionNode,
  names: Set<string>,
): Extent => {
  if (node.kind === Kind.INLINE_FRAGMENT) {
    return measureSelections(measurement, node.selectionSet, names)
  }
  if (node.kind === Kind.FRAGMENT_SPREAD) return measureFragment(measurement, node.name.value)
  const { name, alias, selectionSet } = node
  const key = alias?.value ?? name.value
  if (names.has(key)) measurement.overlaps += 1
  names.add(key)
  if (alias !== undefined) measurement.aliases += 1
  for (const { value } of node.arguments ?? []) measureInput(measurement, value)
  const below = selectionSet === undefined ? NOTHING : measureSelections(measurement, selectionSet)
  return {
    depth: below.depth + 1,
    fields: below.fields + 1,
    introspections: below.introspections + (INTROSPECTION.has(name.value) ? 1 : 0),
  }
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type'])

const measureDirectives = (
  measurement: Measurement,
  directives: readonly DirectiveNode[] = [],
): void => {
  measurement.directives += directives.length
  for (const { arguments: given = [] } of directives) {
    for (const { value } of given) measureInput(measurement, value)
  }
}

const measureInput = (measurement: Measurement, node: ASTNode): void => {
  measurement.depth = Math.max(measurement.depth, depthOf(node))
}

/** The number of lists and objects around the innermost value, or of lists around the innermost type. */
const depthOf = (node: ASTNode): number => {
  switch (node.kind) {
    case Kind.LIST:
      return 1 + deepest(node.values)
    case Kind.OBJECT:
      return 1 + deepest(node.fields.map(({ value }) => value))
    case Kind.LIST_TYPE:
      return 1 + depthOf(node.type)
    case Kind.NON_NULL_TYPE:
      return depthOf(node.type)
    default:
      return 0
  }
}

const deepest = (nodes: readonly ASTNode[]): number =>
  nodes.reduce((max, node) => Math.max(max, depthOf(node)), 0)
