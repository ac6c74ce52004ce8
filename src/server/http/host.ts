// Protection against DNS rebinding: any site can let its name resolve to 127.0.0.1, and its pages can then read what a
// server on loopback serves, as if from their own origin. The Host header of their requests carries that name.

import type { IncomingMessage } from 'node:http'

import { isLoopbackHost } from '../../auth/request-origin.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { AdmissionOptions } from '../options.ts'

/** Returns why the request must be rejected, if it must. */
export type HostCheck = (request: IncomingMessage) => GatewayError | undefined

export const createHostCheck = ({
  onLoopback,
  origin,
}: Pick<AdmissionOptions, 'onLoopback' | 'origin'>): HostCheck => {
  if (!onLoopback) return () => undefined
  const ownName = origin === undefined ? undefined : new URL(origin).hostname
  return ({ headers: { host } }) => {
    // Every browser sends Host; HTTP/1.0 clients, such as health checks, need not.
    if (host === undefined || isLoopbackHost(host) || hostnameIn(host) === ownName) return undefined
    return new GatewayError(
      'FORBIDDEN',
      'This gateway listens on loopback only, and the Host of the request is neither a loopback name nor the host of GATEWAY_URL. Set GATEWAY_URL to the URL at which clients reach the gateway.',
    )
  }
}

const hostnameIn = (host: string): string => host.replace(/:\d*$/, '').toLowerCase()
