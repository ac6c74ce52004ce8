// A whole request turned away: in GraphQL's words, with a status that says the same.

import type { GatewayError } from '../errors.ts'

export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  // No failure: clients then send the text.
  PERSISTED_QUERY_NOT_FOUND: 200,
}

export const refusalOf = ({ code, message, details }: GatewayError): Refusal => ({
  status: STATUS[code] ?? 503,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    ...(code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
    ...(details.retryAfterSeconds !== undefined && {
      'retry-after': String(details.retryAfterSeconds),
    }),
  },
  body: JSON.stringify({ errors: [{ message, extensions: { code, ...details } }] }),
})
