// /mcp: the Model Context Protocol over Streamable HTTP, for assistants. Stateless: each request gets a server of its own,
// with the rights and limits of its caller.
//
// @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http

import { AsyncLocalStorage } from 'node:async_hooks'

import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'

import { packageVersion } from '../../infra/package-root.ts'
import { createRequestLimits } from '../graphql/request-limits.ts'
import type { Exchange, GraphQLOptions } from '../options.ts'
import { addAccountTools } from './account-tools.ts'
import { createEnums } from './enums.ts'
import { createPriceQuery } from './price.ts'
import { createRunQuery } from './run.ts'
import { createSchemaSearch } from './schema-search.ts'
import { addPostTools, addPriceTool, addSchemaTool } from './tools.ts'

export type Mcp = (
  request: Request,
  exchange: Pick<Exchange, 'caller' | 'observer'>,
) => Promise<Response>

const INSTRUCTIONS =
  'Metrics of posts on X. A metric that is null is explained in unavailableMetrics or in errors: never report it as 0. Each result has its cost.'

export const createMcp = (options: GraphQLOptions): Mcp => {
  const version = packageVersion()
  const enums = createEnums(options.schema)
  // The schema is searched only where it may be queried.
  const isSearched = options.introspection && options.persistedQueries === undefined
  const search = isSearched ? createSchemaSearch(options.schema) : undefined
  /** The SDK may copy a request, so the exchange cannot be found by it. */
  const exchanges = new AsyncLocalStorage<Pick<Exchange, 'caller' | 'observer'>>()
  const handler = createMcpHandler(
    () => {
      const exchange = exchanges.getStore()
      if (exchange === undefined) throw new TypeError('The request of this server is unknown.')
      const server = new McpServer(
        { name: 'x-metrics-gateway', title: 'X metrics gateway', version },
        // The tools never change.
        { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } } },
      )
      // All tool calls of one request share its limits.
      const limits = createRequestLimits(options.limits)
      const run = createRunQuery(options, exchange, limits)
      addPostTools(server, run, enums)
      addAccountTools(server, run, enums)
      if (options.persistedQueries === undefined) {
        addPriceTool(server, createPriceQuery(options, exchange, limits))
      }
      if (search !== undefined) addSchemaTool(server, search)
      return server
    },
    // Subscriptions are refused, because a stream would never end.
    { maxSubscriptions: 0 },
  )
  return (request, exchange) => exchanges.run(exchange, () => handler.fetch(request))
}
