// The maximum cost of an operation, in posts: the posts that it can cause to be read, the users that it reads by id or
// name, and its queries to the archive. Fields declare their cost in `needs`.

import { type FieldNode, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'

import type { Needs } from '../plan/needs.ts'
import type { SelectedField } from '../plan/selection.ts'
import type { VariableValues } from './writing.ts'

/** A function where the length of a list, or a count, comes from a variable. */
export type Cost = number | ((variables: VariableValues) => number)

export const costWith = (cost: Cost, variables: VariableValues): number =>
  typeof cost === 'number' ? cost : cost(variables)

export const costOf = (fields: readonly SelectedField[]): Cost => sum(fields.map(costOfField))

const costOfField = ({ field, node, below }: SelectedField): Cost => {
  const each = sum([ownCost(field.extensions.needs ?? {}), max([...below.values()].map(costOf))])
  return product(timesOf({ field, node }), each)
}

/** X charges twice as much for a user as for a post. */
const USER_COST = 2

const ownCost = ({ post, archive, userLookup }: Needs): number => {
  if (userLookup) return USER_COST
  return archive ?? (post === undefined ? 0 : 1)
}

/** The maximum number of objects behind a field. */
export const timesOf = ({ field, node }: Pick<SelectedField, 'field' | 'node'>): Cost => {
  const { times = 1 } = field.extensions.needs ?? {}
  if (typeof times === 'number') return times
  if ('listedBy' in times) {
    const list = argumentOf(node, times.listedBy)
    if (list?.kind === Kind.LIST) return list.values.length
    return list === undefined ? 0 : costByValue(list, lengthOf)
  }
  const { countedBy, otherwise, whenGiven } = times
  const [name = '', timesWhenGiven = 0] = whenGiven ?? []
  const count = argumentOf(node, countedBy)
  const other = argumentOf(node, name)
  return max([
    count === undefined
      ? otherwise
      : costByValue(count, (value) => (typeof value === 'number' ? value : otherwise)),
    other === undefined ? 0 : costByValue(other, (value) => (value == null ? 0 : timesWhenGiven)),
  ])
}

const argumentOf = (node: FieldNode, argument: string): ValueNode | undefined =>
  node.arguments?.find(({ name }) => name.value === argument)?.value

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 1)

const costByValue = (argument: ValueNode, costBy: (value: unknown) => number): Cost => {
  if (argument.kind !== Kind.VARIABLE) return costBy(valueFromASTUntyped(argument))
  const name = argument.name.value
  return ({ coerced }) => costBy(coerced[name])
}

/** Computes costs that do not depend on variables right away. */
const combine =
  (work: (values: readonly number[]) => number) =>
  (costs: readonly Cost[]): Cost => {
    const numbers = costs.filter((cost) => typeof cost === 'number')
    if (numbers.length === costs.length) return work(numbers)
    return (variables) => work(costs.map((cost) => costWith(cost, variables)))
  }

const sum = combine((values) => values.reduce((total, value) => total + value, 0))
const max = combine((values) => Math.max(0, ...values))
const multiply = combine((values) => values.reduce((total, value) => total * value, 1))
const product = (one: Cost, other: Cost): Cost =>
  one === 0 || other === 0 ? 0 : multiply([one, other])
