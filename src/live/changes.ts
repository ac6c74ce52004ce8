// How often X may be asked so that queries are left something: of what a window has left, following posts uses half at
// most until it ends, all pollers of all processes together. What would be more is asked for half as often, or half of that, and so on.

import type { RateBudget, RateWindow } from '../x/rate-budget.ts'
import type { Pace } from './types.ts'

/** Whose credential a call was made with; nobody's is the app's. */
export type Calls = ReadonlyMap<string | undefined, number>

export interface Ledger {
  /** These have been made. */
  spend(calls: Calls): void
  /** What one asking took, which comes again and again; and how often it may. */
  paceOf(beat: object, everyMs: number, calls: Calls): Pace
  /** It comes no more. */
  forget(beat: object): void
}

/** One credential's current window. */
interface Share {
  resetAt: number
  /** Calls that may be made in it, and those that have been. */
  quota: number
  used: number
  /** How many times longer than wished for it takes from one asking to the next; in one window that only grows. */
  stretch: number
  /** Calls in a millisecond, if nobody were slowed down. */
  readonly demands: Map<object, number>
}

export interface LedgerOptions {
  readonly budget: RateBudget
  /** That share a window. */
  readonly processes: number
  readonly now: () => number
}

export const createLedger = ({ budget, processes, now }: LedgerOptions): Ledger => {
  const shares = new Map<string | undefined, Share>()

  const shareOf = (userId: string | undefined): Share => {
    const known = shares.get(userId)
    if (known !== undefined) return known
    const share: Share = { resetAt: 0, quota: 0, used: 0, stretch: 1, demands: new Map() }
    shares.set(userId, share)
    return share
  }

  const windowOf = (userId: string | undefined): RateWindow | undefined =>
    budget
      .windows(userId === undefined ? [] : [userId])
      .find((window) => window.userId === userId && window.endpoint === 'GET /2/tweets')

  /** How many times longer, and when the window ends; without end if there is nothing left in it. */
  const stretchOf = (userId: string | undefined): readonly [times: number, until: number] => {
    const share = shareOf(userId)
    const window = windowOf(userId)
    if (window === undefined) return [1, 0]
    const half = Math.floor(window.remaining / 2 / processes)
    if (window.resetAt !== share.resetAt) {
      Object.assign(share, { resetAt: window.resetAt, quota: half, used: 0, stretch: 1 })
    }
    share.quota = Math.min(share.quota, share.used + half)
    const left = share.quota - share.used
    if (left < 1) return [Number.POSITIVE_INFINITY, share.resetAt]
    let demand = 0
    for (const each of share.demands.values()) demand += each
    const times = (demand * (share.resetAt - now())) / left
    while (share.stretch < times) share.stretch *= 2
    return [share.stretch, share.resetAt]
  }

  const forget = (beat: object): void => {
    for (const [userId, share] of shares) {
      share.demands.delete(beat)
      if (share.demands.size === 0 && share.resetAt <= now()) shares.delete(userId)
    }
  }

  return {
    spend: (calls) => {
      for (const [userId, count] of calls) shareOf(userId).used += count
    },
    forget,
    paceOf: (beat, everyMs, calls) => {
      forget(beat)
      for (const [userId, count] of calls) shareOf(userId).demands.set(beat, count / everyMs)
      let [times, until] = [1, 0]
      for (const userId of calls.keys()) {
        const [own, end] = stretchOf(userId)
        if (own > times || (own === times && end > until)) [times, until] = [own, end]
      }
      return slowedDown(everyMs, times, until)
    },
  }
}

const slowedDown = (everyMs: number, times: number, until: number): Pace => {
  if (times === 1) return { everyMs, slowDown: undefined }
  const end = new Date(until).toISOString()
  if (times === Number.POSITIVE_INFINITY) {
    const message = `X’s rate limit is used up, but for what is kept for queries. The posts are asked for again when it starts anew, at ${end}.`
    return { everyMs, slowDown: { reason: 'RATE_LIMITED', message, until } }
  }
  const slower = everyMs * times
  const message = `Half of what X’s rate limit has left is kept for queries: until it starts anew, at ${end}, the posts are asked for every ${slower / 1000} s.`
  return { everyMs: slower, slowDown: { reason: 'BUDGET', message, until } }
}
