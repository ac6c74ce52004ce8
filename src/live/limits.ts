// The limits of subscriptions. Each check throws the error that the client receives.

import { GatewayError } from '../infra/errors.ts'

export const checkIds = (ids: readonly string[], max: number): void => {
  if (ids.length === 0) throw invalid('postMetrics(ids:) got no ids. Name at least one.')
  if (ids.length <= max) return
  throw invalid(
    `postMetrics(ids:) takes at most ${max} ids and got ${ids.length}. Use several subscriptions, or raise MAX_POSTS_PER_REQUEST.`,
  )
}

const DEFAULT_SECONDS = 60
const MAX_SECONDS = 86_400

/** @returns milliseconds */
export const intervalOf = (every: number | undefined, minSeconds: number): number => {
  if (every === undefined) return Math.max(DEFAULT_SECONDS, minSeconds) * 1000
  if (every >= minSeconds && every <= MAX_SECONDS) return every * 1000
  throw invalid(
    `postMetrics(every:) takes ${minSeconds} to ${MAX_SECONDS} seconds and got ${every}. Choose an interval within that range, or change LIVE_LEAST_SECONDS.`,
  )
}

export const checkSubscribers = (subscribers: number, max: number): void => {
  if (subscribers < max) return
  throw exceeded(
    `There are ${max} subscriptions already. Try again later, or raise MAX_LIVE_SUBSCRIBERS.`,
    { limit: 'MAX_LIVE_SUBSCRIBERS', max },
  )
}

export const checkPosts = (
  setting: 'MAX_LIVE_POSTS' | 'MAX_LIVE_POSTS_PER_CALLER',
  found: number,
  max: number,
): void => {
  if (found <= max) return
  const whose = setting === 'MAX_LIVE_POSTS' ? 'All' : 'Your'
  throw exceeded(
    `${whose} subscriptions would have ${found} posts with these, and the limit is ${max}. Subscribe to fewer, or raise ${setting}.`,
    { limit: setting, max, found },
  )
}

const invalid = (message: string): GatewayError => new GatewayError('BAD_USER_INPUT', message)

const exceeded = (message: string, details: GatewayError['details']): GatewayError =>
  new GatewayError('LIMIT_EXCEEDED', message, { details })
