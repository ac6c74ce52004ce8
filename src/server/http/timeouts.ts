// How long slow clients are waited for. Who sends a byte now and then, or takes one, would otherwise hold a connection
// and all that belongs to it for as long as it likes.

import type { Server, ServerOptions, ServerResponse } from 'node:http'

export interface Patience {
  /** For a request's head. */
  readonly headersMs: number
  /** For all of a request: a megabyte at 35 kB/s. */
  readonly requestMs: number
  /** For an answer to be taken: GraphiQL's page, nine megabytes, at 75 kB/s. */
  readonly answerMs: number
  /** Between two signs of life of a stream that says nothing: proxies close those that are still for a minute. */
  readonly heartbeatMs: number
  /** How often the first two are looked after. */
  readonly checkMs: number
  /** For another request on the same connection. */
  readonly keepAliveMs: number
  /** At one time; more are closed as they come. */
  readonly connections: number
}

export const PATIENCE: Patience = {
  headersMs: 10_000,
  requestMs: 30_000,
  answerMs: 120_000,
  heartbeatMs: 15_000,
  checkMs: 2000,
  // Load balancers keep theirs for 60 s, and must be the first to let go.
  keepAliveMs: 65_000,
  connections: 10_000,
}

/** The head of a request with all its headers, and a query in its address. */
const MOST_HEAD_BYTES = 16 * 1024

const MOST_HEADERS = 100

export const serverOptions = (patience: Patience): ServerOptions => ({
  headersTimeout: patience.headersMs,
  requestTimeout: patience.requestMs,
  keepAliveTimeout: patience.keepAliveMs,
  connectionsCheckingInterval: patience.checkMs,
  maxHeaderSize: MOST_HEAD_BYTES,
})

export const bound = (server: Server, { connections }: Patience): void => {
  server.maxHeadersCount = MOST_HEADERS
  server.maxConnections = connections
  // And not handed from one full process to the next.
  Object.assign(server, { dropMaxConnection: true })
}

/** An answer that has been written, or begun, is taken within that. */
export const untilTaken = (response: ServerResponse, mostMs: number): void => {
  if (response.writableFinished || response.destroyed) return
  const timer = setTimeout(() => response.destroy(), mostMs)
  response.once('close', () => clearTimeout(timer))
}
