// The cost of an operation is the sum of what its selected fields declare.

import { buildSchema, getOperationAST, getVariableValues, parse } from 'graphql'
import { describe, expect, it } from 'vitest'

import { costOf, costWith } from '../../../src/execution/cost.ts'
import type { Needs } from '../../../src/plan/needs.ts'
import { selectionOf } from '../../../src/plan/selection.ts'

const schema = buildSchema(/* GraphQL */ `
  interface Item { id: ID, post: Post }
  type Post implements Item { id: ID, post: Post, versions: [Post], samples: [Int] }
  type User implements Item { id: ID, post: Post }
  type Query {
    posts(ids: [ID!]): [Post]
    timeline(first: Int, all: Boolean): [Post]
    user: User
    item: Item
  }
`)

const NEEDS: Readonly<Record<string, Needs>> = {
  'Query.posts': { post: 'apart', times: { listedBy: 'ids' } },
  'Query.timeline': {
    post: 'apart',
    times: { countedBy: 'first', otherwise: 10, whenGiven: ['all', 100] },
  },
  'Query.user': { userLookup: true },
  'Post.post': { post: 'apart' },
  'Post.versions': { post: 'apart', times: 6 },
  'Post.samples': { archive: 1 },
  'User.post': { post: 'apart', times: 3 },
}

for (const [name, needs] of Object.entries(NEEDS)) {
  const [type = '', field = ''] = name.split('.')
  const found = schema.getType(type)
  if (found && 'getFields' in found)
    Object.assign(found.getFields()[field] ?? {}, { extensions: { needs } })
}

const costFor = (text: string, given: Readonly<Record<string, unknown>> = {}): number => {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (operation == null) throw new Error('There is no operation.')
  const { variableValues } = getVariableValues(schema, operation.variableDefinitions ?? [], given)
  if (variableValues === undefined) throw new Error('The variables are invalid.')
  const selection = selectionOf(schema, document, operation, variableValues)
  return costWith(costOf(selection?.fields ?? []), variableValues)
}

describe('the cost of an operation', () => {
  it.each([
    ['nothing for fields without needs', '{ item { id __typename } __schema { description } }', 0],
    ['one per listed id', '{ posts(ids: [1, 2, 3]) { id } }', 3],
    ['one for a single id in place of a list', '{ posts(ids: 1) { id } }', 1],
    ['nothing without the list', '{ posts { id } }', 0],
    ['the product of nested counts', '{ posts(ids: [1, 2]) { versions { post { id } } } }', 26],
    ['the count that an argument gives', '{ timeline(first: 3) { id } }', 3],
    ['the default count', '{ timeline { id } }', 10],
    ['the larger of two counts', '{ timeline(first: 3, all: true) { id } }', 100],
    ['two for a user', '{ user { id } }', 2],
    ['one for the archive', '{ posts(ids: [1]) { samples } }', 2],
    ['the most expensive type of an interface', '{ item { post { id } } }', 3],
    ['one field once, however often it is written', '{ user { post { id } post { id } } }', 5],
    ['each alias', '{ a: user { id } b: user { id } }', 4],
    [
      'each use of a fragment',
      '{ a: user { ...F } b: user { ...F } } fragment F on User { post { id } }',
      10,
    ],
    ['nothing for skipped fields', '{ user @skip(if: true) { id } }', 0],
  ])('includes %s', (_, text, cost) => {
    expect(costFor(text)).toBe(cost)
  })

  it('depends on lists, counts and switches in variables', () => {
    const text =
      'query ($ids: [ID!], $first: Int, $on: Boolean!) { posts(ids: $ids) { id } timeline(first: $first) @include(if: $on) { id } }'
    expect(costFor(text, { ids: ['1', '2'], first: 5, on: true })).toBe(7)
    expect(costFor(text, { ids: ['1', '2'], first: 5, on: false })).toBe(2)
    expect(costFor(text, { on: true })).toBe(11)
  })
})
