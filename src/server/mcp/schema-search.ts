// Searches the schema's types and fields by words in their names and descriptions.

import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

interface Entry {
  /** Such as `Post.publicMetrics`. */
  readonly name: string
  readonly type?: string
  readonly description: string
}

export interface SchemaSearch {
  /** The entries that contain all words, best first; names count more than descriptions. */
  find(words: string, limit: number): { readonly found: number; readonly entries: readonly Entry[] }
}

export const createSchemaSearch = (schema: GraphQLSchema): SchemaSearch => {
  const entries = entriesOf(schema).map((entry) => ({
    entry,
    name: entry.name.toLowerCase(),
    text: `${entry.name} ${entry.description}`.toLowerCase(),
  }))
  return {
    find: (query, limit) => {
      const words = query.toLowerCase().match(/[\w@]+/g) ?? []
      const score = (name: string): number => words.filter((word) => name.includes(word)).length
      const matches = entries
        .filter(({ text }) => words.length > 0 && words.every((word) => text.includes(word)))
        .sort((a, b) => score(b.name) - score(a.name) || a.name.length - b.name.length)
      return { found: matches.length, entries: matches.slice(0, limit).map(({ entry }) => entry) }
    },
  }
}

const entriesOf = (schema: GraphQLSchema): Entry[] =>
  Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      const own: Entry = { name: type.name, description: type.description ?? '' }
      if (isEnumType(type)) {
        return [own, ...type.getValues().map((value) => memberOf(type.name, value))]
      }
      if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
        return [own, ...Object.values(type.getFields()).map((field) => memberOf(type.name, field))]
      }
      return [own]
    })

interface Member {
  readonly name: string
  readonly description?: string | null | undefined
  readonly type?: unknown
  readonly args?: readonly { readonly name: string; readonly type: unknown }[]
}

const memberOf = (parent: string, { name, description, type, args = [] }: Member): Entry => {
  const list = args.map((each) => `${each.name}: ${each.type}`).join(', ')
  return {
    name: `${parent}.${name}`,
    ...(type !== undefined && { type: `${list === '' ? '' : `(${list}): `}${type}` }),
    description: description ?? '',
  }
}
