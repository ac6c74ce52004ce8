// Mercurius on Fastify, with DataLoader, and with its JIT from the first execution of a query.

import Fastify from 'fastify'
import mercurius from 'mercurius'

import { port } from './arguments.js'
import { createContext, resolvers, typeDefs } from './posts.js'

const app = Fastify()

app.register(mercurius, { schema: typeDefs, resolvers, context: createContext, jit: 1 })

await app.listen({ port, host: '127.0.0.1' })
