// Compares compiled programs with graphql-js, over random documents, variables and failing resolvers.

import fc from 'fast-check'
import {
  buildSchema,
  execute,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLScalarType,
  type GraphQLSchema,
  type GraphQLUnionType,
  getIntrospectionQuery,
  parse,
  validate,
} from 'graphql'
import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { describe, expect, it } from 'vitest'

import { createAnswerSize } from '../../../src/execution/answer-size.ts'
import { createBodyUsage } from '../../../src/execution/body-usage.ts'
import { createDocuments } from '../../../src/execution/documents.ts'
import { Texts } from '../../../src/pipeline/texts.ts'

const SDL = /* GraphQL */ `
  scalar SafeInt
  enum Kind { SMALL LARGE }
  interface Named { name: String }
  union Any = Thing | Other

  type Other implements Named { name: String extra: String! }

  type Thing implements Named {
    name: String
    sure: String!
    count: Int
    big: SafeInt
    ratio: Float
    flag: Boolean
    id: ID
    kind: Kind
    kinds: [Kind!]
    grid: [[Int]!]
    plus(number: Int! = 1, list: [Int!]): Int
    still: Still
    stills: [Still!]
    thing: Thing
    sureThing: Thing!
    things: [Thing]
    sureThings: [Thing!]!
    any: Any
    named: [Named]
  }

  type Still { name: String sure: String! kind: Kind still: Still }

  type Query {
    thing: Thing
    sureThing: Thing!
    things: [Thing]
    any: [Any!]
    stills: [Still]
  }
`

/** A hash, so that resolvers return the same values in both executions. */
const hashOf = (...parts: readonly unknown[]): number => {
  let hash = 2166136261
  for (const char of parts.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619)
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507)
  return (hash ^ (hash >>> 13)) >>> 0
}

const placeOf = (path: GraphQLResolveInfo['path'] | undefined): string =>
  path === undefined ? '' : `${placeOf(path.prev)}.${path.key}`

/** The values of the type that has cached texts. They are the same in all runs, so that the cache is used. */
const stills = new Map<number, object>()
const texts = new WeakMap<object, Texts>()

const stillFor = (place: number): object => {
  let still = stills.get(place)
  if (still === undefined) {
    still = {
      name: [null, 'quoted "name"', 'line\nbreak 🪵', new Error('No name.')][place % 4],
      sure: place % 9 === 0 ? null : `still ${place}`,
      kind: ['SMALL', 'LARGE', 'HUGE', null][(place >> 3) % 4],
      ...(place % 3 === 0 && { still: stillFor(place >> 2) }),
    }
    stills.set(place, still)
    texts.set(still, new Texts(10_000))
  }
  return still
}

const LEAVES: Readonly<Record<string, readonly unknown[]>> = {
  String: [
    'text',
    'naïve',
    '☕ and 🔥',
    'lone \ud83d',
    'with "quotes" and \u2028',
    'two\nlines, a \\ and a tab\t',
    ...['', 'é', '🔥', '\n', '\u0007', '\ud800', '\udfff end'].map(
      (last) => 'long text '.repeat(9) + last,
    ),
    '',
    5,
    true,
    { toString: () => 'x' },
  ],
  Int: [0, -7, 2 ** 31 - 1, 2 ** 31, 1.5, Number.NaN, '12', 'twelve', true],
  SafeInt: [0, 3_000_000_000, 2 ** 53, '17', 1.25],
  Float: [0.1, 1e21, -0, Number.POSITIVE_INFINITY, '2.5', 'x'],
  Boolean: [true, false, 1, 0, 'yes'],
  ID: ['id', 12, 1.5, {}],
  Kind: ['SMALL', 'LARGE', 'HUGE', 1],
}

