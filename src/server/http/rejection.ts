// Rejects a whole request with a GraphQL error and the matching HTTP status.

import type { ServerResponse } from 'node:http'

import type { ErrorCode, GatewayError } from '../../infra/errors.ts'
import { REQUEST_ID_HEADER, type RequestObserver } from '../options.ts'
import { JSON_TYPE } from './media-type.ts'

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 400,
  PERSISTED_QUERY_REQUIRED: 403,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  // Not a failure: clients then send the query's text.
  PERSISTED_QUERY_NOT_FOUND: 200,
}

export const statusOf = (code: ErrorCode): number => STATUS[code] ?? 503

export const errorBody = ({ code, message, details }: GatewayError): string =>
  JSON.stringify({ errors: [{ message, extensions: { code, ...details } }] })

export interface RejectOptions {
  /** The response's Content-Type. @default application/json */
  readonly type?: string | undefined
  readonly status?: number
  /** Leaves it to the caller of `reject` to end the response, which then closes the connection. */
  readonly unfinished?: true
}

export const reject = (
  response: ServerResponse,
  observer: RequestObserver,
  error: GatewayError,
  { type = JSON_TYPE, status = statusOf(error.code), unfinished }: RejectOptions = {},
): void => {
  const { retryAfterSeconds } = error.details
  const body = errorBody(error)
  response.writeHead(status, {
    'content-type': type,
    ...(error.code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    'content-length': Buffer.byteLength(body),
    [REQUEST_ID_HEADER]: observer.id,
    ...(unfinished && { connection: 'close' }),
  })
  if (unfinished) response.write(body)
  else response.end(body)
  reportRejected(observer, [error.code])
}

/** Reports an operation that was not executed. */
export const reportRejected = (observer: RequestObserver, codes: readonly string[]): void =>
  observer.begin().end({ operation: undefined, codes, tally: undefined })
