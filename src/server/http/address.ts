// The client's IP address: the connection's, or the one that trusted proxies report. It is used for rate limits and
// never decides what a caller may see.

import { isIP, isIPv6 } from 'node:net'

import proxyAddress from 'proxy-addr'

import type { TrustedProxies } from '../../config/index.ts'
import type { AddressOf } from '../options.ts'

export const createAddressOf = (proxies: TrustedProxies): AddressOf => {
  const trustsNone = typeof proxies === 'number' ? proxies === 0 : proxies.length === 0
  if (trustsNone) return connectionAddress
  const trusts =
    typeof proxies === 'number'
      ? (_: string, hop: number): boolean => hop < proxies
      : proxyAddress.compile([...proxies])
  return (request) => {
    const reported = normalized(proxyAddress(request, trusts) ?? '')
    // Proxies may pass on values that are not addresses.
    return isIP(reported) === 0 ? connectionAddress(request) : reported
  }
}

const connectionAddress: AddressOf = ({ socket }) => normalized(socket.remoteAddress ?? '')

/** Removes the port that some proxies add, and unwraps IPv4-mapped IPv6 addresses. */
const normalized = (address: string): string =>
  address.replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3').replace(/^::ffff:(?=[\d.]+$)/i, '')

const GROUPS = 8

/** The address itself, or an IPv6 address's /64 prefix, which is the smallest network that one client is assigned. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const rest = tail?.split(':') ?? []
  const all = [...groups, ...Array(Math.max(0, GROUPS - groups.length - rest.length)), ...rest]
  return all
    .slice(0, GROUPS / 2)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')
}
