// Protection against cross-site request forgery: images, forms and links of other sites make browsers send requests
// without a preflight. Such requests must neither cost anything nor use the browser's session.

import type { IncomingMessage } from 'node:http'

import { GatewayError } from '../../infra/errors.ts'
import type { Cors } from './cors.ts'
import { isPageVisit } from './media-type.ts'

/** Content types that browsers send to other sites without a preflight. A missing one counts as well. */
const FORM_TYPES = new Set([
  '',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
])

/** Headers that browsers send to other sites only after a preflight. */
const PREFLIGHTED = ['apollo-require-preflight', 'x-requested-with']

/** Returns why the request must be rejected, if it must. */
export type CrossSiteCheck = (request: IncomingMessage) => GatewayError | undefined

export const createCrossSiteCheck =
  (cors: Cors, ownOrigin: string | undefined): CrossSiteCheck =>
  (request) => {
    const { method, headers } = request
    if (
      isSentByOtherSite(request, ownOrigin) &&
      !cors.allows(headers.origin) &&
      !isPageVisit(request)
    ) {
      return new GatewayError(
        'FORBIDDEN',
        'A page of another site sent this request. To allow it, add its origin to CORS_ORIGINS.',
      )
    }
    if (method === 'POST' && isForm(headers['content-type'] ?? '')) {
      if (PREFLIGHTED.every((name) => headers[name] === undefined)) {
        return new GatewayError(
          'UNSUPPORTED_MEDIA_TYPE',
          'A form of any site could have sent this request. Send JSON with Content-Type: application/json, or add the header Apollo-Require-Preflight: true.',
        )
      }
    }
    return undefined
  }

const isForm = (contentType: string): boolean =>
  contentType !== 'application/json' &&
  FORM_TYPES.has((contentType.split(';', 1)[0] ?? '').trim().toLowerCase())

/**
 * Browsers send Sec-Fetch-Site, and pages cannot change it. Older browsers, and all browsers without HTTPS, send Origin
 * only. Other clients send neither.
 */
const isSentByOtherSite = (
  { headers: { 'sec-fetch-site': site, origin, host } }: IncomingMessage,
  ownOrigin: string | undefined,
): boolean => {
  if (site !== undefined) return site === 'cross-site' || site === 'same-site'
  // Only hosts are compared: behind a proxy that terminates TLS, the scheme is unknown.
  return origin !== undefined && origin !== ownOrigin && URL.parse(origin)?.host !== host
}
