// Headers that every response has unless the code that writes it overrides them.

import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from 'node:http'

import { ServerResponse } from '../../infra/node-http.ts'

/**
 * Caches must not store a response unless its code proves that everyone may see all of it. Shared caches with a default
 * lifetime, such as nginx with proxy_cache_valid, would store a response without Cache-Control.
 *
 * Vary lists the headers that select the response. It omits those that are nearly unique to a client (User-Agent,
 * X-Forwarded-For): they can only remove rights from a request, and never change a public response.
 */
const DEFAULTS = {
  'cache-control': 'no-store',
  vary: 'accept, accept-encoding, authorization, content-type, cookie, origin, sec-fetch-site, x-user-token',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

/** With HTTPS, browsers use nothing else for a year. */
const HTTPS_DEFAULTS = { ...DEFAULTS, 'strict-transport-security': 'max-age=31536000' }

/** Headers are merged into the one object of writeHead: setting them one by one takes Node.js twice as long. */
interface DefaultHeaders {
  readonly requireHttps: () => void
  /** Makes every later response the last one on its connection. */
  readonly closeConnections: () => void
  readonly ServerResponse: typeof ServerResponse<IncomingMessage>
}

export const createDefaultHeaders = (): DefaultHeaders => {
  let defaults: Readonly<Record<string, string>> = DEFAULTS
  return {
    requireHttps: (): void => {
      defaults = HTTPS_DEFAULTS
    },
    closeConnections: (): void => {
      defaults = { ...defaults, connection: 'close' }
    },
    ServerResponse: class extends ServerResponse {
      override writeHead(
        status: number,
        headers?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
      ): this {
        if (typeof headers === 'object' && !Array.isArray(headers)) {
          return super.writeHead(status, { ...defaults, ...headers })
        }
        for (const [name, value] of Object.entries(defaults)) this.setHeader(name, value)
        // Node.js passes some headers of its own as a list.
        return Array.isArray(headers) ? super.writeHead(status, headers) : super.writeHead(status)
      }
    },
  }
}
