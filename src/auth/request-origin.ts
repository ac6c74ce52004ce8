// Determines from its headers where a request comes from: the gateway's own machine, a proxy, or another site's page. A
// server on loopback is also reachable through a proxy on its machine, and through a browser by DNS rebinding.

export interface RequestHeaders {
  get(name: string): string | null
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d*)?$/i

/** @param host a Host header, or the host of a URL */
export const isLoopbackHost = (host: string | null | undefined): boolean =>
  LOOPBACK_HOST.test(host ?? '')

/** Headers in which proxies, load balancers, CDNs and tunnels describe the client. */
const PROXY_HEADERS = `
  forwarded via cdn-loop client-ip x-client-ip x-real-ip x-cluster-client-ip
  x-original-forwarded-for x-original-host x-forwarded x-forwarded-by x-forwarded-for
  x-forwarded-host x-forwarded-port x-forwarded-prefix x-forwarded-proto x-forwarded-protocol
  x-forwarded-scheme x-forwarded-server x-forwarded-ssl x-envoy-external-address
  x-appengine-user-ip x-azure-clientip cf-connecting-ip cf-connecting-ipv6 cf-ray fastly-client-ip
  fly-client-ip true-client-ip`
  .trim()
  .split(/\s+/)

const isForwarded = (headers: RequestHeaders): boolean =>
  PROXY_HEADERS.some((name) => headers.get(name) !== null)

/** Whether a page of another site sent the request, so that its cookie must not count. */
export const isCrossSite = (headers: RequestHeaders, ownOrigin: string | undefined): boolean => {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (site === 'cross-site' || site === 'same-site') return true
  return origin !== null && origin !== ownOrigin && origin !== `http://${headers.get('host')}`
}

export const isFromThisMachine = (
  headers: RequestHeaders,
  ownOrigin: string | undefined,
): boolean =>
  isLoopbackHost(headers.get('host')) && !isCrossSite(headers, ownOrigin) && !isForwarded(headers)
