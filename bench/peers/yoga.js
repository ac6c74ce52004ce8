// GraphQL Yoga with graphql-jit, its caches of documents, and without its limit of bodies.

import { createServer } from 'node:http'
import { useGraphQlJit } from '@envelop/graphql-jit'
import { createSchema, createYoga } from 'graphql-yoga'

import { port } from './arguments.js'
import { createContext, resolvers, typeDefs } from './posts.js'

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: { ...resolvers, Media: { __resolveType: resolvers.Media.resolveType } },
  }),
  context: createContext,
  graphiql: false,
  landingPage: false,
  logging: false,
  maxRequestBodySize: false,
  plugins: [useGraphQlJit()],
})

createServer(yoga).listen(port, '127.0.0.1')
