import { GatewayError } from '../infra/errors.ts'

export const loginUnavailable = (status: number): GatewayError =>
  new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `X’s login is not available (status ${status}). Try again in a moment.`,
  )

export class ConsentDenied extends GatewayError {
  constructor() {
    super('FORBIDDEN', 'Access to the account was denied at X. Nothing was stored.')
  }
}

export const invalidLoginResponse = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s response is not one that its login endpoints send. Try again in a moment.',
  )
