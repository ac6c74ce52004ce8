// How often X is asked after all that is known: of its windows, and of how it fails.

import type { GatewayError } from '../infra/errors.ts'
import type { Pace } from './types.ts'

/** Twice as long after each failure, up to so many times as long. */
const MOST_BACK_OFF = 8

/** @param within as its windows allow */
export const paceAfter = (
  within: Pace,
  everyMs: number,
  failures: number,
  failure: GatewayError | undefined,
): Pace => {
  if (failure === undefined) return within
  const { code, details } = failure
  const until = Date.parse(String(details.resetAt))
  if (code === 'RATE_LIMITED' && !Number.isNaN(until)) {
    const message = `X’s rate limit is used up. The posts are asked for again when it starts anew, at ${details.resetAt}.`
    return { everyMs, slowDown: { reason: 'RATE_LIMITED', message, until } }
  }
  const slower = Math.max(within.everyMs, everyMs * Math.min(2 ** failures, MOST_BACK_OFF))
  const message = `X gives nothing newer just now (${code}). The posts are asked for every ${slower / 1000} s until it does.`
  return { everyMs: slower, slowDown: { reason: 'FAILING', message, until: undefined } }
}
