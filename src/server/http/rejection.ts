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

/** Larger batches get one error for all of their operations: the response must not dwarf the request. */
const MAX_BATCH_ERRORS = 100

/** One error for each operation of a batch, whose client expects as many results. */
export const batchErrorBody = (error: GatewayError, operations: number | undefined): string => {
  const one = errorBody(error)
  const isBatch = operations !== undefined && operations > 0 && operations <= MAX_BATCH_ERRORS
  return isBatch ? `[${Array(operations).fill(one).join()}]` : one
}

export interface RejectOptions {
  /** The response's Content-Type. @default application/json */
  readonly type?: string | undefined
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The number of operations of a batch. @default the request is no batch */
  readonly operations?: number | undefined
  /** Leaves it to the caller of `reject` to end the response, which then closes the connection. */
  readonly unfinished?: true
}

export const reject = (
  response: ServerResponse,
  observer: RequestObserver,
  error: GatewayError,
  options: RejectOptions = {},
): void => {
  const {
    type = JSON_TYPE,
    status = statusOf(error.code),
    headers,
    operations,
    unfinished,
  } = options
  const { retryAfterSeconds } = error.details
  const body = batchErrorBody(error, operations)
  response.writeHead(status, {
    ...headers,
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
