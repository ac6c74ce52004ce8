// The door: all that happens before anything of a request is read. It goes by headers and the caller's address only, and
// whom it turns away it tells why.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { matchesApiKey } from '../../auth/api-key.ts'
import type { CorsOrigins } from '../../config/index.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { Watch } from '../watch.ts'
import type { AddressOf } from './address.ts'
import { createCors, isPreflight, PREFLIGHT_HEADERS } from './cors.ts'
import { createCrossSiteCheck } from './cross-site.ts'
import { createHostCheck, type HostOptions } from './host.ts'
import type { RateLimit } from './rate-limit.ts'
import { turnAway } from './rejection.ts'

export interface DoorOptions extends HostOptions {
  readonly corsOrigins: CorsOrigins
  /** Nothing when everybody may ask as often as they like. */
  readonly rateLimit: RateLimit | undefined
  readonly addressOf: AddressOf
  /** Whoever shows it may ask as often as they like. */
  readonly key: string | undefined
}

export type Door = (
  request: IncomingMessage,
  response: ServerResponse,
  letIn: (path: string) => void,
) => void

/** Asked by the machines around, at their own pace. */
const UNLIMITED = new Set(['/live', '/ready', '/metrics'])

export const createDoor = (options: DoorOptions, watch: Watch): Door => {
  const { rateLimit, addressOf, key, origin } = options
  const cors = createCors(options.corsOrigins)
  const crossSite = createCrossSiteCheck(cors, origin)
  const hostCheck = createHostCheck(options)

  const refuse = (request: IncomingMessage, response: ServerResponse, reason: GatewayError): void =>
    turnAway(response, watch(request), reason)

  return (request, response, letIn) => {
    const rebound = hostCheck(request)
    if (rebound !== undefined) return refuse(request, response, rebound)
    const path = request.url?.split('?', 1)[0] ?? '/'
    const asks = path === '/graphql'

    if (asks) cors.greet(request, response)

    // A browser that asks whether its page may ask.
    if (asks && isPreflight(request)) {
      if (cors.lists(request.headers.origin)) response.writeHead(204, PREFLIGHT_HEADERS).end()
      else refuse(request, response, notListed(request.headers.origin))
      return
    }

    const admit = (): void => {
      const reason = asks ? crossSite(request) : undefined
      if (reason === undefined) letIn(path)
      else refuse(request, response, reason)
    }

    const free =
      rateLimit === undefined ||
      UNLIMITED.has(path) ||
      matchesApiKey(request.headers.authorization, key)
    if (free) return admit()
    void rateLimit(addressOf(request)).then((seconds) => {
      if (seconds === 0) admit()
      else refuse(request, response, tooMany(seconds))
    })
  }
}

const notListed = (origin: string | undefined): GatewayError =>
  new GatewayError(
    'FORBIDDEN',
    `Pages of ${origin} may not ask here. List this origin in CORS_ORIGINS if they may.`,
  )

const tooMany = (retryAfterSeconds: number): GatewayError =>
  new GatewayError(
    'TOO_MANY_REQUESTS',
    `More requests have come from this address than RATE_LIMIT_PER_MINUTE lets in. Ask again in ${retryAfterSeconds} s.`,
    { details: { retryAfterSeconds } },
  )
