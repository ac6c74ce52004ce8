// The answers by which X refuses a whole request, word for word. Two of them share status 403 and two
// share 429: clients must tell them apart by `type` and `title`, so those are exact.
//
// Known from recorded answers and from the issues of client libraries; what no one has recorded says so.

import { type Answer, json } from './exchange.ts'
import type { Era } from './history.ts'

const blank = (status: number, title: string): Answer =>
  json(status, { title, detail: title, type: 'about:blank', status })

const problemType = (name: string): string => `https://api.x.com/2/problems/${name}`

/** No `x-rate-limit-*` and no `x-access-level` here: X does not know whose request it was. */
export const unauthorized = ({ firstWords }: Era): Answer =>
  json(
    401,
    { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
    firstWords ? {} : { 'content-type': 'application/problem+json' },
  )

/** The token lacks a scope. */
export const forbidden = (): Answer => blank(403, 'Forbidden')

/** The two spaces are X's. */
export const unsupportedAuthentication = (): Answer =>
  json(403, {
    title: 'Unsupported Authentication',
    detail:
      'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
    type: problemType('unsupported-authentication'),
    status: 403,
  })

/** The app has no access to this endpoint at its level. */
export const clientForbidden = (clientId: string): Answer =>
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

export const creditsDepleted = (): Answer =>
  json(402, {
    detail: 'credits depleted',
    status: 402,
    title: 'Payment Required',
    type: problemType('credits-depleted'),
  })

/** The other form of the same refusal; it names the enrolled account. */
export const accountCreditsDepleted = (accountId: string): Answer =>
  json(402, {
    title: 'CreditsDepleted',
    detail: `Your enrolled account [${accountId}] does not have any credits to fulfill this request.`,
    type: problemType('credits'),
  })

export const tooManyRequests = (): Answer => blank(429, 'Too Many Requests')

/** How X said it in 2020. */
export const tooManyRequestsInText = (): Answer => ({
  status: 429,
  headers: { 'content-type': 'text/plain;charset=utf-8' },
  body: 'Rate limit exceeded\n',
})

/** A monthly cap, not a window: waiting for the reset is useless. */
export const usageCapExceeded = (accountId: string): Answer =>
  json(429, {
    account_id: accountId,
    product_name: 'standard-basic',
    title: 'UsageCapExceeded',
    period: 'Monthly',
    scope: 'Product',
    detail: 'Usage cap exceeded: Monthly product cap',
    type: problemType('usage-capped'),
  })

/** By analogy with 503: no 500 has been recorded. */
export const internalServerError = (): Answer => blank(500, 'Internal Server Error')

export const serviceUnavailable = (): Answer => blank(503, 'Service Unavailable')

/** By analogy: what a path that X does not have answers was not recorded. */
export const notFound = (): Answer => blank(404, 'Not Found')
