// Closes the server without losing a request that a client may already have sent.

import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'

/**
 * Idle keep-alive connections stay open that long: a client may be sending a request on one of them at this moment. The
 * response then closes the connection.
 */
const IDLE_GRACE_MS = 500

/** Interval at which connections are closed that have become idle since. */
const SWEEP_MS = 20

/** New connections are refused at once. Requests in flight are answered, or aborted after `timeoutMs`. */
export const closeServer = (server: Server, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    let sweep: NodeJS.Timeout | undefined
    const grace = setTimeout(() => {
      sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    }, IDLE_GRACE_MS)
    const deadline = setTimeout(() => server.closeAllConnections(), timeoutMs)
    // An HTTP server's own close() would close idle connections at once.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(grace)
      clearTimeout(deadline)
      clearInterval(sweep)
      // Ends its timer for slow requests.
      server.close()
      resolve()
    })
  })
