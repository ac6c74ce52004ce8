// A whole request turned away: in GraphQL's words, with a status that says the same.

import type { ErrorCode, GatewayError } from '../errors.ts'

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
