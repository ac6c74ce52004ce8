// The pace of polls: the requested interval, or a longer one while X's rate limit is short or X fails.

import type { GatewayError } from '../infra/errors.ts'
import { RateLimited } from '../x/errors.ts'
import type { Pace } from './types.ts'

/**
 * @param factor how many times longer the interval has to be; infinite if no calls are left
 * @param until when the window ends
 */
export const paceWithinShare = (intervalMs: number, factor: number, until: number): Pace => {
  if (factor === 1) return { intervalMs, slowDown: undefined }
  const end = new Date(until).toISOString()
  if (factor === Number.POSITIVE_INFINITY) {
    const message = `The share of X’s rate limit for subscriptions is used up; the rest is reserved for queries. The next poll is when the window resets, at ${end}.`
    return { intervalMs, slowDown: { reason: 'RATE_LIMITED', message, until } }
  }
  const slower = intervalMs * factor
  const message = `Subscriptions may use half of what is left of X’s rate limit. X is polled every ${slower / 1000} s until the window resets, at ${end}.`
  return { intervalMs: slower, slowDown: { reason: 'BUDGET', message, until } }
}

/** The interval doubles after each consecutive failure, up to this factor. */
const MAX_BACK_OFF = 8

/**
 * @param pace the pace that the rate limit allows
 * @param failures the number of consecutive failures
 */
export const paceAfter = (
  pace: Pace,
  intervalMs: number,
  failures: number,
  failure: GatewayError | undefined,
): Pace => {
  if (failure === undefined) return pace
  const until = failure instanceof RateLimited ? failure.resetAt : undefined
  if (until !== undefined) {
    const message = `X’s rate limit is used up. The next poll is when the window resets, at ${new Date(until).toISOString()}.`
    return { intervalMs, slowDown: { reason: 'RATE_LIMITED', message, until } }
  }
  const slower = Math.max(pace.intervalMs, intervalMs * Math.min(2 ** failures, MAX_BACK_OFF))
  const message = `X sends nothing newer (${failure.code}). It is polled every ${slower / 1000} s until it does.`
  return { intervalMs: slower, slowDown: { reason: 'FAILING', message, until: undefined } }
}

export const isSpendLimit = ({ code }: GatewayError): boolean => code === 'SPEND_LIMIT_REACHED'

/**
 * The pace of a feed of which a spend limit refuses posts. The interval stays: a refused request is no call to X, and the
 * limit may be raised.
 */
export const paceAtSpendLimit = (
  { intervalMs }: Pace,
  { message, details }: GatewayError,
): Pace => {
  const { resetsAt } = details
  const until = typeof resetsAt === 'string' ? Date.parse(resetsAt) : undefined
  return { intervalMs, slowDown: { reason: 'SPEND_LIMIT', message, until } }
}
