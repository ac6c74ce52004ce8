import { readFileSync } from 'node:fs'

import {
  type GraphQLArgument,
  type GraphQLNamedType,
  GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  type IntrospectionSchema,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql'
import { describe, expect, it } from 'vitest'

import { schema } from '../../src/schema/index.ts'
import { printWithDirectives } from '../../src/schema/print.ts'
import { createTestGateway } from '../kit/gateway.ts'

const types: readonly GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
)

const read = (name: string): string =>
  readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

it('schema.graphql is what the source prints (npm run schema)', () => {
  expect(read('schema.graphql')).toBe(printWithDirectives(schema))
})

it('the schema is valid, which a start does not check', () => {
  const unchecked = new GraphQLSchema({ ...schema.toConfig(), assumeValid: false })
  expect(validateSchema(unchecked)).toEqual([])
})

describe('order', () => {
  const fieldsOf = (name: string) => {
    const type = schema.getType(name)
    return isObjectType(type) ? Object.values(type.getFields()) : []
  }

  it('Query begins with posts and users, and ends with the fields of Relay and federation, which say so', () => {
    const fields = fieldsOf('Query')
    const names = fields.map(({ name }) => name)
    expect(names.slice(0, 5)).toEqual(['post', 'posts', 'user', 'users', 'viewer'])
    const helpers = fields.filter(({ name }) => name.includes('__') || name.startsWith('_'))
    expect(names.slice(-5)).toEqual(helpers.map(({ name }) => name))
    for (const { description } of helpers) expect(description).toMatch(/^For \S.* only: /)
  })

  it.each([
    [
      'Post',
      ['id', 'text', 'displayText', 'createdAt', 'kind', 'author', 'media', 'publicMetrics'],
    ],
    ['MetricsSample', ['at', 'impressionCount']],
    ['PromotedMediaMetrics', ['viewCount']],
  ])('%s begins with what identifies and describes it', (name, first) => {
    const names = fieldsOf(name).map((field) => field.name)
    expect(names.slice(0, first.length)).toEqual(first)
  })
})

describe('descriptions', () => {
  it('everything has one that says something', () => {
    const silent = types.flatMap((type) => [
      ...(type.description ? [] : [type.name]),
      ...('getFields' in type
        ? Object.values(type.getFields()).flatMap((field) => [
            ...((field.description ?? '').length > 4 ? [] : [`${type.name}.${field.name}`]),
            ...('args' in field
              ? (field.args as readonly GraphQLArgument[])
                  .filter((arg) => !arg.description)
                  .map((arg) => `${type.name}.${field.name}(${arg.name})`)
              : []),
          ])
        : []),
      ...('getValues' in type
        ? type
            .getValues()
            .filter((value) => !value.description)
            .map((value) => `${type.name}.${value.name}`)
        : []),
    ])
    expect(silent).toEqual([])
  })
})

describe('older clients', () => {
  /** The locations that graphql-js 16 knows. graphql-core (Python) before 3.2.11 fails on any other. */
  const LOCATIONS = [
    ...['QUERY', 'MUTATION', 'SUBSCRIPTION', 'FIELD', 'FRAGMENT_DEFINITION', 'FRAGMENT_SPREAD'],
    ...['INLINE_FRAGMENT', 'VARIABLE_DEFINITION', 'SCHEMA', 'SCALAR', 'OBJECT', 'FIELD_DEFINITION'],
    ...['ARGUMENT_DEFINITION', 'INTERFACE', 'UNION', 'ENUM', 'ENUM_VALUE', 'INPUT_OBJECT'],
    'INPUT_FIELD_DEFINITION',
  ]

  it('know all locations of the directives that introspection names', async () => {
    await using g = await createTestGateway()
    const { data } = await g.query(getIntrospectionQuery())
    const { directives } = data.__schema as IntrospectionSchema
    expect(directives.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['deprecated', 'include', 'oneOf', 'skip', 'specifiedBy']),
    )
    for (const { name, locations } of directives)
      expect(LOCATIONS, name).toEqual(expect.arrayContaining([...locations]))
  })
})

it('every scalar names its specification', () => {
  const scalars = types.filter(isScalarType)
  expect(scalars.length).toBeGreaterThan(3)
  for (const { name, specifiedByURL } of scalars) expect(specifiedByURL, name).toMatch(/^https:/)
})

describe('needs', () => {
  /** Objects whose fields X gives each on request; all other objects come whole with the field that leads to them. */
  const ASKED_BY_FIELD = ['Post', 'User', 'Photo', 'Video', 'AnimatedGif', 'Poll', 'Place']

  /** Told without asking X for anything more. */
  const FREE = new Set([
    'Post.id',
    'Post.unavailableMetrics',
    'Post.privateMetricsUntil',
    'User.id',
    'Poll.id',
    'Place.id',
    'Photo.mediaKey',
    'Video.mediaKey',
    'AnimatedGif.mediaKey',
  ])

  it.each(ASKED_BY_FIELD)('every field of %s that X backs declares what it reads', (name) => {
    const type = schema.getType(name)
    expect(isObjectType(type)).toBe(true)
    const fields = isObjectType(type) ? Object.values(type.getFields()) : []
    const undeclared = fields
      .filter(({ extensions }) => extensions.needs === undefined)
      .map((field) => `${name}.${field.name}`)
    expect(undeclared.filter((field) => !FREE.has(field))).toEqual([])
  })

  it('each field that leads from a post to one of those objects declares its expansion or lookup', () => {
    const post = schema.getType('Post')
    const links = isObjectType(post)
      ? Object.values(post.getFields()).filter(({ type }) =>
          ['User', 'Media', 'Poll'].includes(getNamedType(type).name),
        )
      : []
    expect(links.length).toBeGreaterThan(3)
    for (const { name, extensions } of links)
      expect(extensions.needs?.expand, name).toBeTypeOf('string')
  })
})

describe('the names that clients rely on', () => {
  it.each([
    [
      'Post',
      [
        'publicMetrics',
        'nonPublicMetrics',
        'organicMetrics',
        'promotedMetrics',
        'unavailableMetrics',
        'privateMetricsUntil',
        'editHistory',
        'note',
      ],
    ],
    [
      'PublicPostMetrics',
      [
        'retweetCount',
        'replyCount',
        'likeCount',
        'quoteCount',
        'bookmarkCount',
        'impressionCount',
        'retweetsAndQuotesCount',
      ],
    ],
    [
      'Video',
      [
        'durationMs',
        'variants',
        'publicMetrics',
        'nonPublicMetrics',
        'organicMetrics',
        'promotedMetrics',
      ],
    ],
    ['Query', ['post', 'posts', 'privateMetrics', 'viewer']],
  ])('%s', (name, fields) => {
    const type = schema.getType(name)
    expect(Object.keys(isObjectType(type) ? type.getFields() : {})).toEqual(
      expect.arrayContaining(fields),
    )
  })
})
