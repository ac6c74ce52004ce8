// What other sites' pages can make a browser send without asking first: images, forms, links. None of it may cost
// anything here, or be answered in the name of whoever sits at that browser.

import type { IncomingMessage } from 'node:http'

import { GatewayError } from '../../infra/errors.ts'
import type { Cors } from './cors.ts'
import { isPageVisit } from './page-visit.ts'

/** Bodies that a form can send to anywhere. A body without a type is one of them. */
const FORM_TYPES = new Set([
  '',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
])

/** Headers that a page can send to another site only after its browser has asked whether it may. */
const PREFLIGHTED = ['apollo-require-preflight', 'x-requested-with']

/** Why the request is turned away, if it is. */
export type CrossSiteCheck = (request: IncomingMessage) => GatewayError | undefined

export const createCrossSiteCheck =
  (cors: Cors, own: string | undefined): CrossSiteCheck =>
  (request) => {
    const { method, headers } = request
    if (isFromElsewhere(request, own) && !cors.lists(headers.origin) && !isPageVisit(request)) {
      return new GatewayError(
        'FORBIDDEN',
        'A page of another site asked for this. List its origin in CORS_ORIGINS if it may.',
      )
    }
    if (method === 'POST' && isForm(headers['content-type'] ?? '')) {
      if (PREFLIGHTED.every((name) => headers[name] === undefined)) {
        return new GatewayError(
          'UNSUPPORTED_MEDIA_TYPE',
          'Any site’s form could have sent this. Send Content-Type: application/json and a body in JSON; whatever cannot, sends the header Apollo-Require-Preflight: true as well.',
        )
      }
    }
    return undefined
  }

const isForm = (contentType: string): boolean =>
  contentType !== 'application/json' &&
  FORM_TYPES.has((contentType.split(';', 1)[0] ?? '').trim().toLowerCase())

/**
 * As the browser says, and no page can keep it from saying so. Older ones, and all where there is no https, tell the
 * origin only. What is no browser tells neither.
 */
const isFromElsewhere = (
  { headers: { 'sec-fetch-site': site, origin, host } }: IncomingMessage,
  own: string | undefined,
): boolean => {
  if (site !== undefined) return site === 'cross-site' || site === 'same-site'
  // Whether it came by https is not known here: a proxy may have taken that off.
  return origin !== undefined && origin !== own && URL.parse(origin)?.host !== host
}
