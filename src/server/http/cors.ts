// Pages of other origins: which may ask here and read what they are answered.
//
// @see https://fetch.spec.whatwg.org/#http-cors-protocol

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { CorsOrigins } from '../../config/index.ts'

export interface Cors {
  lists(origin: string | undefined): boolean
  /** Lets the page read the answer, if its origin is listed. */
  greet(request: IncomingMessage, response: ServerResponse): void
}

export const createCors = (origins: CorsOrigins): Cors => {
  const any = origins === 'any'
  const lists = (origin: string | undefined): boolean =>
    origin !== undefined && (any || origins.has(origin))
  return {
    lists,
    greet: ({ headers: { origin } }, response) => {
      if (origin === undefined || !lists(origin)) return
      response.setHeader('access-control-allow-origin', any ? '*' : origin)
      response.setHeader('access-control-expose-headers', EXPOSED)
      if (!any) response.setHeader('access-control-allow-credentials', 'true')
    },
  }
}

const EXPOSED = 'retry-after, x-request-id'

/** A browser asks whether its page may ask. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

/** What clients send: ours, and those of the usual libraries. */
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
  // The longest that Chromium heeds.
  'access-control-max-age': '7200',
}
