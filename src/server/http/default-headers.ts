// Headers that every answer has unless the code that makes it overrides them.

import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

/**
 * No cache may store an answer unless its code proves that everyone may see all of it: an answer without Cache-Control
 * would be stored by shared caches that have a default lifetime, such as nginx with proxy_cache_valid.
 *
 * Vary names the headers that decide about an answer. Missing are those whose values are nearly unique to a client
 * (User-Agent, X-Forwarded-For): they only take rights away from a request, and never change a public answer.
 */
const DEFAULTS = {
  'cache-control': 'no-store',
  vary: 'accept, authorization, content-type, cookie, origin, sec-fetch-site, x-user-token',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

/** Behind https, browsers use nothing else for a year. */
const SECURE_DEFAULTS = { ...DEFAULTS, 'strict-transport-security': 'max-age=31536000' }

/** Merged where the head is written, in one object: node takes twice as long for headers that are set one by one. */
export const createDefaultHeaders = () => {
  let defaults: Readonly<Record<string, string>> = DEFAULTS
  return {
    beSecure: (): void => {
      defaults = SECURE_DEFAULTS
    },
    /** From now on each response is the last one on its connection. */
    closeConnections: (): void => {
      defaults = { ...defaults, connection: 'close' }
    },
    ServerResponse: class extends ServerResponse {
      override writeHead(status: number, headers?: unknown): this {
        if (headers !== null && typeof headers === 'object' && !Array.isArray(headers)) {
          return super.writeHead(status, { ...defaults, ...(headers as OutgoingHttpHeaders) })
        }
        for (const name in defaults) this.setHeader(name, defaults[name] as string)
        // Node.js itself passes some headers as a list.
        return headers === undefined
          ? super.writeHead(status)
          : super.writeHead(status, headers as OutgoingHttpHeader[])
      }
    } as typeof ServerResponse,
  }
}
