// GraphQL over HTTP in all its ways, by Yoga: GET and POST, batches, mutations, introspection, and whatever is wrong. The
// execution is the same as on the fast path.

import { getOperationAST } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga'

import type { Caller } from '../../auth/callers.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { Context } from '../../schema/context.ts'
import type { HandlerOptions } from '../handler.ts'
import {
  type Reading,
  useBatchLimit,
  useDocuments,
  usePersisted,
  useReading,
} from '../http/limiting.ts'
import { refusalOf, tellRefused } from '../http/rejection.ts'
import type { ServerOptions } from '../index.ts'
import type { Watched, Watcher } from '../watch.ts'
import { reportOf } from './extensions.ts'
import { codesOf, maskError } from './masking.ts'
import { createRequestLimits, type RequestLimits } from './request-limits.ts'

/** What yoga and its plugins are told of a request. */
export interface Told extends Reading {
  readonly watcher: Watcher
  readonly requestLimits: RequestLimits
}

export type GraphQL = (request: Request, told: Omit<Told, 'requestLimits'>) => Promise<Response>

type Executing = Context & { readonly watched: Watched }

export const createGraphQL = (options: HandlerOptions): GraphQL => {
  const yoga = createYoga<Told, Executing>({
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
    // Page visits do not come here.
    graphiql: false,
    landingPage: false,
    // Other sites' pages are dealt with at the door, and there is nothing to upload.
    cors: false,
    multipart: false,
    // Bodies are read and bounded before they come here.
    maxRequestBodySize: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, options.onFault) },
  })
  return async (request, told) =>
    yoga.fetch(request, { ...told, requestLimits: createRequestLimits(options.limits) })
}

/** Before anything is read of the request: whose it is, and whether that is somebody. */
const useCaller = ({ callers, context }: ServerOptions): Plugin<Executing, Told> => {
  const known = new WeakMap<Request, Caller>()
  return {
    onRequest: async ({ request, serverContext, endResponse }) => {
      try {
        known.set(request, await callers.authenticate(request.headers))
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        const { status, headers, body } = refusalOf(error)
        endResponse(new Response(body, { status, headers }))
        tellRefused(serverContext.watcher, [error.code])
      }
    },
    onContextBuilding: ({ context: given, extendContext }) => {
      const caller = known.get(given.request)
      if (caller === undefined) return
      const { watcher, requestLimits } = given as unknown as Told
      const watched = watcher.begin()
      const { callLimit } = requestLimits
      const followed = { request: watcher.id, trace: watched.trace, callLimit }
      extendContext({ ...context(caller, followed), watched })
    },
  }
}

/** `extensions` of every executed operation; and all of them, and what was not executed, are told to who watches. */
const useReport = (): Plugin<Executing, Told> => {
  const executed = new WeakSet<object>()
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => {
        if (isAsyncIterable(result)) return
        const context = args.contextValue as unknown as Executing
        const reported = { ...result, extensions: { ...result.extensions, ...reportOf(context) } }
        executed.add(reported)
        setResult(reported)
        const operation = getOperationAST(args.document, args.operationName)
        context.watched.answered({
          operation: operation?.name?.value,
          codes: codesOf(result.errors ?? []),
          tally: context.tally,
        })
      },
    }),
    onResultProcess: ({ result, serverContext }) => {
      for (const each of [result].flat()) {
        if (isAsyncIterable(each) || executed.has(each)) continue
        tellRefused(serverContext.watcher, codesOf(each.errors ?? []))
      }
    },
  }
}
