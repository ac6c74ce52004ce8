// The server: listens, and sends each request where it belongs. Plain queries go the lean way; for everything else of
// GraphQL there is yoga.

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Caller, Callers } from '../auth/callers.ts'
import type { AuthRoutes } from '../auth/routes.ts'
import { GatewayError } from '../errors.ts'
import { createDocuments, type Documents, type DocumentsOptions } from '../execution/documents.ts'
import type { Context } from '../loaders/index.ts'
import { answer } from './adapter.ts'
import { askedIn, askedInAddress, jsonIn } from './asked.ts'
import { isLabyrinth, passBy, readBody } from './body.ts'
import type { CacheControlOptions } from './cache-control.ts'
import { createLeanWay } from './lean.ts'
import { isPageVisit } from './page-visit.ts'
import { createAutomatic, createListed, type PersistedQueries } from './persisted.ts'
import { refusalOf } from './refusal.ts'

export interface ServerOptions extends CacheControlOptions, DocumentsOptions {
  readonly limits: DocumentsOptions['limits'] & {
    /** Operations in one body. */
    readonly batch: number
    readonly bodyBytes: number
  }
  /** Whether browsers are shown it. */
  readonly graphiql: boolean
  /** The only queries that are answered, by their hashes and names. */
  readonly persistedQueries: ReadonlyMap<string, string> | undefined
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

/** What both ways of answering have in common. */
export interface HandlerOptions extends ServerOptions {
  readonly documents: Documents
  readonly persisted: PersistedQueries
}

/** With what the request's body says, where that has been read already. */
export type GraphQLHandler = (request: Request, json?: unknown) => Promise<Response>

export interface RunningServer {
  readonly url: string
  /** Requests that came earlier are answered from then on. */
  serve(options: ServerOptions): void
  /** Takes nothing new; what is under way is answered, or broken off when it takes longer. */
  close(withinMs: number): Promise<void>
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
    close: (withinMs) =>
      new Promise((resolve) => {
        const deadline = setTimeout(() => server.closeAllConnections(), withinMs)
        // Connections whose request has been answered would be kept open for another one.
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
        server.close(() => {
          clearTimeout(deadline)
          clearInterval(sweep)
          resolve()
        })
      }),
  }
}

const createHandler = (given: ServerOptions): RequestListener => {
  const options: HandlerOptions = {
    ...given,
    documents: createDocuments(given),
    persisted:
      given.persistedQueries === undefined
        ? createAutomatic()
        : createListed(given.persistedQueries),
  }
  const { bodyBytes } = options.limits
  /** Loaded when it is first needed: most of what starting would take, and few need it. */
  let yoga: Promise<GraphQLHandler> | undefined
  const graphql: GraphQLHandler = async (request, json) => {
    yoga ??= import('./yoga.ts').then(({ createGraphQL }) => createGraphQL(options))
    return (await yoga)(request, json)
  }
  const lean = createLeanWay(options)

  const ask = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method } = request
    if (method !== 'POST' && method !== 'GET') return answer(request, response, graphql)
    if (!options.graphiql && isPageVisit(method, request.headers.accept)) {
      response.writeHead(404, TEXT_TYPE).end(NO_PAGE)
      return
    }
    const body = method === 'POST' ? await readBody(request, bodyBytes) : undefined
    if (method === 'POST' && body === undefined) {
      const { headers, body: text } = refusalOf(tooLarge(bodyBytes))
      const length = Buffer.byteLength(text)
      response
        .writeHead(413, { ...headers, 'content-length': length, connection: 'close' })
        .write(text)
      await passBy(request, LINGER_MS)
      response.end()
      return
    }
    if (body !== undefined && isLabyrinth(body)) {
      const { status, headers, body: text } = refusalOf(LABYRINTH)
      response.writeHead(status, headers).end(text)
      return
    }
    const json = jsonIn(request, body)
    const asked = method === 'GET' ? askedInAddress(request.url ?? '') : askedIn(json)
    if (asked !== undefined && (await lean(request, response, asked))) return
    // What has been read once is not read again.
    const left = json === undefined ? body : undefined
    await answer(request, response, (given) => graphql(given, json), left)
  }

  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/'
    if (path === '/graphql' || path.startsWith('/auth/')) {
      const answered =
        path === '/graphql' ? ask(request, response) : answer(request, response, options.authRoutes)
      answered.catch((error: unknown) => {
        options.onFault(error)
        if (response.headersSent) response.destroy()
        else
          response.writeHead(500).end('Something went wrong inside the gateway. It has been noted.')
      })
    } else if (path === '/') response.writeHead(302, { location: '/graphql' }).end()
    else response.writeHead(404).end('There is nothing here: /graphql is where to ask.')
  }
}

/** How soon a connection is closed that has nothing more to do, when the server stops. */
const SWEEP_MS = 20

/** For how long somebody may go on who sends too much. */
const LINGER_MS = 1000

const LABYRINTH = new GatewayError(
  'BAD_USER_INPUT',
  'The body nests lists or objects more than a thousand levels deep. Nothing that can be asked for does.',
)

const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }

const NO_PAGE =
  'GraphiQL is off here (GRAPHIQL). Ask by POST, or by GET with "Accept: application/json".'

const tooLarge = (bytes: number): GatewayError => {
  const most = bytes / 1024
  return new GatewayError(
    'LIMIT_EXCEEDED',
    `The request’s body is larger than ${most} KB. Ask for fewer things at once, or raise MAX_BODY_KB.`,
    { details: { limit: 'MAX_BODY_KB', most } },
  )
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
