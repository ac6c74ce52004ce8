// Where a request comes from: the address at the other end of its connection, or, when proxies are trusted, the one
// that they say they speak for. For counting and for logs; what a caller may see never depends on it.

import type { IncomingMessage } from 'node:http'
import { isIP, isIPv6 } from 'node:net'

import proxyAddress from 'proxy-addr'

import type { TrustedProxies } from '../../config/index.ts'

/** Empty when the connection is gone already. */
export type AddressOf = (request: IncomingMessage) => string

export const createAddressOf = (proxies: TrustedProxies): AddressOf => {
  const none = typeof proxies === 'number' ? proxies === 0 : proxies.length === 0
  if (none) return connectedTo
  const trusts =
    typeof proxies === 'number'
      ? (_: string, hop: number): boolean => hop < proxies
      : proxyAddress.compile([...proxies])
  return (request) => {
    const told = plain(proxyAddress(request, trusts) ?? '')
    // A proxy may have passed on what is no address.
    return isIP(told) === 0 ? connectedTo(request) : told
  }
}

const connectedTo: AddressOf = ({ socket }) => plain(socket.remoteAddress ?? '')

/** Without the port that some proxies add, and without the IPv6 around an IPv4. */
const plain = (address: string): string =>
  address.replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3').replace(/^::ffff:(?=[\d.]+$)/i, '')

const GROUPS = 8

/** One caller's addresses: of IPv6 everybody has a whole /64 to choose from. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const rest = tail?.split(':') ?? []
  const left = [...groups, ...Array(Math.max(0, GROUPS - groups.length - rest.length)), ...rest]
  return left
    .slice(0, GROUPS / 2)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')
}
