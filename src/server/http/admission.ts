// The first checks on a request, before its body is read. They use its headers and the client's address only.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { matchesApiKey } from '../../auth/api-key.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { AdmissionOptions, ObserveRequest } from '../options.ts'
import { createCors, isPreflight } from './cors.ts'
import { createCrossSiteCheck } from './cross-site.ts'
import { createHostCheck } from './host.ts'
import { responseTypeFor } from './media-type.ts'
import { ALLOWED_METHODS } from './negotiation.ts'
import { reject } from './rejection.ts'

export type Admission = (
  request: IncomingMessage,
  response: ServerResponse,
  onAdmitted: (path: string) => void,
) => void

/** Load balancers and Prometheus request these at intervals of their own. */
const UNLIMITED_PATHS = new Set(['/live', '/ready', '/metrics'])

export const createAdmission = (options: AdmissionOptions, observe: ObserveRequest): Admission => {
  const { rateLimit, addressOf, key, origin } = options
  const cors = createCors(options.corsOrigins)
  const crossSite = createCrossSiteCheck(cors, origin)
  const hostCheck = createHostCheck(options)

  const refuse = (request: IncomingMessage, response: ServerResponse, error: GatewayError): void =>
    reject(response, observe(request), error, { type: responseTypeFor(request) })

  return (request, response, onAdmitted) => {
    const hostError = hostCheck(request)
    if (hostError !== undefined) return refuse(request, response, hostError)
    const path = request.url?.split('?', 1)[0]?.replace(/^\/graphql\/$/, '/graphql') ?? '/'
    const isGraphQL = path === '/graphql'

    if (isGraphQL) cors.addHeaders(request, response)

    if (isGraphQL && isPreflight(request)) {
      if (cors.allows(request.headers.origin)) cors.answerPreflight(request, response)
      else refuse(request, response, notListed(request.headers.origin))
      return
    }
    if (isGraphQL && request.method === 'OPTIONS') {
      response.writeHead(204, { allow: ALLOWED_METHODS }).end()
      return
    }

    const admit = (): void => {
      const error = isGraphQL ? crossSite(request) : undefined
      if (error === undefined) onAdmitted(path)
      else refuse(request, response, error)
    }

    const isExempt =
      rateLimit === undefined ||
      UNLIMITED_PATHS.has(path) ||
      matchesApiKey(request.headers.authorization, key)
    if (isExempt) return admit()
    void rateLimit(addressOf(request)).then((seconds) => {
      if (seconds === 0) admit()
      else refuse(request, response, tooManyRequests(seconds))
    })
  }
}

const notListed = (origin: string | undefined): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    `Pages of ${origin} may not use this gateway. To allow them, add the origin to CORS_ORIGINS.`,
  )

const tooManyRequests = (retryAfterSeconds: number): GatewayError =>
  new GatewayError(
    'TOO_MANY_REQUESTS',
    `This address has sent more requests than RATE_LIMIT_PER_MINUTE allows. Try again in ${retryAfterSeconds} s.`,
    { details: { retryAfterSeconds } },
  )