const valueFor = (type: string, place: string, roll: number): unknown => {
  if (type.endsWith('!')) return valueFor(type.slice(0, -1), place, roll)
  if (roll % 23 === 0) return null
  if (roll % 29 === 0) return undefined
  if (roll % 31 === 0) return new Error(`Bad at ${place}.`)
  if (type.startsWith('[')) {
    if (roll % 37 === 0) return 'no list'
    return Array.from({ length: roll % 4 }, (_, index) => {
      const item = valueFor(type.slice(1, -1), `${place}.${index}`, hashOf(place, index, roll))
      return roll % 5 === 0 && index > 0 ? Promise.resolve(item) : item
    })
  }
  const choices = LEAVES[type]
  if (choices !== undefined) return choices[hashOf(roll) % choices.length]
  if (type === 'Still') return stillFor(roll % 40)
  return { kindOf: roll % 3 === 0 ? 'Other' : 'Thing' }
}

const resolveAt = (
  seed: number,
  { path, returnType }: GraphQLResolveInfo,
  argumentValues: object,
) => {
  const place = placeOf(path)
  const roll = hashOf(seed, place, JSON.stringify(argumentValues))
  if (roll % 41 === 0) throw new Error(`Thrown at ${place}.`)
  const value = valueFor(String(returnType), place, roll)
  if (roll % 6 !== 0) return value
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value)
}

const createSchema = (): GraphQLSchema => {
  const schema = buildSchema(SDL)
  const { coerceOutputValue } = GraphQLSafeInt
  Object.assign(schema.getType('SafeInt') as GraphQLScalarType, { coerceOutputValue })
  for (const name of ['Query', 'Thing', 'Other']) {
    for (const field of Object.values((schema.getType(name) as GraphQLObjectType).getFields())) {
      field.resolve = (_source, argumentValues, seed, info) =>
        resolveAt(seed as number, info, argumentValues)
    }
  }
  for (const name of ['Any', 'Named']) {
    const type = schema.getType(name) as GraphQLUnionType
    type.resolveType = (value) => (value as { kindOf: string }).kindOf
  }
  const still = schema.getType('Still') as GraphQLObjectType
  still.extensions = { texts: (source: never) => texts.get(source) }
  return schema
}

const schema = createSchema()

// Random queries. The few invalid ones are discarded.

const COMPOSITE: Readonly<Record<string, readonly (readonly [field: string, type: string])[]>> = {
  Query: [
    ['thing', 'Thing'],
    ['sureThing', 'Thing'],
    ['things', 'Thing'],
    ['any', 'Any'],
    ['stills', 'Still'],
  ],
  Thing: [
    ...['name', 'sure', 'count', 'big', 'ratio', 'flag', 'id', 'kind', 'kinds', 'grid'].map(
      (leaf) => [leaf, ''] as const,
    ),
    ['plus', ''],
    ['plus(number: $number)', ''],
    ['plus(number: 3, list: [1, 2])', ''],
    ['still', 'Still'],
    ['stills', 'Still'],
    ['thing', 'Thing'],
    ['sureThing', 'Thing'],
    ['things', 'Thing'],
    ['sureThings', 'Thing'],
    ['any', 'Any'],
    ['named', 'Named'],
  ],
  Other: [
    ['name', ''],
    ['extra', ''],
  ],
  Still: [
    ['name', ''],
    ['sure', ''],
    ['kind', ''],
    ['still', 'Still'],
  ],
  Named: [['name', '']],
  Any: [],
}

const FRAGMENTS: Readonly<Record<string, readonly string[]>> = {
  Query: ['Query'],
  Thing: ['Thing', 'Named'],
  Other: ['Other'],
  Still: ['Still'],
  Named: ['Thing', 'Other', 'Named'],
  Any: ['Thing', 'Other', 'Named'],
}

const SWITCHES = ['', '', '', ' @skip(if: $off)', ' @include(if: $on)', ' @include(if: false)']

