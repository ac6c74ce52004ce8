// Routes each request by its path, and GraphQL requests by their kind: subscriptions are streamed, plain queries take the
// fast path, and all other requests go to Yoga.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

import { createDocuments } from '../execution/documents.ts'
import { DRY_RUN_HEADER, mayBeDryRun } from './graphql/dry-run.ts'
import { createFastPath } from './graphql/fast-path.ts'
import { createAllowlist, createAutomaticPersistedQueries } from './graphql/persisted.ts'
import { batchLength, parametersIn, parametersInUrl, parseJson } from './graphql/request.ts'
import type { YogaPath } from './graphql/yoga-path.ts'
import { type Adapter, createAdapter } from './http/adapter.ts'
import { createAdmission } from './http/admission.ts'
import { acceptBody } from './http/body.ts'
import { resolveCaller } from './http/caller.ts'
import { isPageVisit } from './http/media-type.ts'
import { findProtocolError } from './http/negotiation.ts'
import { reject } from './http/rejection.ts'
import { sendText } from './http/text.ts'
import { destroyAfter, type Timeouts } from './http/timeouts.ts'
import { createMcpEndpoint } from './mcp/endpoint.ts'
import { PROBES, sendProbe } from './ops/probes.ts'
import { type GraphQLOptions, REQUEST_ID_HEADER, type ServerOptions } from './options.ts'
import { createPages } from './pages/index.ts'
import { createSchemaFile } from './pages/schema-file.ts'
import { createSubscriptions, type Subscriptions } from './streams/subscriptions.ts'

export interface Handler {
  readonly listener: RequestListener
  /** Ends the open streams. */
  stop(): void
}

/** The largest form of a login page. */
const MAX_FORM_BYTES = 4096

export const createHandler = (serverOptions: ServerOptions, timeouts: Timeouts): Handler => {
  const options: GraphQLOptions = {
    ...serverOptions,
    documents: createDocuments(serverOptions),
    persisted:
      serverOptions.persistedQueries === undefined
        ? createAutomaticPersistedQueries(serverOptions.sharedDocuments)
        : createAllowlist(serverOptions.persistedQueries),
  }
  const { responseMs } = timeouts
  const admit = createAdmission(options.admission, options.observe)
  const adapter = createAdapter(responseMs, options.compression)
  const pages = createPages(options, responseMs)
  const subscriptions = createSubscriptions(options, timeouts)
  const graphql = createGraphQLEndpoint(options, subscriptions, adapter, responseMs)

  const mcp = createMcpEndpoint(options, adapter)
  const showSchema = createSchemaFile(options)

  const serveAuth = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isPost = request.method === 'POST'
    const body = isPost
      ? await acceptBody(request, response, options.observe(request), MAX_FORM_BYTES)
      : undefined
    if (isPost && body === undefined) return
    await adapter(request, response, options.authRoutes, body)
  }

  const route = (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    if (path === '/graphql') {
      return isPageVisit(request)
        ? pages.showGraphiQL(request, response)
        : graphql(request, response)
    }
    if (path === '/mcp' && options.mcp) return mcp(request, response)
    if (path.startsWith('/auth/')) return serveAuth(request, response)
    if (path === '/schema.graphql') return showSchema(request, response)
    const probe = PROBES.get(path)
    if (probe !== undefined) return sendProbe(probe, options.probes, request, response)
    return pages.show(request, response, path)
  }

  const serve = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    route(request, response, path).catch((error: unknown) => {
      // A client that has disconnected, or has timed out, is not a fault.
      if (request.errored !== null) return
      options.onFault(error)
      if (response.headersSent) response.destroy()
      else sendText(response, 500, 'Internal server error. It has been logged.')
    })
  }

  return {
    listener: (request, response) =>
      admit(request, response, (path) => serve(request, response, path)),
    stop: subscriptions.stop,
  }
}

const createGraphQLEndpoint = (
  options: GraphQLOptions,
  subscriptions: Subscriptions,
  adapter: Adapter,
  responseMs: number,
) => {
  const fastPath = createFastPath(options)
  /** Imported for the first request that needs it: loading Yoga would take most of the start-up time. */
  let yoga: Promise<YogaPath> | undefined
  const yogaPath: YogaPath = async (...args) => {
    yoga ??= import('./graphql/yoga-path.ts').then(({ createYogaPath }) => createYogaPath(options))
    return (await yoga)(...args)
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request
    const observer = options.observe(request)
    const refused = findProtocolError(request)
    if (refused !== undefined) {
      return reject(response, observer, refused.error, refused.options)
    }
    const isPost = method === 'POST'
    const body = isPost
      ? await acceptBody(request, response, observer, options.limits.bodyBytes)
      : undefined
    if (isPost && body === undefined) return
    // The body of an unauthenticated caller is parsed only to reject a batch.
    const countOperations = (): number | undefined => batchLength(parseJson(request, body))
    const caller = await resolveCaller(
      options.callers,
      request,
      response,
      observer,
      countOperations,
    )
    if (caller === undefined) return
    const json = parseJson(request, body)
    const parameters = method === 'GET' ? parametersInUrl(url) : parametersIn(json)
    // Dry runs take the Yoga path.
    const isDry = mayBeDryRun(parameters?.dryRun, request.headers[DRY_RUN_HEADER])
    if (parameters !== undefined && !isDry) {
      const { hash, query } = parameters
      if (hash !== undefined && query === undefined) await options.persisted.recall(hash)
      const exchange = { request, response, caller, observer }
      const streaming = subscriptions.serve(exchange, parameters)
      if (streaming !== false && (await streaming)) return
      if (await fastPath(exchange, parameters)) return destroyAfter(response, responseMs)
    }
    response.setHeader(REQUEST_ID_HEADER, observer.id)
    const handle = (standard: Request): Promise<Response> =>
      yogaPath(standard, { caller, observer, json })
    await adapter(request, response, handle, json === undefined ? body : undefined)
  }
}
