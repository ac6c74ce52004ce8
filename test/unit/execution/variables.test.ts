// Claims: the compiled coercion of variables gives the values and the errors of graphql-js.

import { buildSchema, getVariableValues, Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'

import { createCoercion } from '../../../src/execution/variables.ts'

const schema = buildSchema(`
  enum Kind { SMALL LARGE }
  input Box { width: Int!, height: Int = 2 }
  type Query { field: Int }
`)

const TYPES = ['ID!', 'Int', 'Int = 3', '[ID!]!', '[[Int]]', 'Kind', '[Kind!]', 'Box', 'Missing']

const VALUES: readonly unknown[] = [
  ...['12', 7, 1.5, null, undefined, true, 'SMALL', 'HUGE', {}, [], ['1', 2], [null], [['1']]],
  ...[[[1, null], null], { width: 1 }, { width: 'x' }, { width: 1, depth: 2 }, [{ width: 1 }]],
]

describe.each(TYPES)('a variable of type %s', (type) => {
  const [node] = parse(`query ($value: ${type}, $other: Int) { field }`).definitions
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  const definitions = node.variableDefinitions ?? []

  it.each(VALUES)('takes %j like graphql-js, the first time and later', (value) => {
    const given = value === undefined ? {} : { value }
    const expected = getVariableValues(schema, definitions, given, { maxErrors: 1 })
    const coerce = createCoercion(schema, definitions)
    coerce({ value: VALUES.find((each) => coerce({ value: each }).errors === undefined) })
    for (let time = 0; time < 2; time++) {
      const result = coerce(given)
      expect(result.variableValues).toEqual(expected.variableValues)
      expect(result.errors?.map(String)).toEqual(expected.errors?.map(String))
    }
  })
})
