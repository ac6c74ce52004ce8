// Whether a request comes from the machine that the gateway runs on, by its headers. A server on loopback is reached by
// others, too: through a proxy on this machine, and through a browser whose page's name resolves to 127.0.0.1.

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d*)?$/i

/** @param host a Host header, or the host of a URL */
export const isLoopbackHost = (host: string | null | undefined): boolean =>
  LOOPBACK_HOST.test(host ?? '')

/** Headers that proxies, load balancers, CDNs and tunnels add about the client that they forward for. */
const PROXY_HEADERS = [
  'forwarded',
  'via',
  'cdn-loop',
  'client-ip',
  'x-client-ip',
  'x-real-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'x-forwarded',
  'x-forwarded-by',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-scheme',
  'x-forwarded-server',
  'x-forwarded-ssl',
  'x-envoy-external-address',
  'x-appengine-user-ip',
  'x-azure-clientip',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-ray',
  'fastly-client-ip',
  'fly-client-ip',
  'true-client-ip',
]

/** Whether a proxy has forwarded the request. */
export const isForwarded = (headers: { get(name: string): string | null }): boolean =>
  PROXY_HEADERS.some((name) => headers.get(name) !== null)
