// The pages for browsers: GraphiQL and the dashboard.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { sendBody } from '../http/compression.ts'
import { sendText } from '../http/text.ts'
import { destroyAfter } from '../http/timeouts.ts'
import type { ServerOptions } from '../options.ts'
import { createDashboard } from './dashboard.ts'
import type { GraphiQL } from './graphiql.ts'

export const createPages = (
  options: Pick<
    ServerOptions,
    'graphiql' | 'dashboard' | 'operations' | 'compression' | 'admission'
  >,
  responseMs: number,
) => {
  const { basePath } = options.admission
  const dashboard =
    options.dashboard && createDashboard({ ...options.dashboard, compression: options.compression })
  let graphiql: Promise<GraphiQL> | undefined
  const loadGraphiQL = (): Promise<GraphiQL> => {
    graphiql ??= import('./graphiql.ts').then(({ createGraphiQL }) =>
      createGraphiQL({ ...options, dashboard: dashboard !== undefined, basePath }),
    )
    return graphiql
  }
  /** Returns whether it has responded. */
  const sendFile = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<boolean> => {
    if (!options.graphiql || !path.startsWith('/graphiql/')) {
      return (await dashboard?.(request, response, path)) ?? false
    }
    const file = (await loadGraphiQL()).files.get(path)
    await file?.send(request, response)
    return file !== undefined
  }
  return {
    showGraphiQL: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      if (!options.graphiql) return sendText(response, 404, GRAPHIQL_DISABLED)
      const { headers, body } = (await loadGraphiQL()).page
      await sendBody(request, response, { status: 200, headers }, body, options.compression)
      destroyAfter(response, responseMs)
    },
    /** Serves a file of GraphiQL or of the dashboard, or 404. */
    show: async (
      request: IncomingMessage,
      response: ServerResponse,
      path: string,
    ): Promise<void> => {
      if (await sendFile(request, response, path)) destroyAfter(response, responseMs)
      else if (path === basePath) response.writeHead(308, { location: `${basePath}/` }).end()
      else if (path !== '/') sendText(response, 404, 'Not found. The GraphQL endpoint is /graphql.')
      else if (dashboard === undefined)
        response.writeHead(302, { location: `${basePath}/graphql` }).end()
      else sendText(response, 404, NOT_BUILT)
    },
  }
}

const GRAPHIQL_DISABLED =
  'GraphiQL is disabled (GRAPHIQL). Send a POST request, or a GET request with "Accept: application/json".'

const NOT_BUILT =
  'The dashboard has not been built. Run "npm run dashboard", or use GraphiQL at /graphql.'
