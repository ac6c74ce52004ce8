// The HTTP server: listens, passes requests to the handler, and stops without losing any.

import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

import { createServer } from '../infra/node-http.ts'
import { createHandler, type Handler } from './handler.ts'
import { createDefaultHeaders } from './http/default-headers.ts'
import { closeServer } from './http/stopping.ts'
import { DEFAULT_TIMEOUTS, httpOptions, limitConnections, type Timeouts } from './http/timeouts.ts'
import { rejectUnparsed } from './http/unparsed.ts'
import type { ServerOptions } from './options.ts'

export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** The maximum number of open connections; further ones are closed. */
  readonly maxConnections: number
  readonly timeouts?: Partial<Timeouts>
}

export interface RunningServer {
  readonly url: string
  /** Starts to serve, including the requests that have arrived before. */
  serve(options: ServerOptions): void
  /**
   * Serves for another `delayMs`, during which each response closes its connection. Then it refuses new connections, ends
   * streams, and answers the requests in flight, or aborts them after `timeoutMs`.
   */
  close(times: { readonly delayMs: number; readonly timeoutMs: number }): Promise<void>
}

/** Listens before it can serve, because some of the server's options depend on its URL. */
export const startServer = async (options: ListenOptions): Promise<RunningServer> => {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
  const ready = Promise.withResolvers<RequestListener>()
  let handler: Handler | undefined
  const defaultHeaders = createDefaultHeaders()
  const { ServerResponse } = defaultHeaders
  const server = createServer({ ...httpOptions(timeouts), ServerResponse }, (request, response) => {
    if (handler !== undefined) handler.listener(request, response)
    else void ready.promise.then((listener) => listener(request, response))
  })
  limitConnections(server, options.maxConnections)
  rejectUnparsed(server)
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return {
    url: urlOf(server),
    serve: (serverOptions) => {
      if (serverOptions.admission.origin?.startsWith('https:')) defaultHeaders.requireHttps()
      handler = createHandler(serverOptions, timeouts)
      ready.resolve(handler.listener)
    },
    close: async ({ delayMs, timeoutMs }) => {
      defaultHeaders.closeConnections()
      if (delayMs > 0) await setTimeout(delayMs)
      handler?.stop()
      await closeServer(server, timeoutMs)
    },
  }
}

const urlOf = (server: Server): string => {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
