// How many calls to X one request body may begin. Retries, and calls that others have begun, do not count.

import { GatewayError } from '../infra/errors.ts'

export interface CallLimit {
  readonly most: number
  begun: number
}

export const createCallLimit = (most: number): CallLimit => ({ most, begun: 0 })

/** Counts one more call, and tells whether it may be begun. */
export const mayCall = (limit: CallLimit | undefined): boolean => {
  if (limit === undefined) return true
  if (limit.begun >= limit.most) return false
  limit.begun += 1
  return true
}

export const tooManyCalls = (limit: CallLimit | undefined): GatewayError => {
  const most = limit?.most
  return new GatewayError(
    'LIMIT_EXCEEDED',
    `The request takes more than ${most} calls to X. What they brought is served; ask for the rest in other requests, or raise MAX_UPSTREAM_CALLS.`,
    { details: { limit: 'MAX_UPSTREAM_CALLS', most } },
  )
}
