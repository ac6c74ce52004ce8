// The share of X's rate limit that subscriptions may use: half of what is left of a window, divided between the processes.
// Queries get the other half. Polls that would exceed the share become half as frequent until they fit.

import type { RateBudget, RateWindow } from '../x/rate-budget.ts'
import { paceWithinShare } from './pace.ts'
import type { Pace } from './types.ts'

/** The number of calls by the user whose credential they used. The app's own calls have the key undefined. */
export type CallCounts = ReadonlyMap<string | undefined, number>

export interface RateShare {
  /** Records calls that were made. */
  spend(calls: CallCounts): void
  /** Registers the calls of each poll of an interval. Returns the pace that the share allows. */
  paceOf(interval: object, intervalMs: number, calls: CallCounts): Pace
  /** Removes the demand of an interval. */
  release(interval: object): void
}

/** The share of the current window of one user, or of the app. */
interface WindowShare {
  resetAt: number
  /** Calls that may be made in the window, and those made so far. */
  quota: number
  used: number
  /** The factor by which intervals are longer. It grows until the window ends. */
  factor: number
  /** Calls per millisecond at the requested intervals. */
  readonly demands: Map<object, number>
}

export interface RateShareOptions {
  readonly budget: RateBudget
  /** The number of processes that share a window. */
  readonly processes: number
  readonly now: () => number
}

export const createRateShare = ({ budget, processes, now }: RateShareOptions): RateShare => {
  const shares = new Map<string | undefined, WindowShare>()

  const shareOf = (userId: string | undefined): WindowShare => {
    const known = shares.get(userId)
    if (known !== undefined) return known
    const share: WindowShare = { resetAt: 0, quota: 0, used: 0, factor: 1, demands: new Map() }
    shares.set(userId, share)
    return share
  }

  const windowOf = (userId: string | undefined): RateWindow | undefined =>
    budget
      .windows(userId === undefined ? [] : [userId])
      .find((window) => window.userId === userId && window.endpoint === 'GET /2/tweets')

  /** The factor by which the calls of one user have to be slowed down, and until when. Infinite if none are left. */
  const slowDownOf = (userId: string | undefined): readonly [factor: number, until: number] => {
    const share = shareOf(userId)
    const window = windowOf(userId)
    if (window === undefined) return [1, 0]
    const half = Math.floor(window.remaining / 2 / processes)
    if (window.resetAt !== share.resetAt) {
      Object.assign(share, { resetAt: window.resetAt, quota: half, used: 0, factor: 1 })
    }
    share.quota = Math.min(share.quota, share.used + half)
    const left = share.quota - share.used
    if (left < 1) return [Number.POSITIVE_INFINITY, share.resetAt]
    let demand = 0
    for (const each of share.demands.values()) demand += each
    const needed = (demand * (share.resetAt - now())) / left
    while (share.factor < needed) share.factor *= 2
    return [share.factor, share.resetAt]
  }

  const release = (interval: object): void => {
    for (const [userId, share] of shares) {
      share.demands.delete(interval)
      if (share.demands.size === 0 && share.resetAt <= now()) shares.delete(userId)
    }
  }

  return {
    spend: (calls) => {
      for (const [userId, count] of calls) shareOf(userId).used += count
    },
    release,
    paceOf: (interval, intervalMs, calls) => {
      release(interval)
      for (const [userId, count] of calls) shareOf(userId).demands.set(interval, count / intervalMs)
      let [factor, until] = [1, 0]
      for (const userId of calls.keys()) {
        const [own, end] = slowDownOf(userId)
        if (own > factor || (own === factor && end > until)) [factor, until] = [own, end]
      }
      return paceWithinShare(intervalMs, factor, until)
    },
  }
}
