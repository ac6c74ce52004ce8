// Checks of the method and the media types of a request to /graphql, before its body is read.
//
// @see https://graphql.github.io/graphql-over-http/draft/

import type { IncomingMessage } from 'node:http'

import { GatewayError } from '../../infra/errors.ts'
import { responseTypeFor } from './media-type.ts'
import type { RejectOptions } from './rejection.ts'

export const ALLOWED_METHODS = 'GET, POST, OPTIONS'

/** The types of bodies that the Yoga path parses. */
const BODY_TYPE =
  /^(application\/json\s*(;|$)|application\/(graphql(\+json)?|x-www-form-urlencoded)(;|$))/i

/** Ranges that match a type of the Yoga path's responses. */
const RESPONSE_RANGES = new Set([
  '*/*',
  'application/*',
  'application/json',
  'application/graphql-response+json',
  'multipart/*',
  'multipart/mixed',
  'text/*',
  'text/event-stream',
])

export interface ProtocolError {
  readonly error: GatewayError
  readonly options: RejectOptions
}

/** Returns why the request must be rejected, if it must. */
export const findProtocolError = (request: IncomingMessage): ProtocolError | undefined => {
  const { method, headers } = request
  if (method !== 'GET' && method !== 'POST') return METHOD
  const type = responseTypeFor(request)
  if (type === undefined && !isAcceptable(request)) return NOT_ACCEPTABLE
  if (method === 'POST' && !BODY_TYPE.test(headers['content-type'] ?? '')) {
    return { error: UNSUPPORTED, options: { type } }
  }
  return undefined
}

const isAcceptable = (request: IncomingMessage): boolean =>
  (request.headers.accept ?? '').split(',').some((part) => {
    const [range = '', ...parameters] = part.replaceAll(' ', '').toLowerCase().split(';')
    const charset = parameters.find((parameter) => parameter.startsWith('charset='))
    return RESPONSE_RANGES.has(range) && (charset === undefined || charset === 'charset=utf-8')
  })

const METHOD: ProtocolError = {
  error: new GatewayError('BAD_USER_INPUT', 'GraphQL requests are sent by POST or GET.'),
  options: { status: 405, headers: { allow: ALLOWED_METHODS } },
}

/** The response is JSON nevertheless: clients that accept none of its types at least log it. */
const NOT_ACCEPTABLE: ProtocolError = {
  error: new GatewayError(
    'BAD_USER_INPUT',
    'None of the types in Accept can be served. Accept application/json, application/graphql-response+json or, for subscriptions, text/event-stream or multipart/mixed.',
  ),
  options: { status: 406 },
}

const UNSUPPORTED = new GatewayError(
  'UNSUPPORTED_MEDIA_TYPE',
  'The body has an unsupported type. Send JSON with Content-Type: application/json.',
)