const selection = (type: string, depth: number): fc.Arbitrary<string> => {
  const typename = fc.constantFrom('__typename', 'called: __typename')
  const choices: fc.Arbitrary<string>[] = [typename]
  const fields = (COMPOSITE[type] ?? []).filter(([, inner]) => inner === '' || depth > 0)
  if (fields.length > 0) {
    choices.push(
      fc
        .record({
          field: fc.constantFrom(...fields),
          alias: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined, freq: 4 }),
          directive: fc.constantFrom(...SWITCHES),
        })
        .chain(({ field: [text, inner], alias, directive }) => {
          const [name, rest = ''] = text.split(/(?=\()/)
          const prefix = rest === '' ? alias : `p${rest.length}`
          const start = `${prefix === undefined ? '' : `${prefix}${name}: `}${name}${rest}${directive}`
          return inner === ''
            ? fc.constant(start)
            : selections(inner, depth - 1).map((below) => `${start} ${below}`)
        }),
    )
    choices.push(...choices.slice(1), ...choices.slice(1))
  }
  if (depth > 0) {
    choices.push(
      fc
        .record({
          on: fc.constantFrom(...(FRAGMENTS[type] ?? [])),
          directive: fc.constantFrom(...SWITCHES),
        })
        .chain(({ on, directive }) =>
          selections(on, depth - 1).map((below) => `... on ${on}${directive} ${below}`),
        ),
      fc.constantFrom(...(FRAGMENTS[type] ?? [])).map((on) => `...On${on}`),
    )
  }
  return fc.oneof(...choices)
}

const selections = (type: string, depth: number): fc.Arbitrary<string> =>
  fc
    .array(selection(type, depth), { minLength: 1, maxLength: 5 })
    .map((parts) => `{ ${parts.join(' ')} }`)

const DEFINITIONS = `
  fragment OnThing on Thing { name count still { ...OnStill } ... @include(if: $on) { sure } }
  fragment OnOther on Other { name extra }
  fragment OnNamed on Named { __typename name }
  fragment OnStill on Still { sure kind still { name } }
  fragment OnQuery on Query { things { ...OnThing } }
  query Keep($on: Boolean!, $off: Boolean = false, $number: Int = 4) {
    ...OnQuery any { ...OnThing ...OnOther ...OnNamed } thing @skip(if: $off) { plus(number: $number) }
  }
`

const UNLIMITED = {
  kilobytes: 1e6,
  tokens: 1e6,
  depth: 1e6,
  fields: 1e6,
  aliases: 1e6,
  directives: 1e6,
  overlaps: 1e6,
  cost: 1e6,
}

const documents = createDocuments({ schema, limits: UNLIMITED, introspection: true })

interface Outcome {
  readonly data: unknown
  readonly errors: readonly string[]
}

const describeError = ({ message, path }: GraphQLError): string => `${path?.join('.')}: ${message}`

const at = (data: unknown, path: readonly (string | number)[] | undefined): unknown =>
  (path ?? []).reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | null)?.[key],
    data,
  )

/**
 * The errors of fields that are null. Errors below a parent that is null are counted as one, because their number
 * depends on the order of execution.
 */
const outcome = (data: unknown, errors: readonly GraphQLError[]): Outcome => ({
  data,
  errors: [
    ...errors.filter(({ path }) => at(data, path) === null).map(describeError),
    ...(errors.some(({ path }) => at(data, path) === undefined) ? ['an error below a null'] : []),
  ].sort(),
})

const refused = (): never => {
  throw new Error('The document was refused.')
}

const runCompiled = async (
  text: string,
  variables: Readonly<Record<string, unknown>>,
  seed: number,
): Promise<Outcome> => {
  const prepared = documents.prepare(text, 'Random', variables) ?? refused()
  const errors: GraphQLError[] = []
  const data = await prepared.program.run({
    context: seed,
    variables: prepared.variables,
    errors,
    size: createAnswerSize(Number.POSITIVE_INFINITY),
  })
  return outcome(JSON.parse(Buffer.from(data, 'latin1').toString('utf8')), errors)
}

const runGraphqlJs = async (
  text: string,
  variables: Readonly<Record<string, unknown>>,
  seed: number,
): Promise<Outcome> => {
  const { data, errors = [] } = await execute({
    schema,
    document: parse(text),
    contextValue: seed,
    variableValues: variables,
    operationName: 'Random',
  })
  return outcome(JSON.parse(JSON.stringify(data)), errors)
}

