// Which counts of a group of metrics are selected: the group as a whole is what is asked of X, but whoever follows posts
// is told of what is selected only.

import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql'

import type { Needs } from '../plan/needs.ts'
import { selectedBelow, selecting } from '../plan/selection.ts'
import { GROUPS } from './metrics.ts'

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** The one count that it hands out, as X calls it. */
    count?: string
  }
}

/** By `tweet.<group>` and `media.<group>`; a group that is not here is selected as a whole, or in a way of its own. */
export type Counts = ReadonlyMap<string, ReadonlySet<string>>

const NAMES: ReadonlySet<string> = new Set(Object.values(GROUPS))

const groupsIn = ({ tweet = [], media = [] }: Needs = {}): string[] => [
  ...tweet.filter((name) => NAMES.has(name)).map((name) => `tweet.${name}`),
  ...media.filter((name) => NAMES.has(name)).map((name) => `media.${name}`),
]

export const countsOf = (info: GraphQLResolveInfo): Counts => {
  const counts = new Map<string, Set<string>>()
  const whole = new Set<string>()

  const selected = (
    type: GraphQLNamedType,
    nodes: readonly FieldNode[],
  ): (readonly [GraphQLField<unknown, unknown>, readonly FieldNode[]])[] => {
    if (isAbstractType(type)) {
      return info.schema.getPossibleTypes(type).flatMap((possible) => selected(possible, nodes))
    }
    if (!isObjectType(type)) return []
    const fields = selectedBelow(selecting(info), type, nodes)
    return [...fields.values()].flatMap((group) => {
      const field = type.getFields()[group[0]?.name.value ?? '']
      return field === undefined ? [] : [[field, group] as const] // __typename
    })
  }

  const visit = (type: GraphQLNamedType, nodes: readonly FieldNode[]): void => {
    for (const [field, group] of selected(type, nodes)) {
      const below = getNamedType(field.type)
      const names = selected(below, group).map(([{ extensions }]) => extensions.count)
      for (const name of groupsIn(field.extensions.needs)) {
        const known = counts.get(name) ?? new Set()
        counts.set(name, known)
        // What is none of X's counts is made of any of them.
        if (names.length === 0 || names.includes(undefined)) whole.add(name)
        for (const each of names) if (each !== undefined) known.add(each)
      }
      visit(below, group)
    }
  }

  visit(getNamedType(info.returnType), info.fieldNodes)
  for (const name of whole) counts.delete(name)
  return counts
}
