// Every property of X's objects is in the schema, or docs/fields.md says why it is not. The names are in
// property-names.ts; with X_OPENAPI, a directory of X's OpenAPI documents, those of the documents count as well.

import { readFileSync } from 'node:fs'

import { type GraphQLNamedType, getNamedType, isAbstractType, isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'

import { schema } from '../../../src/schema/index.ts'
import { parseClassic } from '../../../src/x/dialect.ts'
import { openApiDocuments } from '../../kit/openapi-documents.ts'
import { EXCEPTIONS, fieldFor, isLeftOut } from '../../kit/x-properties.ts'
import { paths } from './property-names.ts'

/** The types of X's objects: a property may be in any of them. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  tweet: ['Post'],
  media: ['Photo', 'Video', 'AnimatedGif'],
  user: ['User'],
  poll: ['Poll'],
  place: ['Place'],
}

const typesAt = (path: string): readonly GraphQLNamedType[] => {
  const roots = ROOTS[path]
  if (roots !== undefined) return roots.flatMap((name) => schema.getType(name) ?? [])
  const parent = path.slice(0, path.lastIndexOf('.'))
  const below = (types: readonly GraphQLNamedType[], field: string): readonly GraphQLNamedType[] =>
    types
      .flatMap((type): readonly GraphQLNamedType[] =>
        isAbstractType(type) ? schema.getPossibleTypes(type) : [type],
      )
      .flatMap((type) => (isObjectType(type) ? (type.getFields()[field] ?? []) : []))
      .map(({ type }) => getNamedType(type))
  const fields = fieldFor(path)
    .split('.')
    .filter((field) => field !== '')
  return fields.reduce<readonly GraphQLNamedType[]>(below, typesAt(parent))
}

interface Property {
  readonly $ref?: string
  readonly items?: Property
  readonly properties?: Readonly<Record<string, Property>>
  readonly allOf?: readonly Property[]
}

interface Document {
  readonly info: { readonly version: string }
  readonly components: { readonly schemas: Readonly<Record<string, Property>> }
}

/** The paths of all properties, in the classic vocabulary. */
const propertiesIn = ({ components: { schemas } }: Document): readonly string[] => {
  const found = new Set<string>()
  const visit = (property: Property, path: string): void => {
    const { $ref, items, properties = {}, allOf = [] } = property
    const target = $ref === undefined ? undefined : schemas[$ref.slice($ref.lastIndexOf('/') + 1)]
    for (const each of [target, items, ...allOf]) if (each !== undefined) visit(each, path)
    for (const [name, each] of Object.entries(properties)) {
      found.add(`${path}.${name}`)
      visit(each, `${path}.${name}`)
    }
  }
  const objects = { tweet: ['Tweet', 'Post'], user: ['User'], poll: ['Poll'], place: ['Place'] }
  const media = ['Photo', 'Video', 'AnimatedGif', 'Media']
  for (const [root, names] of Object.entries({ ...objects, media })) {
    for (const name of names) visit(schemas[name] ?? {}, root)
  }
  return [...found]
}

const unreachable = (all: readonly string[]): readonly string[] =>
  all.filter((path) => typesAt(path).length === 0 && !isLeftOut(path))

it('every property of X’s objects is in the schema or in the list of docs/fields.md', () => {
  expect(paths.length).toBeGreaterThan(200)
  expect(unreachable(paths)).toEqual([])
})

it('the list of docs/fields.md has only properties that the schema leaves out', () => {
  expect(EXCEPTIONS.length).toBeGreaterThan(3)
  expect(EXCEPTIONS.filter((path) => !paths.includes(path))).toEqual([])
  expect(EXCEPTIONS.filter((path) => typesAt(path).length > 0)).toEqual([])
})

describe.runIf(openApiDocuments.length > 0)('X’s OpenAPI documents', () => {
  it.each(openApiDocuments)('%s has no other properties', (file) => {
    const text = readFileSync(file, 'utf8')
    const document = parseClassic(text) as Document
    const all = propertiesIn(document)
    expect(all.length).toBeGreaterThan(200)
    expect(unreachable(all)).toEqual([])
    expect(all.filter((path) => !paths.includes(path))).toEqual([])
    const left = all.filter(isLeftOut).length
    console.info(`${document.info.version}: ${all.length} properties, ${left} of them left out`)
  })
})
