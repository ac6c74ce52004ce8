// Yoga plugins that parse a request's parameters and resolve persisted queries.

import type { GraphQLParams, Plugin } from 'graphql-yoga'

import type { Caller } from '../../auth/callers.ts'
import { GatewayError } from '../../infra/errors.ts'
import { JSON_TYPE, responseTypeFor } from '../http/media-type.ts'
import { batchErrorBody, reportRejected, statusOf } from '../http/rejection.ts'
import type { GraphQLOptions, RequestObserver } from '../options.ts'
import { batchLength, hashIn } from './request.ts'
import { batchError, type RequestLimits } from './request-limits.ts'

/** Yoga's server context: what plugins know of the HTTP request. */
export interface ServerContext {
  readonly caller: Caller
  readonly observer: RequestObserver
  readonly requestLimits: RequestLimits
  /** The body, if it has been parsed already. */
  readonly json: unknown
}

/** Yoga's own parser fails with an internal error if the JSON in a URL or a form is invalid, and ignores `documentId`. */
export const useRequestParser = (): Plugin<object, ServerContext> => ({
  onRequestParse: ({ requestParser, setRequestParser, serverContext: { json } }) => {
    if (requestParser === undefined) return
    setRequestParser(async (request) => {
      if (json !== undefined) return parametersFrom(json)
      const documentId = new URL(request.url).searchParams.get('documentId')
      try {
        const parameters = await requestParser(request)
        return documentId === null ? parameters : { ...parameters, documentId }
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

export const useBatchLimit = ({
  limits: { batch },
}: GraphQLOptions): Plugin<object, ServerContext> => ({
  onRequestParse: ({ requestParser, setRequestParser, serverContext: { observer } }) => {
    if (requestParser === undefined) return
    setRequestParser(async (request) => {
      const operations = await requestParser(request)
      const length = batchLength(operations)
      const error = length === undefined ? undefined : batchError(length, batch)
      if (error === undefined) return operations
      reportRejected(observer, [error.code])
      const accept = request.headers.get('accept') ?? undefined
      return new Response(batchErrorBody(error, length), {
        status: statusOf(error.code),
        headers: { 'content-type': responseTypeFor({ headers: { accept } }) ?? JSON_TYPE },
      })
    })
  },
})

export const usePersistedQueries = ({ persisted }: GraphQLOptions): Plugin => ({
  onParams: async ({ params, setParams }) => {
    // Yoga rejects malformed parameters later.
    if (typeof params !== 'object' || params === null || Array.isArray(params)) return
    const { query } = params
    const hash = hashIn(params)
    if (hash !== undefined && typeof query !== 'string') await persisted.recall(hash)
    const text = persisted.textOf(hash, typeof query === 'string' ? query : undefined)
    if (text !== undefined && text !== query) setParams({ ...params, query: text })
    if (text === undefined && (query === undefined || query === null)) throw noQuery()
  },
})

const noQuery = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    'The request has no query. Send { "query": "…" }, or the documentId of a persisted query.',
  )
