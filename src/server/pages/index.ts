// The pages for browsers: GraphiQL and the dashboard.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { sendText } from '../http/text.ts'
import { destroyAfter } from '../http/timeouts.ts'
import type { ServerOptions } from '../options.ts'
import { createDashboard } from './dashboard.ts'
import type { Page } from './graphiql.ts'

export const createPages = (
  options: Pick<ServerOptions, 'graphiql' | 'dashboard' | 'operations'>,
  responseMs: number,
) => {
  const dashboard = options.dashboard ? createDashboard() : undefined
  let graphiql: Promise<Page> | undefined
  return {
    showGraphiQL: async (response: ServerResponse): Promise<void> => {
      if (!options.graphiql) return sendText(response, 404, GRAPHIQL_DISABLED)
      graphiql ??= import('./graphiql.ts').then(({ createGraphiQL }) => createGraphiQL(options))
      const { headers, body } = await graphiql
      response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
      destroyAfter(response, responseMs)
    },
    /** Serves a file of the dashboard, or 404. */
    show: async (
      request: IncomingMessage,
      response: ServerResponse,
      path: string,
    ): Promise<void> => {
      if (await dashboard?.(request, response, path)) destroyAfter(response, responseMs)
      else if (path !== '/') sendText(response, 404, 'Not found. The GraphQL endpoint is /graphql.')
      else if (dashboard === undefined) response.writeHead(302, { location: '/graphql' }).end()
      else sendText(response, 404, NOT_BUILT)
    },
  }
}

const GRAPHIQL_DISABLED =
  'GraphiQL is disabled (GRAPHIQL). Send a POST request, or a GET request with "Accept: application/json".'

const NOT_BUILT =
  'The dashboard has not been built. Run "npm run dashboard", or use GraphiQL at /graphql.'
