// A GraphQL Code Generator plugin: the possible types of interfaces and unions, and the types that caches embed in
// their parents.

import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql'

import { keyedTypes } from './keys.ts'

export const plugin = (schema: GraphQLSchema): string => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const possible = types
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)])
  const embeddedTypes = types
    .filter((type) => isObjectType(type) && !roots.includes(type))
    .map(({ name }) => name)
    .filter((name) => !keyedTypes.includes(name))
  const print = (value: unknown): string => JSON.stringify(value, null, 2)
  return `export const possibleTypes: Record<string, string[]> = ${print(Object.fromEntries(possible))}

export const embeddedTypes: readonly string[] = ${print(embeddedTypes)}
`
}
