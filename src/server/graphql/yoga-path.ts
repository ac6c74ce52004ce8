// The Yoga path serves the rest of GraphQL over HTTP: batches, mutations, introspection, unusual media types and invalid
// requests. Operations are executed as on the fast path.

import { createYoga } from 'graphql-yoga'

import type { GraphQLOptions } from '../options.ts'
import { maskError } from './masking.ts'
import { createRequestLimits } from './request-limits.ts'
import { useDryRunCheck } from './yoga-dry-run.ts'
import { type OperationContext, useContext, useDocuments, useReporting } from './yoga-execution.ts'
import {
  type ServerContext,
  useBatchLimit,
  usePersistedQueries,
  useRequestParser,
} from './yoga-parameters.ts'

export type YogaPath = (
  request: Request,
  context: Omit<ServerContext, 'requestLimits'>,
) => Promise<Response>

export const createYogaPath = (options: GraphQLOptions): YogaPath => {
  const yoga = createYoga<ServerContext, OperationContext>({
    schema: options.schema,
    plugins: [
      useRequestParser(),
      useBatchLimit(options),
      useDryRunCheck(),
      usePersistedQueries(options),
      useContext(options),
      useDocuments(options),
      useReporting(),
    ],
    // The gateway has a document cache of its own.
    parserAndValidationCache: false,
    batching: { limit: options.limits.batch },
    extraParamNames: ['documentId'],
    // Page visits, CORS and body limits are handled before requests reach Yoga.
    graphiql: false,
    landingPage: false,
    cors: false,
    maxRequestBodySize: false,
    // The schema has no uploads.
    multipart: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, options.onFault) },
  })
  return async (request, context) =>
    yoga.fetch(request, { ...context, requestLimits: createRequestLimits(options.limits) })
}
