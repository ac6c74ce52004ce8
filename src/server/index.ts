// The server: listens, hands over what comes, and stops without losing any of it.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

import type { Caller, Callers } from '../auth/callers.ts'
import type { AuthRoutes } from '../auth/routes.ts'
import type { DocumentsOptions } from '../execution/documents.ts'
import type { RequestContext } from '../pipeline/operation.ts'
import type { Context } from '../schema/context.ts'
import type { CacheControlOptions } from './graphql/cache-control.ts'
import { createHandler, type Handler } from './handler.ts'
import type { DoorOptions } from './http/admission.ts'
import { createDefaultHeaders } from './http/default-headers.ts'
import { closeServer } from './http/stopping.ts'
import { bound, PATIENCE, type Patience, serverOptions } from './http/timeouts.ts'
import { refuseUnparsed } from './http/unparsed.ts'
import type { Probes } from './ops/probes.ts'
import type { Watch } from './watch.ts'

export interface ServerOptions extends CacheControlOptions, DocumentsOptions {
  readonly limits: DocumentsOptions['limits'] & {
    /** Operations in one body. */
    readonly batch: number
    readonly bodyBytes: number
    readonly answerBytes: number
    readonly upstreamCalls: number
  }
  /** Whether browsers are shown them. */
  readonly graphiql: boolean
  readonly dashboard: boolean
  /** The only queries that are answered, by their hashes and names. */
  readonly persistedQueries: ReadonlyMap<string, string> | undefined
  /** Whose request it is. @throws UNAUTHENTICATED */
  readonly callers: Callers
  readonly context: (caller: Caller, request: RequestContext) => Context
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
  /**
   * Serves as before for `delayMs`, except that each response closes its connection. Then it refuses new connections, ends
   * streams, and answers the requests in flight, or aborts them after `timeoutMs`.
   */
  close(times: { readonly delayMs: number; readonly timeoutMs: number }): Promise<void>
}

/** Listens; what it answers depends on where, and is told by `serve`. */
export const startServer = async (
  host: string,
  port: number,
  given: Partial<Patience> = {},
): Promise<RunningServer> => {
  const patience = { ...PATIENCE, ...given }
  const ready = Promise.withResolvers<RequestListener>()
  let handler: Handler | undefined
  const defaultHeaders = createDefaultHeaders()
  const { ServerResponse } = defaultHeaders
  const server = createServer(
    { ...serverOptions(patience), ServerResponse },
    (request, response) => {
      if (handler !== undefined) handler.listen(request, response)
      else void ready.promise.then((listen) => listen(request, response))
    },
  )
  bound(server, patience)
  refuseUnparsed(server)
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shownHost}:${address.port}`,
    serve: (options) => {
      if (options.door.origin?.startsWith('https:')) defaultHeaders.beSecure()
      handler = createHandler(options, patience)
      ready.resolve(handler.listen)
    },
    close: async ({ delayMs, timeoutMs }) => {
      defaultHeaders.closeConnections()
      if (delayMs > 0) await setTimeout(delayMs)
      handler?.stop()
      await closeServer(server, timeoutMs)
    },
  }
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
