// Apollo Server standalone, with DataLoader.

import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { startStandaloneServer } from '@apollo/server/standalone'

import { port } from './arguments.js'
import { createContext, resolvers, typeDefs } from './posts.js'

const server = new ApolloServer({
  typeDefs,
  // Apollo Server expects graphql-tools' name for resolveType.
  resolvers: { ...resolvers, Media: { __resolveType: resolvers.Media.resolveType } },
  introspection: false,
  plugins: [ApolloServerPluginLandingPageDisabled()],
})

await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  context: async () => createContext(),
})
