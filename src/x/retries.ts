// When a call is tried again: after a lost connection and what X calls passing, soon and not all at once; after a
// used-up window, when the next one begins before the caller has to go. Only reads come here: they can be repeated.

import { setTimeout as pause } from 'node:timers/promises'

import { GatewayError } from '../infra/errors.ts'
import { ConnectionLost } from '../infra/http.ts'

export interface Retries {
  /** `until`, by the process's own clock, it must have ended. */
  run<T>(attempt: () => Promise<T>, until: number): Promise<T>
}

export interface RetriesOptions {
  /** Of one call. */
  readonly most: number
  readonly now: () => number
}

const PASSING: ReadonlySet<unknown> = new Set([502, 503, 504])

/** The first one; each further one is twice as far. Up to half of it is left to chance. */
const FIRST_MS = 100

/** An X that fails is not asked many times as much: retries are paid for by calls, five of them for each. */
const PER_CALL = 0.2
const MOST_SAVED = 20

/** Those who wait for a window come one after the other. */
const SPREAD_MS = 250

export const createRetries = ({ most, now }: RetriesOptions): Retries => {
  let saved = MOST_SAVED

  const pay = (): boolean => {
    if (saved < 1) return false
    saved -= 1
    return true
  }

  /** How long to wait; nothing when it is not worth it. */
  const waitAfter = (error: unknown, retry: number): number | undefined => {
    if (!(error instanceof GatewayError)) return undefined
    const { code, details } = error
    if (error instanceof ConnectionLost || PASSING.has(details.status)) {
      return pay() ? FIRST_MS * 2 ** retry * (1 - Math.random() / 2) : undefined
    }
    return code === 'RATE_LIMITED' && details.resetAt !== undefined
      ? Date.parse(String(details.resetAt)) - now() + Math.random() * SPREAD_MS
      : undefined
  }

  return {
    run: async (attempt, until) => {
      saved = Math.min(MOST_SAVED, saved + PER_CALL)
      for (let retry = 0; ; retry++) {
        try {
          return await attempt()
        } catch (error) {
          const ms = retry < most ? waitAfter(error, retry) : undefined
          if (ms === undefined || performance.now() + ms >= until) throw error
          await pause(ms)
        }
      }
    },
  }
}
