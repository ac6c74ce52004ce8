// What a query can cost, in posts: those that it can cause to be read, users that it reads by id or name, and what it
// looks up in the archive. Fields declare where posts begin and how often (plan.ts), and it is the executor's own
// collection that says what runs (selected.ts).

import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'

import type { Needs } from '../plan/needs.ts'
import { fragmentsIn, selectedBelow } from '../plan/selection.ts'
import type { VariableValues } from './writing.ts'

/** Where lists come in variables, it depends on them. */
export type Cost = number | ((variables: VariableValues) => number)

export const costWith = (cost: Cost, variables: VariableValues): number =>
  typeof cost === 'number' ? cost : cost(variables)

/** Worked out once for all variables that @skip and @include do not ask for. */
export const costOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: VariableValues,
): Cost => {
  const fragments = fragmentsIn(document)

  const below = (type: GraphQLNamedType, nodes: readonly FieldNode[]): Cost => {
    if (isAbstractType(type)) {
      return most(schema.getPossibleTypes(type).map((possible) => below(possible, nodes)))
    }
    if (!isObjectType(type)) return 0
    const fields = selectedBelow({ schema, fragments, variables }, type, nodes)
    return sum(
      [...fields.values()].map((group) => {
        const [node] = group as [FieldNode, ...FieldNode[]]
        const field = type.getFields()[node.name.value]
        if (field === undefined) return 0 // __typename
        const { times = 1, ...needs } = field.extensions.needs ?? {}
        const each = below(getNamedType(field.type), group)
        const own = ownCostOf(needs)
        return product(timesOf(times, node), own === 0 ? each : sum([own, each]))
      }),
    )
  }

  const root = schema.getRootType(operation.operation)
  const node = { kind: Kind.FIELD, selectionSet: operation.selectionSet } as FieldNode
  return root == null ? 0 : below(root, [node])
}

/** X charges twice as much for a user as for a post. */
const USER_COST = 2

const ownCostOf = ({ post, archive, userLookup }: Omit<Needs, 'times'>): number => {
  if (userLookup) return USER_COST
  return post === undefined && archive === undefined ? 0 : 1
}

const timesOf = (times: NonNullable<Needs['times']>, node: FieldNode): Cost => {
  if (typeof times === 'number') return times
  if ('listedBy' in times) {
    const given = argumentOf(node, times.listedBy)
    if (given?.kind === Kind.LIST) return given.values.length
    return given === undefined ? 0 : fromVariable(given, (value) => lengthOf(value))
  }
  const { countedBy, otherwise, whenGiven } = times
  const [name, whole] = whenGiven
  const count = argumentOf(node, countedBy)
  const other = argumentOf(node, name)
  return most([
    count === undefined
      ? otherwise
      : fromVariable(count, (value) => (typeof value === 'number' ? value : otherwise)),
    other === undefined ? 0 : fromVariable(other, (value) => (value == null ? 0 : whole)),
  ])
}

const argumentOf = (node: FieldNode, argument: string): ValueNode | undefined =>
  node.arguments?.find(({ name }) => name.value === argument)?.value

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 1)

/** Or from what stands there. */
const fromVariable = (given: ValueNode, costBy: (value: unknown) => number): Cost => {
  if (given.kind !== Kind.VARIABLE) return costBy(valueFromASTUntyped(given))
  const name = given.name.value
  return ({ coerced }) => costBy(coerced[name])
}

/** What does not depend on variables is worked out at once. */
const combined =
  (work: (values: readonly number[]) => number) =>
  (costs: readonly Cost[]): Cost => {
    const numbers = costs.filter((cost) => typeof cost === 'number')
    if (numbers.length === costs.length) return work(numbers)
    return (variables) => work(costs.map((cost) => costWith(cost, variables)))
  }

const sum = combined((values) => values.reduce((total, value) => total + value, 0))
const most = combined((values) => Math.max(0, ...values))
const times = combined((values) => values.reduce((total, value) => total * value, 1))
const product = (one: Cost, other: Cost): Cost =>
  one === 0 || other === 0 ? 0 : times([one, other])