describe('a compiled program', () => {
  it('returns the data and errors of graphql-js for random queries', async () => {
    let compared = 0
    let failed = 0
    await fc.assert(
      fc.asyncProperty(
        selections('Query', 3),
        fc.record(
          { on: fc.boolean(), off: fc.boolean(), number: fc.integer({ min: 0, max: 9 }) },
          { requiredKeys: ['on'] },
        ),
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 3, maxLength: 3 }),
        async (body, variables, seeds) => {
          const text = `query Random($on: Boolean!, $off: Boolean = false, $number: Int = 4) ${body} ${DEFINITIONS}`
          fc.pre(validate(schema, parse(text)).every(({ message }) => /never used/.test(message)))
          const used = withoutUnused(text)
          for (const seed of seeds) {
            const expected = await runGraphqlJs(used, variables, seed)
            expect(await runCompiled(used, variables, seed)).toEqual(expected)
            compared += 1
            if (expected.errors.length > 0) failed += 1
          }
        },
      ),
      { numRuns: 60, seed: 20261121 },
    )
    expect(compared).toBeGreaterThan(150)
    expect(failed).toBeGreaterThan(compared / 3)
  })
})

/** Removes the definitions of unused variables, which are invalid. */
const withoutUnused = (text: string): string => {
  const names = validate(schema, parse(text)).flatMap(
    ({ message }) => /Variable "\$(\w+)" is never used/.exec(message)?.[1] ?? [],
  )
  return names
    .reduce(
      (document, name) =>
        document.replace(
          new RegExp(`(query Random\\([^)]*?)\\$${name}: \\w+!?(?: = \\w+)?,? ?`),
          '$1',
        ),
      text,
    )
    .replace('query Random()', 'query Random')
}

describe('DateTime', () => {
  const scalar = buildSchema('scalar DateTime type Query { times: [DateTime] }')
  const { coerceOutputValue } = GraphQLDateTime
  Object.assign(scalar.getType('DateTime') as GraphQLScalarType, { coerceOutputValue })
  const { program, variables } =
    createDocuments({ schema: scalar, limits: UNLIMITED, introspection: true }).prepare(
      '{ times }',
      undefined,
      {},
    ) ?? refused()

  /** The JSON of `data`, and the messages of the errors. */
  const bothAnswers = async (times: readonly unknown[]) => {
    const errors: GraphQLError[] = []
    const size = createAnswerSize(Number.POSITIVE_INFINITY)
    const execution = { context: {}, variables, errors, size }
    const compiled = await program.run(execution, { times })
    const result = await execute({
      schema: scalar,
      document: parse('{ times }'),
      rootValue: { times },
    })
    return [
      [compiled, errors.map(describeError)],
      [JSON.stringify(result.data), (result.errors ?? []).map(describeError)],
    ]
  }

  it('is written as X sends it', async () => {
    const data = '{"times":["2020-10-14T19:36:06.000Z"]}'
    expect(await bothAnswers(['2020-10-14T19:36:06.000Z'])).toEqual([
      [data, []],
      [data, []],
    ])
  })

  it('is what graphql-js writes, whatever the day, the form and the type of the value', async () => {
    const numbers = (to: number): string[] =>
      Array.from({ length: to + 1 }, (_, number) => String(number).padStart(2, '0'))
    const days = ['1900', '2023', '2024'].flatMap((year) =>
      numbers(13).flatMap((month) => numbers(32).map((day) => `${year}-${month}-${day}`)),
    )
    const [compiled, graphqlJs] = await bothAnswers([
      ...days.map((day) => `${day}T23:59:59.999Z`),
      ...['24:00:00.000Z', '12:60:00.000Z', '12:00:60.000Z', '12:00:00Z', '12:00:00.5Z'].map(
        (time) => `2024-05-13T${time}`,
      ),
      '2024-05-13T00:00:00.000+02:00',
      '2024-05-13T00:00:00.000z',
      '2024-05-13T00:00:00.000Z\n',
      'yesterday',
      new Date(0),
      new Date(Number.NaN),
      1_600_000_000_000,
      true,
      null,
    ])
    expect(compiled).toEqual(graphqlJs)
  })
})

