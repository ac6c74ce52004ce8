// Random GraphQL documents for a schema: valid, nearly valid and invalid ones.

import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'

import { anyText, heavy, mutate, nested } from './texts.ts'

export interface GraphQLRequest {
  readonly query: string
  readonly variables?: unknown
  readonly operationName?: unknown
}

/** Types of the variables, which are declared in documents that use them. */
const VARIABLES: Readonly<Record<string, string>> = {
  one: 'PostID!',
  many: '[PostID!]!',
  userId: 'ID!',
  flag: 'Boolean!',
  otherwise: 'Boolean = true',
}

const MAX_DEPTH = 5
/** Types with named fragments. */
const FRAGMENT_TYPES = ['Query', 'Post', 'User', 'Media', 'Viewer']

const oneIn = (count: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: count }).map((roll) => roll === 1)

export const documents = (
  schema: GraphQLSchema,
  ids: readonly string[],
): fc.Arbitrary<GraphQLRequest> => {
  const id = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...ids) },
    { weight: 1, arbitrary: fc.constantFrom('987654320000', '0', '9999999999999999999') },
  )
  const idList = fc.array(id, { maxLength: 4 })

  const leafLiteral = (type: GraphQLNamedType): fc.Arbitrary<string> => {
    if (type.name === 'PostID') return id.map((text) => `"${text}"`)
    if (type.name === 'Boolean') return fc.constantFrom('true', 'false')
    return fc.constantFrom('"1"', '7', '"it"')
  }
  const INVALID = [
    'null',
    '1.5',
    '-3',
    '"\\u0000"',
    'ENUM',
    '{a: 1}',
    '[[1]]',
    '"""block"""',
    '$none',
  ]
  const literal = (type: GraphQLInputType): fc.Arbitrary<string> => {
    const named = getNamedType(type)
    const list = isListType(isNonNullType(type) ? type.ofType : type)
    const valid = list
      ? fc.array(leafLiteral(named), { maxLength: 4 }).map((items) => `[${items.join(' ')}]`)
      : leafLiteral(named)
    const variable = list ? '$many' : named.name === 'PostID' ? '$one' : '$userId'
    return fc.oneof(
      { weight: 100, arbitrary: valid },
      { weight: 60, arbitrary: fc.constant(variable) },
      { weight: 1, arbitrary: fc.constantFrom(...INVALID) },
    )
  }
  const argument = (arg: GraphQLArgument): fc.Arbitrary<string> =>
    isRequiredArgument(arg)
      ? literal(arg.type).map((value) => `${arg.name}: ${value}`)
      : fc.option(
          literal(arg.type).map((value) => `${arg.name}: ${value}`),
          { nil: '' },
        )

  const directive = fc.oneof(
    { weight: 140, arbitrary: fc.constant('') },
    {
      weight: 20,
      arbitrary: fc.constantFrom(
        '@include(if: $flag)',
        '@skip(if: $otherwise)',
        '@skip(if: false)',
        '@include(if: true) @skip(if: $flag)',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('@skip', '@none(a: 1)', '@include(if: "yes")') },
  )
  const alias = fc.oneof(
    { weight: 200, arbitrary: fc.constant('') },
    { weight: 40, arbitrary: fc.nat(1000).map((number) => `a${number}: `) },
    { weight: 1, arbitrary: fc.constantFrom('id: ', '__proto__: ', 'constructor: ') },
  )

  const fragmentTypes = FRAGMENT_TYPES.flatMap((name) => schema.getType(name) ?? [])

  const cache = new Map<string, fc.Arbitrary<string>>()
  const selections = (
    type: GraphQLNamedType,
    levels: number,
    spreads: boolean,
  ): fc.Arbitrary<string> => {
    const key = `${type.name} ${levels} ${spreads}`
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {}
    const field = Object.values(fields)
      .filter((each) => levels > 0 || isLeafType(getNamedType(each.type)))
      .map((each) => {
        const below = getNamedType(each.type)
        const inner = isCompositeType(below)
          ? selections(below, levels - 1, spreads).map((text) => ` { ${text} }`)
          : fc.constant('')
        return fc
          .tuple(alias, fc.tuple(...each.args.map(argument)), directive, inner)
          .map(([as, given, directed, text]) => {
            const list = given.filter((part) => part !== '').join(', ')
            return `${as}${each.name}${list === '' ? '' : `(${list})`} ${directed}${text}`
          })
      })
    const conditions = isAbstractType(type) ? schema.getPossibleTypes(type) : [type]
    const inline =
      levels > 0
        ? conditions.map((each) =>
            fc
              .tuple(directive, selections(each, levels - 1, spreads))
              .map(([directed, inner]) => `... on ${each.name} ${directed} { ${inner} }`),
          )
        : []
    const spread =
      spreads && FRAGMENT_TYPES.includes(type.name) ? [fc.constant(`...F${type.name}`)] : []
    const selection = fc.oneof(
      ...(field.length > 0 ? [{ weight: 12, arbitrary: fc.oneof(...field) }] : []),
      { weight: 1, arbitrary: fc.constant('__typename') },
      ...(inline.length > 0 ? [{ weight: 2, arbitrary: fc.oneof(...inline) }] : []),
      ...(spread.length > 0 ? [{ weight: 2, arbitrary: fc.oneof(...spread) }] : []),
    )
    const all = fc.array(selection, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' '))
    cache.set(key, all)
    return all
  }

  /** Definitions of all fragments that the text spreads, directly or indirectly. */
  const fragmentsOf = (text: string, bodies: ReadonlyMap<string, string>): string[] => {
    const defined = new Map<string, string>()
    const define = (part: string): void => {
      for (const [, name = ''] of part.matchAll(/\.\.\.(F\w+)/g)) {
        const body = bodies.get(name)
        if (body === undefined || defined.has(name)) continue
        defined.set(name, `fragment ${name} on ${name.slice(1)} { ${body} }`)
        define(body)
      }
    }
    define(text)
    return [...defined.values()]
  }

  const bodies = fc
    .tuple(...fragmentTypes.map((type) => selections(type, 1, false)))
    .map((texts) => new Map(texts.map((text, index) => [`F${fragmentTypes[index]?.name}`, text])))

  const operation = (keyword: 'query' | 'mutation', type: GraphQLNamedType) =>
    fc
      .tuple(
        fc.integer({ min: 1, max: MAX_DEPTH }).chain((levels) => selections(type, levels, true)),
        bodies,
        fc.constantFrom('', 'Q', 'Other'),
      )
      .map(([text, all, name]) => {
        const fragments = fragmentsOf(text, all).join('\n')
        const head = Object.entries(VARIABLES)
          .filter(([each]) => `${text}${fragments}`.includes(`$${each}`))
          .map(([each, declared]) => `$${each}: ${declared}`)
          .join(', ')
        return `${keyword} ${name}${head === '' ? '' : ` (${head})`} { ${text} }\n${fragments}`
      })

  const queryType = schema.getQueryType()
  const mutationType = schema.getMutationType()
  if (queryType == null || mutationType == null)
    throw new Error('The schema has no query or mutation type.')
  const valid = fc.oneof(
    { weight: 20, arbitrary: operation('query', queryType) },
    { weight: 1, arbitrary: operation('mutation', mutationType) },
    {
      weight: 1,
      arbitrary: fc.constant('{ __schema { types { name fields { name type { name kind } } } } }'),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(operation('query', queryType), operation('query', queryType))
        .map((both) => both.join('\n')),
    },
  )

  const text = fc.oneof(
    { weight: 5, arbitrary: valid },
    { weight: 3, arbitrary: valid.chain(mutate) },
    { weight: 1, arbitrary: heavy },
    { weight: 1, arbitrary: anyText },
  )

  const variables = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        one: id,
        many: idList,
        userId: fc.constant('1'),
        flag: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        { one: fc.jsonValue(), many: fc.jsonValue(), userId: fc.jsonValue(), flag: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
    {
      weight: 1,
      arbitrary: fc.constantFrom(nested(1000), 'a'.repeat(20_000), { many: nested(1000) }),
    },
  )
  return fc
    .record(
      {
        query: text,
        variables,
        operationName: fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom('Q', 'Other') },
          { weight: 1, arbitrary: fc.jsonValue() },
        ),
      },
      { requiredKeys: ['query', 'variables'] },
    )
    .chain((request) =>
      oneIn(8).map((named) => {
        const { operationName, ...rest } = request
        return named && operationName !== undefined ? request : rest
      }),
    )
}
