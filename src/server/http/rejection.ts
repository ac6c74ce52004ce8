// A whole request turned away: in GraphQL's words, with a status that says the same.

import type { ServerResponse } from 'node:http'

import type { ErrorCode, GatewayError } from '../../infra/errors.ts'
import { REQUEST_ID, type Watcher } from '../watch.ts'

export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 400,
  PERSISTED_QUERY_REQUIRED: 403,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  // No failure: clients then send the text.
  PERSISTED_QUERY_NOT_FOUND: 200,
}

export const statusOf = (code: ErrorCode): number => STATUS[code] ?? 503

export const refusalOf = (
  { code, message, details }: GatewayError,
  type = 'application/json; charset=utf-8',
): Refusal => ({
  status: statusOf(code),
  headers: {
    'content-type': type,
    ...(code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
    ...(details.retryAfterSeconds !== undefined && {
      'retry-after': String(details.retryAfterSeconds),
    }),
  },
  body: JSON.stringify({ errors: [{ message, extensions: { code, ...details } }] }),
})

export interface TurningAway {
  /** As which media type it is said. */
  readonly type?: string
  /** When it is not the code's usual one. */
  readonly status?: number
  /** The answer is begun, and ended by whoever turns away. */
  readonly unfinished?: true
}

/** And whoever watches is told. */
export const turnAway = (
  response: ServerResponse,
  watcher: Watcher,
  error: GatewayError,
  { type, status: given, unfinished }: TurningAway = {},
): void => {
  const { status, headers, body } = refusalOf(error, type)
  response.writeHead(given ?? status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    [REQUEST_ID]: watcher.id,
    ...(unfinished && { connection: 'close' }),
  })
  if (unfinished) response.write(body)
  else response.end(body)
  tellRefused(watcher, [error.code])
}

/** Of what was never executed. */
export const tellRefused = (watcher: Watcher, codes: readonly string[]): void =>
  watcher.begin().answered({ operation: undefined, codes, tally: undefined })