describe('other operations', () => {
  const compiledData = async (of: GraphQLSchema, text: string): Promise<unknown> => {
    const documents = createDocuments({ schema: of, limits: UNLIMITED, introspection: true })
    const { program, variables } =
      documents.prepareAny(text, undefined, {}, createBodyUsage()) ?? refused()
    const size = createAnswerSize(Number.POSITIVE_INFINITY)
    const data = await program.run({ context: {}, variables, errors: [], size })
    return JSON.parse(Buffer.from(data, 'latin1').toString())
  }
  const graphqlJsData = async (of: GraphQLSchema, text: string): Promise<unknown> =>
    JSON.parse(
      JSON.stringify(await execute({ schema: of, document: parse(text), contextValue: {} })),
    ).data

  it('introspection returns the data of graphql-js', async () => {
    const text = getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    })
    for (const each of [
      text,
      '{ __type(name: "Thing") { name fields(includeDeprecated: true) { name } } none: __type(name: "None") { name } }',
    ]) {
      expect(await compiledData(schema, each)).toEqual(await graphqlJsData(schema, each))
    }
  })

  it('a null for @include is left to the Yoga path, which reports it', () => {
    const text = 'query ($on: Boolean = true) { thing @include(if: $on) { name } }'
    expect(documents.prepare(text, undefined, { on: false })).toBeDefined()
    expect(documents.prepare(text, undefined, { on: null })).toBeUndefined()
  })

  it('caches the text of an object whose resolvers are declared pure', async () => {
    const pure = buildSchema('type Query { box: Box } type Box { a: [Int], b: [Int] }')
    const source = {}
    const cached = new Texts(1000)
    const box = pure.getType('Box') as GraphQLObjectType
    box.extensions = { texts: () => cached }
    const calls: string[] = []
    const { a, b } = box.getFields()
    for (const field of [a, b]) {
      if (field === undefined) throw new Error('There is no field.')
      field.extensions = { isPure: true }
      field.resolve = (_source, _arguments, _context, info) => {
        calls.push(info.fieldName)
        return [1, 2]
      }
    }
    const query = pure.getQueryType()?.getFields().box
    if (query !== undefined) query.resolve = () => source
    const prepared = createDocuments({ schema: pure, limits: UNLIMITED, introspection: true })
    const run = async (text: string): Promise<string | undefined> =>
      prepared.prepare(text, undefined, {})?.program.run({
        context: {},
        variables: { coerced: {}, sources: {} },
        errors: [],
        size: createAnswerSize(1000),
      })
    for (let time = 0; time < 2; time++) {
      expect(await run('{ box { a } }')).toBe('{"box":{"a":[1,2]}}')
      expect(await run('{ box { a b } }')).toBe('{"box":{"a":[1,2],"b":[1,2]}}')
    }
    expect(calls).toEqual(['a', 'a', 'b'])
  })

  it('mutation fields run one after another', async () => {
    const mutable = buildSchema('type Query { a: Int } type Mutation { add(n: Int!): Int }')
    let running = 0
    let sum = 0
    const add = mutable.getMutationType()?.getFields().add
    if (add === undefined) throw new Error('There is no mutation.')
    add.resolve = async (_, { n }) => {
      running += 1
      await new Promise(setImmediate)
      sum = sum * 10 + n
      expect(running).toBe(1)
      running -= 1
      return sum
    }
    const text = 'mutation { a: add(n: 1) b: add(n: 2) c: add(n: 3) }'
    expect(await compiledData(mutable, text)).toEqual({ a: 1, b: 12, c: 123 })
  })

  it('a large response is written in parts, with turns of the event loop between them', async () => {
    const large = buildSchema(
      'type Query { items: [Item] } type Item { a: String b: String sub: [Item] }',
    )
    const leaf = { a: 'a"'.repeat(50_000), b: 'ü'.repeat(50_000) }
    const items = Array(10).fill({ ...leaf, sub: [leaf, leaf] })
    const query = large.getQueryType()?.getFields().items
    if (query === undefined) throw new Error('There are no items.')
    query.resolve = () => Promise.resolve(items)
    let turns = 0
    const turn = (): void => {
      turns += 1
      immediate = setImmediate(turn)
    }
    let immediate = setImmediate(turn)
    const text = '{ items { a b sub { b a } } }'
    const data = await compiledData(large, text)
    clearImmediate(immediate)
    expect(data).toEqual(await graphqlJsData(large, text))
    // The response has about 6 MB.
    expect(turns).toBeGreaterThan(8)
  })
})
