// GraphQL over HTTP: yoga with GraphiQL, what each answer cost in its extensions, and errors that say
// what to do, or nothing about the inside.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import type { GraphQLError, GraphQLSchema } from 'graphql'
import { createGraphQLError, createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga'

import { GatewayError } from './errors.ts'
import type { Context, Notice } from './loaders/index.ts'
import { costOf } from './x/prices.ts'

export interface ServerOptions {
  readonly schema: GraphQLSchema
  readonly context: () => Context
  /** Ready operations for GraphiQL's tabs. */
  readonly operations: readonly string[]
  /** Told of errors that are nobody's but ours. */
  readonly onFault: (error: unknown) => void
}

export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

export const startServer = async (
  options: ServerOptions,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningServer> => {
  const yoga = createYoga<object, Context>({
    schema: options.schema,
    context: options.context,
    plugins: [useReport()],
    renderGraphiQL,
    graphiql: {
      title: 'X metrics gateway',
      defaultTabs: options.operations.map((query) => ({ query })),
      defaultQuery: options.operations[0] ?? '',
    },
    landingPage: false,
    // Other sites' pages have no business here, and there is nothing to upload.
    cors: false,
    multipart: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, options.onFault) },
  })
  const server = createServer((request, response) => {
    if (request.url === '/' && request.method === 'GET') {
      response.writeHead(302, { location: '/graphql' }).end()
      return
    }
    void yoga(request, response)
  })
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shownHost}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
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

const noticeView = ({ postIds, ...notice }: Notice) => ({ ...notice, postIds: [...postIds] })

/** `extensions.upstream` and `extensions.notices` of every executed operation. */
const useReport = (): Plugin<Context> => ({
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (isAsyncIterable(result)) return
      const { usage, notices } = args.contextValue as unknown as Context
      setResult({
        ...result,
        extensions: {
          ...result.extensions,
          upstream: {
            calls: usage.calls,
            postsRead: usage.posts,
            fromCache: 0,
            coalesced: 0,
            estimatedCostUsd: costOf(usage.posts, usage.users),
          },
          ...(notices.size > 0 && { notices: [...notices.values()].map(noticeView) }),
        },
      })
    },
  }),
})
