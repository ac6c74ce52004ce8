// Errors as text, for other gateways. The kinds that the gateway distinguishes by their class are restored as such.

import { ReconnectNeeded } from '../auth/accounts.ts'
import { type ErrorCode, type ErrorDetails, GatewayError } from '../infra/errors.ts'
import { RateLimited } from '../x/errors.ts'

export interface StoredError {
  readonly code: ErrorCode
  readonly message: string
  readonly details: ErrorDetails
  readonly kind?: 'RateLimited' | 'ReconnectNeeded'
  readonly resetAt?: number
}

export const storeError = (error: GatewayError): StoredError => {
  const { code, message, details } = error
  const stored = { code, message, details }
  if (error instanceof ReconnectNeeded) return { ...stored, kind: 'ReconnectNeeded' }
  if (!(error instanceof RateLimited)) return stored
  const { resetAt } = error
  return { ...stored, kind: 'RateLimited', ...(resetAt !== undefined && { resetAt }) }
}

export const restoreError = (stored: StoredError, now: number): GatewayError => {
  const { code, message, details, kind, resetAt } = stored
  switch (kind) {
    case 'ReconnectNeeded':
      return new ReconnectNeeded(String(details.account))
    case 'RateLimited':
      return new RateLimited(details.context === 'APP' ? undefined : '', resetAt, now)
    default:
      return new GatewayError(code, message, { details })
  }
}

/** The gateway itself was too busy, or has suspended its calls: another gateway may succeed. */
export const isLocal = ({ details: { reason } }: GatewayError): boolean =>
  reason === 'OVERLOADED' || reason === 'RESTING'
