// graphql-jit on a bare node:http server: the least that a GraphQL server can do. Each document is compiled once.

import { createServer } from 'node:http'
import { parse, validate } from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { createSchema } from 'graphql-yoga'

import { port } from './arguments.js'
import { createContext, resolvers, typeDefs } from './posts.js'

const schema = createSchema({
  typeDefs,
  resolvers: { ...resolvers, Media: { __resolveType: resolvers.Media.resolveType } },
})

const compiled = new Map()

const compile = (text, operationName) => {
  const document = parse(text)
  const errors = validate(schema, document)
  if (errors.length > 0) throw errors[0]
  const query = compileQuery(schema, document, operationName)
  if (!isCompiledQuery(query)) throw new Error('The query cannot be compiled.')
  compiled.set(text, query)
  return query
}

const read = async (request) => {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

const answer = async (request, response) => {
  const { query, operationName, variables } = await read(request)
  const program = compiled.get(query) ?? compile(query, operationName)
  const result = await program.query(undefined, createContext(), variables)
  const text = JSON.stringify(result)
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error)
    response.writeHead(500).end()
  })
}).listen(port, '127.0.0.1')
