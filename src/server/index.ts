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

import type { GraphQLSchema } from 'graphql'

import type { Caller, Callers } from '../auth/callers.ts'
import { PAGE_HEADERS } from '../auth/pages.ts'
import type { AuthRoutes } from '../auth/routes.ts'
import type { Context } from '../loaders/index.ts'
import type { Followed } from '../loaders/operation.ts'
import { createAdapter } from './adapter.ts'
import { addressOf, askedBy, isPageVisit } from './asked.ts'
import { readBody } from './body.ts'
import type { CacheControlOptions } from './cache-control.ts'
import { createDoor, type DoorOptions } from './door.ts'
import type { Page } from './graphiql.ts'
import { createLeanWay } from './lean.ts'
import { bound, PATIENCE, type Patience, serverOptions, untilTaken } from './patience.ts'
import { type Probes, probe } from './probes.ts'
import { REQUEST_ID, type Watch, type Watcher } from './watch.ts'
import type { GraphQL } from './yoga.ts'

export interface ServerOptions extends CacheControlOptions {
  readonly schema: GraphQLSchema
  /** Whose request it is. @throws UNAUTHENTICATED */
  readonly callers: Callers
  readonly context: (caller: Caller, followed: Followed) => Context
  /** Told of each operation. */
  readonly watch: Watch
  readonly probes: Probes
  /** Logging in and out. */
  readonly authRoutes: AuthRoutes
  readonly door: DoorOptions
  /** Ready operations for GraphiQL's tabs. */
  readonly operations: readonly string[]
  /** Told of errors that are nobody's but ours. */
  readonly onFault: (error: unknown) => void
}

export interface RunningServer {
  readonly url: string
  /** Requests that came earlier are answered from then on. */
  serve(options: ServerOptions): void
  /** Takes nothing new; what is under way is answered, or broken off when it takes longer. */
  close(withinMs: number): Promise<void>
}

/** Listens; what it answers depends on where, and is told by `serve`. */
export const startServer = async (
  host: string,
  port: number,
  given: Partial<Patience> = {},
): Promise<RunningServer> => {
  const patience = { ...PATIENCE, ...given }
  const ready = Promise.withResolvers<RequestListener>()
  let handle: RequestListener | undefined
  const server = createServer(serverOptions(patience), (request, response) => {
    if (handle !== undefined) handle(request, response)
    else void ready.promise.then((handler) => handler(request, response))
  })
  bound(server, patience)
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shownHost}:${address.port}`,
    serve: (options) => {
      handle = createHandler(options, patience)
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

const createHandler = (options: ServerOptions, { answerMs }: Patience): RequestListener => {
  const door = createDoor(options.door, options.watch)
  const answer = createAdapter(answerMs)
  /** Loaded when it is first needed: most of what starting would take, and few need it. */
  let yoga: Promise<GraphQL> | undefined
  const graphql = async (request: Request, watcher: Watcher): Promise<Response> => {
    yoga ??= import('./yoga.ts').then(({ createGraphQL }) => createGraphQL(options))
    return (await yoga)(request, watcher)
  }
  const lean = createLeanWay(options)

  let page: Promise<Page> | undefined
  const showGraphiQL = async (response: ServerResponse): Promise<void> => {
    page ??= import('./graphiql.ts').then(({ createGraphiQL }) =>
      createGraphiQL(options.operations),
    )
    const { headers, body } = await page
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
    untilTaken(response, answerMs)
  }

  const ask = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method } = request
    if (isPageVisit(request)) return showGraphiQL(response)
    const watcher = options.watch(request)
    const byYoga = (body?: Buffer): Promise<void> => {
      response.setHeader(REQUEST_ID, watcher.id)
      return answer(request, response, (given) => graphql(given, watcher), body)
    }
    if (method !== 'POST' && method !== 'GET') return byYoga()
    let body = method === 'POST' ? await readBody(request) : undefined
    if (method === 'POST' && body === undefined) {
      // What is left of it is not read.
      response.writeHead(413, { ...JSON_TYPE, connection: 'close' }).end(TOO_LARGE)
      return
    }
    const asked = askedBy(request, body)
    const left = asked && (await lean(request, response, asked, watcher))
    if (left === 'answered') return untilTaken(response, answerMs)
    if (left?.query !== undefined && asked?.query === undefined) {
      // Yoga knows nothing of hashes.
      if (body === undefined) request.url = addressOf(left)
      else body = Buffer.from(JSON.stringify(left))
    }
    await byYoga(body)
  }

  const serve = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    if (path === '/graphql' || path.startsWith('/auth/')) {
      const answered =
        path === '/graphql' ? ask(request, response) : answer(request, response, options.authRoutes)
      answered.catch((error: unknown) => {
        // A client that has gone away, or was too slow, is no fault.
        if (request.errored !== null) return
        options.onFault(error)
        if (response.headersSent) response.destroy()
        else say(response, 500, 'Something went wrong inside the gateway. It has been noted.')
      })
    } else if (Object.hasOwn(PROBES, path)) {
      void probe(PROBES[path as keyof typeof PROBES], options.probes, request, response)
    } else if (path === '/') response.writeHead(302, { location: '/graphql' }).end()
    else say(response, 404, 'There is nothing here: /graphql is where to ask.')
  }

  return (request, response) => door(request, response, (path) => serve(request, response, path))
}

const say = (response: ServerResponse, status: number, sentence: string): void => {
  const headers = { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  response.writeHead(status, headers).end(sentence)
}

const PROBES = { '/live': 'live', '/ready': 'ready', '/metrics': 'metrics' } as const

/** How soon a connection is closed that has nothing more to do, when the server stops. */
const SWEEP_MS = 20

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

const TOO_LARGE = JSON.stringify({
  errors: [
    {
      message: 'The request’s body is larger than 1 MB. Ask for fewer things at once.',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ],
})

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
