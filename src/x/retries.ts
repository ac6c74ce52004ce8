// Retries of failed calls: soon after a transient failure, and when the next rate-limit window begins. All calls are
// reads, which can be repeated.

import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectionLost } from '../infra/connection-lost.ts'
import { GatewayError } from '../infra/errors.ts'
import { RateLimited } from './errors.ts'

export interface Retries {
  /** @param deadline the end of the last attempt, by `performance.now()` */
  run<T>(attempt: () => Promise<T>, deadline: number): Promise<T>
}

export interface RetryOptions {
  /** Retries of one call. */
  readonly maxRetries: number
  /** The time that RateLimited errors refer to. */
  readonly now: () => number
  readonly pause?: (ms: number) => Promise<unknown>
  readonly random?: () => number
}

const TRANSIENT_STATUSES: ReadonlySet<unknown> = new Set([502, 503, 504])

/** The wait before the first retry. It doubles with each further one. */
const BASE_DELAY_MS = 100

/** Spreads the calls that wait for the same window. */
const WINDOW_JITTER_MS = 250

/**
 * Each call adds a fifth of a token and each retry after a transient failure takes one, so that a failing X gets at most
 * a fifth more requests.
 */
const TOKENS_PER_CALL = 0.2
const MAX_TOKENS = 20

const isTransient = (error: GatewayError): boolean =>
  error instanceof ConnectionLost
    ? !error.isPermanent
    : TRANSIENT_STATUSES.has(error.details.status)

/** Milliseconds to wait before a retry; undefined if a retry is useless. */
export const retryDelay = (
  error: unknown,
  retry: number,
  now: number,
  random: () => number,
): number | undefined => {
  if (error instanceof RateLimited) {
    return error.resetAt === undefined
      ? undefined
      : error.resetAt - now + random() * WINDOW_JITTER_MS
  }
  return error instanceof GatewayError && isTransient(error)
    ? BASE_DELAY_MS * 2 ** retry * (1 - random() / 2)
    : undefined
}

export const createRetries = ({
  maxRetries,
  now,
  pause = sleep,
  random = Math.random,
}: RetryOptions): Retries => {
  let tokens = MAX_TOKENS

  const delayAfter = (error: unknown, retry: number): number | undefined => {
    const ms = retry < maxRetries ? retryDelay(error, retry, now(), random) : undefined
    if (ms === undefined || error instanceof RateLimited) return ms
    if (tokens < 1) return undefined
    tokens -= 1
    return ms
  }

  return {
    run: async (attempt, deadline) => {
      tokens = Math.min(MAX_TOKENS, tokens + TOKENS_PER_CALL)
      for (let retry = 0; ; retry++) {
        try {
          return await attempt()
        } catch (error) {
          const ms = delayAfter(error, retry)
          if (ms === undefined || performance.now() + ms >= deadline) throw error
          await pause(ms)
        }
      }
    },
  }
}
