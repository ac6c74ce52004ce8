// A plugin of GraphQL Code Generator: the types that are kept with their parents, and what may stand for what.

import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql'

import { keptByKey } from './keys.ts'

export const plugin = (schema: GraphQLSchema): string => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const possible = types
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)])
  const embedded = types
    .filter((type) => isObjectType(type) && !roots.includes(type))
    .map(({ name }) => name)
    .filter((name) => !keptByKey.includes(name))
  const print = (value: unknown): string => JSON.stringify(value, null, 2)
  return `export const possibleTypes: Record<string, string[]> = ${print(Object.fromEntries(possible))}

export const embedded: readonly string[] = ${print(embedded)}
`
}
