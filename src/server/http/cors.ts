// Cross-origin resource sharing: which other origins' pages may send requests and read the responses.
//
// @see https://fetch.spec.whatwg.org/#http-cors-protocol

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { CorsOrigins } from '../../config/index.ts'

export interface Cors {
  allows(origin: string | undefined): boolean
  addHeaders(request: IncomingMessage, response: ServerResponse): void
}

export const createCors = (origins: CorsOrigins): Cors => {
  const any = origins === 'any'
  const allows = (origin: string | undefined): boolean =>
    origin !== undefined && (any || origins.has(origin))
  return {
    allows,
    addHeaders: ({ headers: { origin } }, response) => {
      if (origin === undefined || !allows(origin)) return
      response.setHeader('access-control-allow-origin', any ? '*' : origin)
      response.setHeader('access-control-expose-headers', EXPOSED)
      if (!any) response.setHeader('access-control-allow-credentials', 'true')
    },
  }
}

const EXPOSED = 'retry-after, x-request-id'

export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

/** The allowed headers are the gateway's own and those of common client libraries. */
export const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': [
    'accept',
    'content-type',
    'authorization',
    'x-user-token',
    'x-request-id',
    'x-requested-with',
    'apollo-require-preflight',
    'last-event-id',
    'apollographql-client-name',
    'apollographql-client-version',
    'x-apollo-operation-name',
    'x-apollo-operation-id',
    'traceparent',
    'tracestate',
  ].join(', '),
  // The maximum that Chromium supports.
  'access-control-max-age': '7200',
}
