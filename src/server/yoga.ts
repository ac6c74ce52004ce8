// GraphQL over HTTP in all its ways, by yoga: GET and POST, GraphiQL, mutations, introspection, and whatever is wrong.

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga'

import type { Caller } from '../auth/callers.ts'
import { GatewayError } from '../errors.ts'
import type { Context } from '../loaders/index.ts'
import type { GraphQLHandler, HandlerOptions, ServerOptions } from './index.ts'
import { type Reading, useBatchLimit, useDocuments, usePersisted, useReading } from './limiting.ts'
import { maskError } from './masking.ts'
import { isPageVisit } from './page-visit.ts'
import { refusalOf } from './refusal.ts'
import { reportOf } from './report.ts'

export const createGraphQL = (options: HandlerOptions): GraphQLHandler => {
  const yoga = createYoga<Reading, Context>({
    schema: options.schema,
    plugins: [
      useCaller(options),
      useReading(),
      useBatchLimit(options),
      usePersisted(options),
      useDocuments(options),
      useReport(),
    ],
    // Documents are remembered by ours.
    parserAndValidationCache: false,
    batching: { limit: options.limits.batch },
    renderGraphiQL,
    graphiql: {
      title: 'X metrics gateway',
      defaultTabs: options.operations.map((query) => ({ query })),
      defaultQuery: options.operations[0] ?? '',
      // The session's cookie goes along.
      credentials: 'same-origin',
    },
    landingPage: false,
    // Other sites' pages have no business here, and there is nothing to upload.
    cors: false,
    multipart: false,
    // Bodies are read and bounded before they come here.
    maxRequestBodySize: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, options.onFault) },
  })
  return async (request, json) => yoga.fetch(request, { json })
}

/** Before anything is read of the request: whose it is, and whether that is somebody. */
const useCaller = ({ callers, context }: ServerOptions): Plugin<Context> => {
  const known = new WeakMap<Request, Caller>()
  return {
    onRequest: async ({ request, endResponse }) => {
      // GraphiQL's page tells nothing by itself.
      if (isPageVisit(request.method, request.headers.get('accept'))) return
      try {
        known.set(request, await callers.of(request.headers))
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        const { status, headers, body } = refusalOf(error)
        endResponse(new Response(body, { status, headers }))
      }
    },
    onContextBuilding: ({ context: given, extendContext }) => {
      const caller = known.get(given.request)
      if (caller !== undefined) extendContext(context(caller))
    },
  }
}

/** `extensions` of every executed operation. */
const useReport = (): Plugin<Context> => ({
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (isAsyncIterable(result)) return
      const context = args.contextValue as unknown as Context
      setResult({ ...result, extensions: { ...result.extensions, ...reportOf(context) } })
    },
  }),
})
