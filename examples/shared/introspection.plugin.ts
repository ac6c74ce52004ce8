// A plugin of GraphQL Code Generator: as much of the schema as urql's Graphcache has to know.

import { minifyIntrospectionQuery } from '@urql/introspection'
import { type GraphQLSchema, introspectionFromSchema } from 'graphql'

export const plugin = (schema: GraphQLSchema): string => {
  const introspection = minifyIntrospectionQuery(introspectionFromSchema(schema))
  return `import type { IntrospectionQuery } from 'graphql'

export const introspection = ${JSON.stringify(introspection, null, 1)} as unknown as IntrospectionQuery
`
}
