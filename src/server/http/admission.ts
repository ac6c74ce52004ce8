// The first checks on a request, before its body is read. They use its headers and the client's address only.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { ApiKey } from '../../auth/keys/api-key.ts'
import type { ApiKeys } from '../../auth/keys/api-keys.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { AdmissionOptions, ObserveRequest } from '../options.ts'
import { networkOf } from './address.ts'
import { callerHeaders } from './caller.ts'
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

/** Pages of other origins may request these paths only. Browsers navigate to all others. */
const API_PATHS = new Set(['/graphql', '/mcp'])

export const createAdmission = (options: AdmissionOptions, observe: ObserveRequest): Admission => {
  const { rateLimit, origin, basePath } = options
  const cors = createCors(options.corsOrigins, options.apiKeys)
  const crossSite = createCrossSiteCheck(cors, origin)
  const hostCheck = createHostCheck(options)

  const refuse = (request: IncomingMessage, response: ServerResponse, error: GatewayError): void =>
    reject(response, observe(request), error, { type: responseTypeFor(request) })

  return (request, response, onAdmitted) => {
    const hostError = hostCheck(request)
    if (hostError !== undefined) return refuse(request, response, hostError)
    removeBasePath(request, basePath)
    const path = pathOf(request)
    const isApi = API_PATHS.has(path)

    if (isApi) cors.addHeaders(request, response)

    if (isApi && isPreflight(request)) {
      if (cors.allows(request.headers.origin)) cors.answerPreflight(request, response)
      else refuse(request, response, notListed(request.headers.origin))
      return
    }
    if (isApi && request.method === 'OPTIONS') {
      response.writeHead(204, { allow: ALLOWED_METHODS }).end()
      return
    }

    const admit = (): void => {
      const error = isApi ? crossSite(request) : undefined
      if (error === undefined) onAdmitted(path)
      else refuse(request, response, error)
    }

    const limit = UNLIMITED_PATHS.has(path) ? undefined : limitOf(request, options)
    if (limit === undefined) return admit()
    void rateLimit(limit.client, limit.perMinute).then((seconds) => {
      if (seconds === 0) admit()
      else refuse(request, response, tooManyRequests(limit.text, seconds))
    })
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string => {
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  return path === '/graphql/' ? '/graphql' : path
}

/** Proxies pass requests on with the path below which browsers see the gateway, or without it. */
const removeBasePath = (request: IncomingMessage, basePath: string): void => {
  const { url = '/' } = request
  if (basePath !== '' && url.startsWith(`${basePath}/`)) request.url = url.slice(basePath.length)
}

interface ClientLimit {
  readonly client: string
  readonly perMinute: number
  /** The subject of the error message. */
  readonly text: string
}

/** Requests with a valid API key count for the key, all others for their address. */
const limitOf = (
  request: IncomingMessage,
  { apiKeys, perMinute, addressOf }: AdmissionOptions,
): ClientLimit | undefined => {
  const key = validKeyOf(request, apiKeys)
  if (key !== undefined) {
    if (key.perMinute === undefined) return undefined
    const text = `The API key "${key.name}" has sent more requests than its limit perMinute allows.`
    return { client: `key:${key.name}`, perMinute: key.perMinute, text }
  }
  if (perMinute === undefined) return undefined
  const text = 'This address has sent more requests than RATE_LIMIT_PER_MINUTE allows.'
  return { client: networkOf(addressOf(request)), perMinute, text }
}

/** A wrong key is reported after the request has been counted. */
const validKeyOf = (request: IncomingMessage, apiKeys: ApiKeys): ApiKey | undefined => {
  try {
    return apiKeys.keyOf(callerHeaders(request))
  } catch {
    return undefined
  }
}

const notListed = (origin: string | undefined): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    `Pages of ${origin} may not use this gateway. To allow them, add the origin to CORS_ORIGINS.`,
  )

const tooManyRequests = (text: string, retryAfterSeconds: number): GatewayError =>
  new GatewayError('TOO_MANY_REQUESTS', `${text} Try again in ${retryAfterSeconds} s.`, {
    details: { retryAfterSeconds },
  })
