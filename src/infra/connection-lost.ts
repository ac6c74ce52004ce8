// A connection to X that failed: the cause for the operator, and for clients whether a retry can help.

import { GatewayError, messageOf } from './errors.ts'

/** Codes of Node.js and OpenSSL for a certificate or a protocol that is not the expected one. */
const WRONG_CERTIFICATE =
  'CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_'

/** Causes in the settings or the network: a wrong name or certificate, or a proxy that refuses the tunnel. */
const PERMANENT = new RegExp(
  `^(ENOTFOUND |${WRONG_CERTIFICATE}|UND_ERR_PRX_|UND_ERR_ABORTED Proxy response \\(4)`,
)

export const isWrongCertificate = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  new RegExp(`^(${WRONG_CERTIFICATE})`).test(String(error.code))

const NEVER_CONNECTED = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT) /

/** Names the cause, such as `ENOTFOUND api.example` or `ECONNREFUSED 127.0.0.1:8080`. */
const describeCause = (error: unknown): string => {
  const { code, hostname, address, port, reason }: Readonly<Record<string, unknown>> = {
    ...(error instanceof Error && error),
  }
  const [message = ''] = messageOf(error).split(/[;\n]/)
  const detail = hostname ?? (address === undefined ? (reason ?? message) : `${address}:${port}`)
  return code === undefined ? message : `${code} ${detail}`
}

export class ConnectionLost extends GatewayError {
  /** Why the connection failed, for the operator. */
  readonly reason: string
  /** Whether a retry fails as well. */
  readonly isPermanent: boolean
  /** Whether X may have received the request. */
  readonly wasConnected: boolean

  constructor(responseStarted: boolean, error: unknown) {
    const cause = describeCause(error)
    const isPermanent = !responseStarted && PERMANENT.test(cause)
    super(
      responseStarted ? 'UPSTREAM_INVALID_RESPONSE' : 'UPSTREAM_UNAVAILABLE',
      responseStarted
        ? 'The connection to X was lost in the middle of a response. Try again in a moment.'
        : isPermanent
          ? UNREACHABLE
          : 'X cannot be reached, or closed the connection. Try again in a moment.',
      { cause: error, ...(isPermanent && { details: { reason: 'UNREACHABLE' } }) },
    )
    this.reason = cause
    this.isPermanent = isPermanent
    this.wasConnected = responseStarted || !(isPermanent || NEVER_CONNECTED.test(cause))
  }
}

/** The message to clients, which names no host. */
export const UNREACHABLE =
  'X cannot be reached because of this gateway’s settings or network. Trying again does not help: its operator has to correct them; its log has the cause.'

/** Why X did not respond, for the operator; undefined if it did, or was not called. */
export const causeOf = (error: unknown): string | undefined => {
  if (error instanceof ConnectionLost) return error.reason
  return error instanceof GatewayError && error.code === 'UPSTREAM_TIMEOUT'
    ? 'TIMEOUT no response in time'
    : undefined
}

/** The type of an error in metrics, log and traces. */
export const typeOf = (error: unknown): string =>
  error instanceof GatewayError
    ? String(error.details.reason ?? error.code)
    : 'INTERNAL_SERVER_ERROR'
