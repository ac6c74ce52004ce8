// Yoga plugins that parse a request's parameters and resolve persisted queries.

import type { GraphQLParams, Plugin } from 'graphql-yoga'

import type { Caller } from '../../auth/callers.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { GraphQLOptions, RequestObserver } from '../options.ts'
import { hashIn } from './request.ts'
import type { RequestLimits } from './request-limits.ts'

/** Yoga's server context: what plugins know of the HTTP request. */
export interface ServerContext {
  readonly caller: Caller
  readonly observer: RequestObserver
  readonly requestLimits: RequestLimits
  /** The body, if it has been parsed already. */
  readonly json: unknown
}

/** Yoga's own parser fails with an internal error if the JSON in a URL or a form is invalid. */
export const useRequestParser = (): Plugin<object, ServerContext> => ({
  onRequestParse: ({ requestParser, setRequestParser, serverContext: { json } }) => {
    if (requestParser === undefined) return
    setRequestParser(async (request) => {
      if (json !== undefined) return parametersFrom(json)
      try {
        return await requestParser(request)
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The variables or the extensions are not valid JSON. Send each of them as a JSON object.',
        )
      }
    })
  },
})

/** Yoga checks the types of the members later. */
const parametersFrom = (json: unknown): GraphQLParams => {
  if (typeof json === 'object' && json !== null) return json
  throw new GatewayError('BAD_USER_INPUT', 'The body is not a JSON object. Send { "query": "…" }.')
}

export const useBatchLimit = ({ limits: { batch } }: GraphQLOptions): Plugin => ({
  onRequestParse: () => ({
    onRequestParseDone: ({ requestParserResult: operations }) => {
      if (!Array.isArray(operations)) return
      const { length } = operations
      if (length === 0) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The list of operations is empty. Send at least one.',
        )
      }
      if (length > batch) {
        throw new GatewayError(
          'LIMIT_EXCEEDED',
          `The body has ${length} operations, and the maximum is ${batch}. Send several requests, or raise MAX_BATCH.`,
          { details: { limit: 'MAX_BATCH', most: batch, found: length } },
        )
      }
    },
  }),
})

export const usePersistedQueries = ({ persisted }: GraphQLOptions): Plugin => ({
  onParams: ({ params, setParams }) => {
    // Yoga rejects malformed parameters later.
    if (typeof params !== 'object' || params === null) return
    const { query, extensions } = params
    const text = persisted.textOf(hashIn(extensions), typeof query === 'string' ? query : undefined)
    if (text !== undefined && text !== query) setParams({ ...params, query: text })
  },
})
