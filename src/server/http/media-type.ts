// Content negotiation for requests to /graphql.

import type { IncomingMessage } from 'node:http'

export const JSON_TYPE = 'application/json; charset=utf-8'

/** The response's Content-Type for each media type that the fast path serves. */
const RESPONSE_TYPES: ReadonlyMap<string, string> = new Map([
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
])

/** Undefined if only Yoga can negotiate the response's media type. */
export const responseTypeFor = ({
  headers: { accept },
}: Pick<IncomingMessage, 'headers'>): string | undefined => {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return JSON_TYPE
  for (const part of accept.split(',')) {
    const type = RESPONSE_TYPES.get(part.split(';', 1)[0]?.trim() ?? '')
    if (type !== undefined) return type
  }
  return undefined
}

/** Whether a browser navigates to the URL. It is then served GraphiQL, and never the result of the query in the URL. */
export const isPageVisit = ({ method, headers: { accept } }: IncomingMessage): boolean =>
  method === 'GET' && accept?.includes('text/html') === true

/** Whether the client receives subscriptions by Apollo's multipart protocol. */
export const acceptsMultipartSubscription = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept?.includes('multipart/mixed') === true && accept.includes('subscriptionSpec')

export const acceptsEventStream = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept?.includes('text/event-stream') === true
