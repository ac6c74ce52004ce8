// Measures a document before validation, because validation is what hostile documents make expensive. Each fragment is
// visited once, however often it is spread.

import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'

import type { DocumentLimits } from './limits.ts'

export interface Measures extends Omit<DocumentLimits, 'kilobytes' | 'tokens' | 'cost'> {
  /** The number of times that `__schema`, `__type` and `_service` are selected, counting those of fragments at each spread. */
  readonly introspections: number
}

/** The measures that a fragment adds each time it is spread. */
type Extent = Pick<Measures, 'depth' | 'fields' | 'introspections'>

const NOTHING: Extent = { depth: 0, fields: 0, introspections: 0 }

interface Measurement {
  readonly fragments: Map<string, FragmentDefinitionNode>
  readonly extents: Map<string, Extent>
  overlaps: number
}

export const measure = (document: DocumentNode): Measures => {
  const measurement: Measurement = { fragments: new Map(), extents: new Map(), overlaps: 0 }
  const { definitions } = document
  for (const definition of definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    measurement.fragments.set(definition.name.value, definition)
    // Validation compares each fragment with the others.
    measurement.overlaps += 1
  }
  const { inputDepth, ...counts } = countNodes(document)
  const largest = { ...NOTHING, depth: inputDepth }
  // One operation is executed, so that the largest one counts.
  for (const definition of definitions) {
    const extent = measureDefinition(measurement, definition)
    largest.depth = Math.max(largest.depth, extent.depth)
    largest.fields = Math.max(largest.fields, extent.fields)
    largest.introspections = Math.max(largest.introspections, extent.introspections)
  }
  return { ...largest, ...counts, overlaps: measurement.overlaps }
}

/** Counts nodes wherever they are, and the levels of lists and objects around values, or of lists around types. */
const countNodes = (document: DocumentNode) => {
  let aliases = 0
  let directives = 0
  let level = 0
  let inputDepth = 0
  const nested = {
    enter: () => {
      level += 1
      inputDepth = Math.max(inputDepth, level)
    },
    leave: () => {
      level -= 1
    },
  }
  visit(document, {
    Field: ({ alias }) => {
      if (alias !== undefined) aliases += 1
    },
    Directive: () => {
      directives += 1
    },
    ListValue: nested,
    ObjectValue: nested,
    ListType: nested,
  })
  return { aliases, directives, inputDepth }
}

const measureDefinition = (measurement: Measurement, definition: DefinitionNode): Extent => {
  if (definition.kind === Kind.OPERATION_DEFINITION) {
    return measureSelections(measurement, definition.selectionSet)
  }
  if (definition.kind !== Kind.FRAGMENT_DEFINITION) return NOTHING
  const { name, selectionSet } = definition
  // A fragment with the name of another is invalid, but is measured before validation says so.
  return measurement.fragments.get(name.value) === definition
    ? measureFragment(measurement, name.value)
    : measureSelections(measurement, selectionSet)
}

const measureFragment = (measurement: Measurement, name: string): Extent => {
  const { fragments, extents } = measurement
  const definition = fragments.get(name)
  const known = extents.get(name)
  if (known !== undefined || definition === undefined) return known ?? NOTHING
  // Ends the recursion of a fragment that spreads itself, which validation refuses.
  extents.set(name, NOTHING)
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
  const sum = { ...NOTHING }
  for (const node of selections) {
    const extent = measureSelection(measurement, node, names)
    sum.depth = Math.max(sum.depth, extent.depth)
    sum.fields += extent.fields
    sum.introspections += extent.introspections
  }
  return sum
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
  const below = selectionSet === undefined ? NOTHING : measureSelections(measurement, selectionSet)
  return {
    depth: below.depth + 1,
    fields: below.fields + 1,
    introspections: below.introspections + (INTROSPECTION.has(name.value) ? 1 : 0),
  }
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type', '_service'])
