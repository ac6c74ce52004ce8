// DNS rebinding: any site can have its name resolve to 127.0.0.1, and its pages then read what a server on loopback
// answers, as of their own origin. Their requests carry that name in Host.

import type { IncomingMessage } from 'node:http'

import { isLoopbackHost } from '../../auth/request-origin.ts'
import { GatewayError } from '../../infra/errors.ts'

export interface HostOptions {
  /** Whether the server listens on loopback only. */
  readonly onLoopback: boolean
  /** Where browsers find the gateway, when that is known. */
  readonly origin: string | undefined
}

/** Why the request is refused, if it is. */
export type HostCheck = (request: IncomingMessage) => GatewayError | undefined

export const createHostCheck = ({ onLoopback, origin }: HostOptions): HostCheck => {
  if (!onLoopback) return () => undefined
  const own = origin === undefined ? undefined : new URL(origin).hostname
  return ({ headers: { host } }) => {
    // Every browser sends Host; HTTP/1.0 clients, such as health checks, need not.
    if (host === undefined || isLoopbackHost(host) || nameIn(host) === own) return undefined
    return new GatewayError(
      'FORBIDDEN',
      'This gateway listens on loopback only, and the Host of the request is neither a loopback name nor the host of GATEWAY_URL. Set GATEWAY_URL to the address at which clients reach the gateway.',
    )
  }
}

/** The host without its port, as in a URL. */
const nameIn = (host: string): string => host.replace(/:\d*$/, '').toLowerCase()
