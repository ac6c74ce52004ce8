// Cross-origin resource sharing: which other origins' pages may send requests and read the responses.
//
// @see https://fetch.spec.whatwg.org/#http-cors-protocol

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { ApiKeys } from '../../auth/keys/api-keys.ts'
import type { CorsOrigins } from '../../config/index.ts'

export interface Cors {
  allows(origin: string | undefined): boolean
  addHeaders(request: IncomingMessage, response: ServerResponse): void
  answerPreflight(request: IncomingMessage, response: ServerResponse): void
}

export const createCors = (
  origins: CorsOrigins,
  /** Pages of the origins of publishable keys may send requests, but without cookies. */
  apiKeys: Pick<ApiKeys, 'allowsOrigin'>,
): Cors => {
  const any = origins === 'any'
  const allows = (origin: string | undefined): boolean =>
    origin !== undefined && (any || origins.has(origin) || apiKeys.allowsOrigin(origin))
  return {
    allows,
    addHeaders: ({ headers: { origin } }, response) => {
      if (origin === undefined || !allows(origin)) return
      response.setHeader('access-control-allow-origin', any ? '*' : origin)
      response.setHeader('access-control-expose-headers', EXPOSED)
      if (!any && origins.has(origin))
        response.setHeader('access-control-allow-credentials', 'true')
    },
    answerPreflight: (request, response) =>
      response
        .writeHead(204, {
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': any ? OWN_HEADERS.join(', ') : allowedHeaders(request),
          // The maximum that Chromium supports.
          'access-control-max-age': '7200',
        })
        .end(),
  }
}

const EXPOSED = 'retry-after, x-request-id'

export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

/** The headers that the gateway reads, allowed for all origins that may send requests. */
const OWN_HEADERS = [
  'accept',
  'content-type',
  'authorization',
  'x-user-token',
  'x-dry-run',
  'x-request-id',
  'x-requested-with',
  'apollo-require-preflight',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'traceparent',
  'tracestate',
]

/**
 * Headers that decide who the caller is, or where it comes from. A page must not be able to set them, although the
 * gateway ignores most of them today.
 */
const SENSITIVE =
  /^(cookie|forwarded|via|host|origin|referer|proxy-.*|sec-.*|x-forwarded.*|x-original-.*|x-real-ip|x-http-method.*|x-method-override|.*client-ip|.*connecting-ip.*)$/

const NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/
const MAX_NAMES = 50

/** Client libraries and tracers add headers of their own (`baggage`, `sentry-trace`): all but the sensitive ones are allowed. */
const allowedHeaders = ({ headers }: IncomingMessage): string => {
  const asked = String(headers['access-control-request-headers'] ?? '')
    .toLowerCase()
    .split(',', MAX_NAMES)
    .map((name) => name.trim())
    .filter((name) => NAME.test(name) && !SENSITIVE.test(name))
  return [...new Set([...OWN_HEADERS, ...asked])].join(', ')
}
