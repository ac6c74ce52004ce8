// Closes the server without losing a request that a client may already have sent.

import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'

/**
 * Milliseconds that idle keep-alive connections stay open: a client may be sending a request on one of them. The response
 * to it then closes the connection.
 */
const IDLE_GRACE_MS = 500

/** The interval at which connections that have become idle are closed. */
const SWEEP_MS = 20

/** Refuses new connections immediately. Requests in flight are answered, or aborted after `timeoutMs`. */
export const closeServer = (server: Server, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    let sweep: NodeJS.Timeout | undefined
    const grace = setTimeout(() => {
      sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    }, IDLE_GRACE_MS)
    const deadline = setTimeout(() => server.closeAllConnections(), timeoutMs)
    // The close() of HTTP servers would close idle connections immediately.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(grace)
      clearTimeout(deadline)
      clearInterval(sweep)
      // Stops the timer that checks for slow requests.
      server.close()
      resolve()
    })
  })
