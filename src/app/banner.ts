// The text that the command prints once the gateway serves.

import type { Config } from '../config/index.ts'
import type { Started } from './cluster-worker.ts'
import type { XReadiness } from './options.ts'

export const banner = (
  { url, upstream, owned, loginUrl, x }: Started,
  { workers, dashboard }: Config,
): string => `
X metrics gateway
  GraphQL and GraphiQL   ${url}/graphql${dashboard ? `\n  Dashboard              ${url}/` : ''}
  Connected to           ${upstream.kind === 'sandbox' ? `the sandbox at ${upstream.url}, with invented data, because no credential of X is set` : upstream.url}${x === undefined ? '' : `\n  App credentials        ${credentialsText(x)}`}
  Private metrics of     ${owned === undefined ? 'accounts that log in; for your own account, set X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET' : `account ${owned}`}
  Login                  ${loginUrl ?? 'not configured: set X_CLIENT_ID, or X_API_KEY, and GATEWAY_URL'}${workers > 1 ? `\n  Processes              ${workers}` : ''}

Open ${url}${dashboard ? '' : '/graphql'} in a browser. Press Ctrl+C to stop.
`

const credentialsText = ({ credentials, upstreamCause }: XReadiness): string => {
  if (credentials === 'accepted') return 'accepted by X'
  if (credentials === 'rejected') {
    return 'REJECTED by X: check X_BEARER_TOKEN, or X_API_KEY and X_API_KEY_SECRET'
  }
  return upstreamCause === undefined
    ? 'not verified: the answer to the check was not one of X’s API'
    : `not verified: X cannot be reached (${upstreamCause}); check X_API_URL, the network and proxies`
}
