// GraphQL over HTTP: yoga with GraphiQL, what each answer cost in its extensions, and errors that say
// what to do, or nothing about the inside.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import type { GraphQLError, GraphQLSchema } from 'graphql'
import { createGraphQLError, createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga'

import { answer } from './adapter.ts'
import type { Caller, Callers } from './auth/callers.ts'
import type { AuthRoutes } from './auth/routes.ts'
import { GatewayError } from './errors.ts'
import type { Context, Notice } from './loaders/index.ts'
import { rounded } from './x/prices.ts'

export interface ServerOptions {
  readonly schema: GraphQLSchema
  /** Whose request it is. @throws UNAUTHENTICATED */
  readonly callers: Callers
  readonly context: (caller: Caller) => Context
  /** Logging in and out. */
  readonly authRoutes: AuthRoutes
  /** Ready operations for GraphiQL's tabs. */
  readonly operations: readonly string[]
  /** Told of errors that are nobody's but ours. */
  readonly onFault: (error: unknown) => void
}

export interface RunningServer {
  readonly url: string
  /** Requests that came earlier are answered from then on. */
  serve(options: ServerOptions): void
  close(): Promise<void>
}

/** Listens; what it answers depends on where, and is told by `serve`. */
export const startServer = async (host: string, port: number): Promise<RunningServer> => {
  const ready = Promise.withResolvers<RequestListener>()
  let handle: RequestListener | undefined
  const server = createServer((request, response) => {
    if (handle !== undefined) handle(request, response)
    else void ready.promise.then((handler) => handler(request, response))
  })
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shownHost}:${address.port}`,
    serve: (options) => {
      handle = createHandler(options)
      ready.resolve(handle)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const createHandler = (options: ServerOptions): RequestListener => {
  const yoga = createYoga<object, Context>({
    schema: options.schema,
    plugins: [useCaller(options), useReport()],
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
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, options.onFault) },
  })
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/'
    if (path === '/') response.writeHead(302, { location: '/graphql' }).end()
    else if (path.startsWith('/auth/')) {
      answer(request, response, options.authRoutes).catch((error: unknown) => {
        options.onFault(error)
        response.writeHead(500).end('Something went wrong inside the gateway. It has been noted.')
      })
    } else if (path === '/graphql') void yoga(request, response)
    else response.writeHead(404).end('There is nothing here: /graphql is where to ask.')
  }
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })

/** Our errors keep their code and sentence; GraphQL's own are the caller's; all else is ours to hide. */
const maskError = (error: unknown, onFault: (error: unknown) => void): Error => {
  if (!isGraphQLError(error)) {
    onFault(error)
    return hidden({})
  }
  const { nodes, path, originalError: cause, extensions, message } = error
  const place = { nodes: nodes ?? null, path: path ?? null }
  if (cause instanceof GatewayError) {
    return createGraphQLError(cause.message, {
      ...place,
      extensions: { code: cause.code, ...cause.details },
    })
  }
  if (cause === undefined || isGraphQLError(cause)) {
    const code = extensions.code ?? codeOf(error)
    return createGraphQLError(message, { ...place, extensions: { ...extensions, code } })
  }
  onFault(cause)
  return hidden(place)
}

/** By name and not by class: libraries may carry a copy of graphql of their own. */
const isGraphQLError = (error: unknown): error is GraphQLError =>
  error instanceof Error && error.name === 'GraphQLError'

/** Values of variables and arguments are the caller's; a document that does not fit the schema likewise. */
const codeOf = ({ message, path }: GraphQLError): string =>
  /^(Variable|Argument|Expected value|PostID|.* cannot represent)/.test(message) &&
  path === undefined
    ? 'BAD_USER_INPUT'
    : 'GRAPHQL_VALIDATION_FAILED'

const hidden = (place: object): Error =>
  createGraphQLError(
    'Something went wrong inside the gateway. It has been noted; please try again.',
    {
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  )

/** Browsers are shown GraphiQL, which tells nothing by itself. */
const isPageVisit = ({ method, headers }: Request): boolean =>
  method === 'GET' && headers.get('accept')?.includes('text/html') === true

/** Before anything is read of the request: whose it is, and whether that is somebody. */
const useCaller = ({ callers, context }: ServerOptions): Plugin<Context> => {
  const known = new WeakMap<Request, Caller>()
  return {
    onRequest: async ({ request, endResponse }) => {
      if (isPageVisit(request)) return
      try {
        known.set(request, await callers.of(request.headers))
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        endResponse(refusal(error))
      }
    },
    onContextBuilding: ({ context: given, extendContext }) => {
      const caller = known.get(given.request)
      if (caller !== undefined) extendContext(context(caller))
    },
  }
}

const REFUSAL_STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  BAD_USER_INPUT: 400,
}

const refusal = ({ code, message }: GatewayError): Response =>
  Response.json(
    { errors: [{ message, extensions: { code } }] },
    {
      status: REFUSAL_STATUS[code] ?? 503,
      headers: code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {},
    },
  )

const noticeView = ({ postIds, ...notice }: Notice) => ({ ...notice, postIds: [...postIds] })

/** `extensions.upstream` and `extensions.notices` of every executed operation. */
const useReport = (): Plugin<Context> => ({
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (isAsyncIterable(result)) return
      const { tally, notices } = args.contextValue as unknown as Context
      setResult({
        ...result,
        extensions: {
          ...result.extensions,
          upstream: {
            calls: tally.calls,
            postsRead: tally.posts,
            fromCache: tally.fromCache,
            coalesced: tally.coalesced,
            estimatedCostUsd: rounded(tally.usd),
          },
          ...(notices.size > 0 && { notices: [...notices.values()].map(noticeView) }),
        },
      })
    },
  }),
})
