// How much a document may ask for, told by its text before anything of it is checked or run: checking is what a
// document of bad will is made to be expensive for.

import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type TypeNode,
  type ValueNode,
} from 'graphql'

import type { Config } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'

export type DocumentLimits = Omit<
  Config['limits'],
  'batch' | 'bodyBytes' | 'answerBytes' | 'upstreamCalls'
>

const SETTINGS: Readonly<Record<keyof DocumentLimits, string>> = {
  kilobytes: 'MAX_QUERY_KB',
  tokens: 'MAX_QUERY_TOKENS',
  depth: 'MAX_QUERY_DEPTH',
  fields: 'MAX_QUERY_FIELDS',
  aliases: 'MAX_QUERY_ALIASES',
  directives: 'MAX_QUERY_DIRECTIVES',
  overlaps: 'MAX_QUERY_OVERLAPS',
  cost: 'MAX_QUERY_COST',
}

/** What there is too much of, and what to do about it. */
const SENTENCES: Readonly<
  Record<keyof DocumentLimits, (most: number, found: number | undefined) => string>
> = {
  kilobytes: (most, found) =>
    `The query’s text is ${found} KB long, and may be ${most}. Send long lists as variables`,
  tokens: (most) =>
    `The query has more than ${most} words and signs. Send long lists as variables, ask in several requests`,
  depth: (most, found) =>
    `The query nests ${found === undefined ? `far deeper than ${most} levels` : `${found} levels deep, and may nest ${most}`}. Select less far down`,
  fields: (most, found) =>
    `The query selects ${found} fields, its fragments counted wherever they are spread, and may select ${most}. Select less, ask in several requests`,
  aliases: (most, found) =>
    `The query has ${found} aliases, and may have ${most}. Ask for lists with posts(ids:), or in several requests`,
  directives: (most, found) =>
    `The query has ${found} directives, and may have ${most}. Leave some out`,
  overlaps: (most, found) =>
    `The query has ${found} fragments and fields that are written again in the same place, and may have ${most}. Write each field once`,
  cost: (most, found) =>
    `The query can cost as much as reading ${found} posts, and may cost ${most}. Ask for fewer ids, for fewer posts below them, or in several requests`,
}

export const exceeded = (
  limit: keyof DocumentLimits,
  { [limit]: most }: DocumentLimits,
  found?: number,
): GatewayError =>
  new GatewayError(
    'LIMIT_EXCEEDED',
    `${SENTENCES[limit](most, found)}, or raise ${SETTINGS[limit]}.`,
    { details: { limit: SETTINGS[limit], most, ...(found !== undefined && { found }) } },
  )

export interface Measures extends Omit<DocumentLimits, 'kilobytes' | 'tokens' | 'cost'> {
  /** How often it asks for the schema: `__schema` and `__type`, those of a fragment wherever it is spread. */
  readonly introspections: number
}

/** What nests, or multiplies, where a fragment is spread. */
interface Extent {
  readonly depth: number
  readonly fields: number
  readonly introspections: number
}

const NOTHING: Extent = { depth: 0, fields: 0, introspections: 0 }

/** In one visit; a fragment is measured once, wherever it is spread. */
export const measure = ({ definitions }: DocumentNode): Measures => {
  let aliases = 0
  let directives = 0
  let overlaps = 0
  let deepestValue = 0

  const value = (node: ValueNode | undefined): void => {
    if (node !== undefined) deepestValue = Math.max(deepestValue, depthOfValue(node))
  }
  const directed = (nodes: readonly DirectiveNode[] = []): void => {
    directives += nodes.length
    for (const { arguments: given = [] } of nodes) for (const each of given) value(each.value)
  }

  const fragments = new Map<string, FragmentDefinitionNode>()
  const known = new Map<string, Extent>()
  const fragment = (name: string): Extent => {
    const before = known.get(name)
    if (before !== undefined) return before
    // One that spreads itself ends here; checking says so.
    known.set(name, NOTHING)
    const definition = fragments.get(name)
    if (definition === undefined) return NOTHING
    directed(definition.directives)
    const extent = selections(definition.selectionSet, new Set())
    known.set(name, extent)
    return extent
  }

  /** Names are those of one place; inline fragments add to it. */
  const selections = (set: SelectionSetNode, names: Set<string>): Extent => {
    let depth = 0
    let fields = 0
    let introspections = 0
    for (const node of set.selections) {
      directed(node.directives)
      let below: Extent
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value
        if (names.has(name)) overlaps += 1
        names.add(name)
        if (node.alias !== undefined) aliases += 1
        for (const each of node.arguments ?? []) value(each.value)
        const inner =
          node.selectionSet === undefined ? NOTHING : selections(node.selectionSet, new Set())
        below = {
          depth: inner.depth + 1,
          fields: inner.fields + 1,
          introspections: inner.introspections + (INTROSPECTION.has(node.name.value) ? 1 : 0),
        }
      } else if (node.kind === Kind.INLINE_FRAGMENT) below = selections(node.selectionSet, names)
      else below = fragment(node.name.value)
      depth = Math.max(depth, below.depth)
      fields += below.fields
      introspections += below.introspections
    }
    return { depth, fields, introspections }
  }

  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition)
      overlaps += 1
    }
  }
  let depth = 0
  let fields = 0
  let introspections = 0
  for (const definition of definitions) {
    // One of them is run.
    let extent = NOTHING
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      directed(definition.directives)
      for (const { type, defaultValue, directives } of definition.variableDefinitions ?? []) {
        deepestValue = Math.max(deepestValue, depthOfType(type))
        value(defaultValue)
        directed(directives)
      }
      extent = selections(definition.selectionSet, new Set())
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      extent = fragment(definition.name.value)
      // Another one of that name is wrong, but is read before anything says so.
      if (fragments.get(definition.name.value) !== definition) {
        extent = selections(definition.selectionSet, new Set())
      }
    }
    depth = Math.max(depth, extent.depth)
    fields = Math.max(fields, extent.fields)
    introspections = Math.max(introspections, extent.introspections)
  }
  return {
    depth: Math.max(depth, deepestValue),
    fields,
    aliases,
    directives,
    overlaps,
    introspections,
  }
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type'])

const depthOfValue = (node: ValueNode): number => {
  if (node.kind === Kind.LIST) return 1 + deepest(node.values)
  if (node.kind === Kind.OBJECT) return 1 + deepest(node.fields.map((field) => field.value))
  return 0
}

const deepest = (nodes: readonly ValueNode[]): number =>
  nodes.reduce((most, node) => Math.max(most, depthOfValue(node)), 0)

const depthOfType = (node: TypeNode): number =>
  node.kind === Kind.NAMED_TYPE
    ? 0
    : depthOfType(node.type) + (node.kind === Kind.LIST_TYPE ? 1 : 0)
