// The single counts of a metric group that a query selects. X serves a group as a whole, but a subscription sends an
// update only when a selected count has changed.

import { type GraphQLResolveInfo, TypeNameMetaFieldDef } from 'graphql'

import type { Needs } from '../plan/needs.ts'
import { fieldsBelow, type SelectedField } from '../plan/selection.ts'
import { GROUPS } from './metrics.ts'

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** X's name of the count that this field returns, if it returns exactly one. */
    count?: string
  }
}

/** The counts by `tweet.<group>` and `media.<group>`. A group that is missing is selected as a whole. */
export type Counts = ReadonlyMap<string, ReadonlySet<string>>

const NAMES: ReadonlySet<string> = new Set(Object.values(GROUPS))

const groupsIn = ({ tweet = [], media = [] }: Needs = {}): string[] => [
  ...tweet.filter((name) => NAMES.has(name)).map((name) => `tweet.${name}`),
  ...media.filter((name) => NAMES.has(name)).map((name) => `media.${name}`),
]

export const countsOf = ({ selected }: GraphQLResolveInfo): Counts => {
  const counts = new Map<string, Set<string>>()
  const whole = new Set<string>()

  const visit = (parent: SelectedField): void => {
    for (const each of fieldsBelow(parent)) {
      const names = fieldsBelow(each)
        .filter(({ field }) => field !== TypeNameMetaFieldDef)
        .map(({ field }) => field.extensions.count)
      for (const group of groupsIn(each.field.extensions.needs)) {
        const known = counts.get(group) ?? new Set()
        counts.set(group, known)
        // A field that is not one of X's counts may be computed from any of them.
        if (names.length === 0 || names.includes(undefined)) whole.add(group)
        for (const name of names) if (name !== undefined) known.add(name)
      }
      visit(each)
    }
  }

  visit(selected)
  for (const group of whole) counts.delete(group)
  return counts
}
