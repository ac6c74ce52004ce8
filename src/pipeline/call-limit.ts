// Limits the calls to X that one request body may begin. Retries and joined calls do not count.

import { GatewayError } from '../infra/errors.ts'

/** The setting's name in error details. */
export const CALL_LIMIT_SETTING = 'MAX_UPSTREAM_CALLS'

export interface CallLimit {
  readonly max: number
  begun: number
}

export const createCallLimit = (max: number): CallLimit => ({ max, begun: 0 })

/** Counts a call and returns true, or returns false if the limit is reached. */
export const tryCountCall = (limit: CallLimit | undefined): boolean => {
  if (limit === undefined) return true
  if (limit.begun >= limit.max) return false
  limit.begun += 1
  return true
}

export const tooManyCalls = (limit: CallLimit | undefined): GatewayError =>
  new GatewayError(
    'LIMIT_EXCEEDED',
    `The request needs more than ${limit?.max} calls to X, so its result is partial. Request the rest separately, or raise MAX_UPSTREAM_CALLS.`,
    { details: { limit: CALL_LIMIT_SETTING, max: limit?.max } },
  )
