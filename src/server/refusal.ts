// A whole request turned away: in GraphQL's words, with a status that says the same.

import type { GatewayError } from '../errors.ts'

export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  BAD_USER_INPUT: 400,
  // No failure: clients then send the text.
  PERSISTED_QUERY_NOT_FOUND: 200,
}

export const refusalOf = ({ code, message }: GatewayError): Refusal => ({
  status: STATUS[code] ?? 503,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    ...(code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
  },
  body: JSON.stringify({ errors: [{ message, extensions: { code } }] }),
})
