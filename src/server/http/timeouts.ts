// Timeouts and limits for connections. Without them, a client that sends or receives a byte now and then would hold a
// connection and its buffers for as long as it likes.

import type { ServerOptions as HttpOptions, Server, ServerResponse } from 'node:http'

/** All in milliseconds. */
export interface Timeouts {
  /** The time to receive a request's headers. */
  readonly headersMs: number
  /** The time to receive a whole request: 1 MB at 35 kB/s. */
  readonly requestMs: number
  /** The time for a client to receive a response: an answer of 16 MB at 135 kB/s. */
  readonly responseMs: number
  /** The interval of heartbeats on idle streams. Proxies close connections that are idle for a minute. */
  readonly heartbeatMs: number
  /** The interval at which `headersMs` and `requestMs` are checked. */
  readonly checkMs: number
  /** The time that an idle connection stays open for another request. */
  readonly keepAliveMs: number
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  responseMs: 120_000,
  heartbeatMs: 15_000,
  checkMs: 2000,
  // Load balancers keep connections for 60 s, and must be the first to close them.
  keepAliveMs: 65_000,
}

/** The request line with the URL's query, and all headers. */
const MAX_HEAD_BYTES = 16 * 1024

const MAX_HEADERS = 100

export const httpOptions = (timeouts: Timeouts): HttpOptions => ({
  headersTimeout: timeouts.headersMs,
  requestTimeout: timeouts.requestMs,
  keepAliveTimeout: timeouts.keepAliveMs,
  connectionsCheckingInterval: timeouts.checkMs,
  maxHeaderSize: MAX_HEAD_BYTES,
})

export const limitConnections = (server: Server, maxConnections: number): void => {
  server.maxHeadersCount = MAX_HEADERS
  server.maxConnections = maxConnections
  // A full worker of a cluster closes further connections instead of passing them to the next worker.
  Object.assign(server, { dropMaxConnection: true })
}

/** Whether the operating system has all of an ended response. */
const isSent = ({ writableEnded, socket }: ServerResponse): boolean =>
  writableEnded && socket?.writableLength === 0

/** Destroys the response if the client has not received it within `ms`. */
export const destroyAfter = (response: ServerResponse, ms: number): void => {
  if (response.writableFinished || response.destroyed || isSent(response)) return
  const timer = setTimeout(() => response.destroy(), ms)
  response.once('close', () => clearTimeout(timer))
}
