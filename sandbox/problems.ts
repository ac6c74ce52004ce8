// X's error responses to whole requests, word for word, from recordings and from the issues of client libraries;
// the comments name the exceptions. Several share a status: clients tell them apart by `type` and `title`.

import type { Era } from './era.ts'
import { type Caller, type HttpResponse, json } from './http.ts'

const blank = (status: number, title: string): HttpResponse =>
  json(status, { title, detail: title, type: 'about:blank', status })

const problemType = (name: string): string => `https://api.x.com/2/problems/${name}`

/** The response has neither `x-rate-limit-*` nor `x-access-level`, because the caller is unknown. */
export const unauthorized = ({ legacyMessages }: Era): HttpResponse =>
  json(
    401,
    { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
    legacyMessages ? {} : { 'content-type': 'application/problem+json' },
  )

/** The token lacks a scope. */
export const forbidden = (): HttpResponse => blank(403, 'Forbidden')

const APP_ONLY = 'OAuth 2.0 Application-Only'
const OAUTH1_USER = 'OAuth 1.0a User Context'
const OAUTH2_USER = 'OAuth 2.0 User Context'

const contextOf = (caller: Caller): string => {
  if (caller.kind === 'app') return APP_ONLY
  return caller.scopes === undefined ? OAUTH1_USER : OAUTH2_USER
}

/** X's text has two spaces. */
export const unsupportedAuthentication = (caller: Caller): HttpResponse =>
  json(403, {
    title: 'Unsupported Authentication',
    detail: `Authenticating with ${contextOf(caller)} is forbidden for this endpoint.  Supported authentication types are [${caller.kind === 'app' ? `${OAUTH1_USER}, ${OAUTH2_USER}` : APP_ONLY}].`,
    type: problemType('unsupported-authentication'),
    status: 403,
  })

/** The app's access level does not include the endpoint. */
export const clientForbidden = (clientId: string): HttpResponse =>
  json(403, {
    client_id: clientId,
    detail:
      'When authenticating requests to the X API v2 endpoints, you must use keys and tokens from a developer App that is attached to a Project. You can create a project via the developer portal.',
    registration_url: 'https://developer.x.com/en/docs/projects/overview',
    title: 'Client Forbidden',
    required_enrollment: 'Appropriate Level of API Access',
    reason: 'client-not-enrolled',
    type: problemType('client-forbidden'),
  })

export const creditsDepleted = (): HttpResponse =>
  json(402, {
    detail: 'credits depleted',
    status: 402,
    title: 'Payment Required',
    type: problemType('credits-depleted'),
  })

/** X's other response for depleted credits, which names the developer account. */
export const accountCreditsDepleted = (accountId: string): HttpResponse =>
  json(402, {
    title: 'CreditsDepleted',
    detail: `Your enrolled account [${accountId}] does not have any credits to fulfill this request.`,
    type: problemType('credits'),
  })

export const tooManyRequests = (): HttpResponse => blank(429, 'Too Many Requests')

/** X's response in 2020. */
export const tooManyRequestsInText = (): HttpResponse => ({
  status: 429,
  headers: { 'content-type': 'text/plain;charset=utf-8' },
  body: 'Rate limit exceeded\n',
})

/** A monthly cap, which does not end with the rate limit window. */
export const usageCapExceeded = (accountId: string): HttpResponse =>
  json(429, {
    account_id: accountId,
    product_name: 'standard-basic',
    title: 'UsageCapExceeded',
    period: 'Monthly',
    scope: 'Product',
    detail: 'Usage cap exceeded: Monthly product cap',
    type: problemType('usage-capped'),
  })

/** Assumed by analogy with 503: no 500 was recorded. */
export const internalServerError = (): HttpResponse => blank(500, 'Internal Server Error')

export const serviceUnavailable = (): HttpResponse => blank(503, 'Service Unavailable')

/** Assumed: X's response for an unknown path was not recorded. */
export const notFound = (): HttpResponse => blank(404, 'Not Found')
