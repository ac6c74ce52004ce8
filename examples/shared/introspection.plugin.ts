// A GraphQL Code Generator plugin: the part of the schema that urql's Graphcache needs, one line per type.

import { minifyIntrospectionQuery } from '@urql/introspection'
import { type GraphQLSchema, introspectionFromSchema } from 'graphql'

export const plugin = (schema: GraphQLSchema): string => {
  const { __schema } = minifyIntrospectionQuery(introspectionFromSchema(schema))
  const { types, ...roots } = __schema
  const lines = types.map((type) => JSON.stringify(type)).join(',\n')
  return `import type { IntrospectionQuery } from 'graphql'

const types: unknown = [
${lines}
]

export const introspection = { __schema: { ...${JSON.stringify(roots)}, types } } as IntrospectionQuery
`
}
