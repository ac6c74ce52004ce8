// The share of X's rate limit that subscriptions may use: half of what is left of a window, for all processes and gateways
// together. Queries get the other half. Polls that would exceed the share become half as frequent until they fit. Processes
// publish what their subscriptions use after each poll, because those of several may or may not share calls.

import { randomUUID } from 'node:crypto'

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

/** The weight of the last poll in the demand. Processes that poll the same posts make their calls in turn. */
const WEIGHT = 0.25

/** The use of a window, of one user or of the app, by the subscriptions of one process. */
export interface ShareUse {
  readonly process: string
  readonly userId?: string | undefined
  /** Calls since the last message. */
  readonly calls: number
  /** Calls per millisecond at the requested intervals. */
  readonly demand: number
}

/** The other processes that share the windows. */
export interface SharePeers {
  publishUse(use: ShareUse): void
  onUse(listener: (use: ShareUse) => void): void
}

/** The share of the current window of one user, or of the app. */
interface WindowShare {
  resetAt: number
  /** Calls that all processes may make in the window, and those made so far. */
  quota: number
  used: number
  /** Calls of this process that the others do not know of yet. */
  unpublished: number
  /** The factor by which intervals are longer. It grows until the window ends. */
  factor: number
  /** The demand of each interval. It falls while other processes make its calls. */
  readonly demands: Map<object, number>
  /** The demand of each other process. It ends with the window unless it is published again. */
  readonly others: Map<string, number>
}

export interface RateShareOptions {
  readonly budget: RateBudget
  readonly peers: SharePeers
  readonly now: () => number
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((one, more) => one + more, 0)

const newShare = (): WindowShare => ({
  resetAt: 0,
  quota: 0,
  used: 0,
  unpublished: 0,
  factor: 1,
  demands: new Map(),
  others: new Map(),
})

/** The factor by which calls have to be slowed down, and until when. Infinite if none are left. */
const slowDown = (
  share: WindowShare,
  window: RateWindow | undefined,
  now: number,
): readonly [factor: number, until: number] => {
  if (window === undefined) return [1, 0]
  const half = Math.floor(window.remaining / 2)
  if (window.resetAt !== share.resetAt) {
    Object.assign(share, { resetAt: window.resetAt, quota: half, used: 0, factor: 1 })
    share.others.clear()
  }
  share.quota = Math.min(share.quota, share.used + half)
  const left = share.quota - share.used
  if (left < 1) return [Number.POSITIVE_INFINITY, share.resetAt]
  const demand = sum(share.demands.values()) + sum(share.others.values())
  const needed = (demand * (share.resetAt - now)) / left
  while (share.factor < needed) share.factor *= 2
  return [share.factor, share.resetAt]
}

export const createRateShare = ({ budget, peers, now }: RateShareOptions): RateShare => {
  const process = randomUUID()
  const shares = new Map<string | undefined, WindowShare>()
  const polled = new WeakSet<object>()

  const shareOf = (userId: string | undefined): WindowShare => {
    const share = shares.get(userId) ?? newShare()
    shares.set(userId, share)
    return share
  }

  const publish = (userId: string | undefined, share: WindowShare): void => {
    const demand = sum(share.demands.values())
    peers.publishUse({ process, userId, calls: share.unpublished, demand })
    share.unpublished = 0
  }

  peers.onUse(({ process: other, userId, calls, demand }) => {
    // Without subscriptions that use this window, there is nothing to slow down.
    const share = shares.get(userId)
    if (share === undefined) return
    share.used += calls
    share.others.set(other, demand)
  })

  return {
    spend: (calls) => {
      for (const [userId, count] of calls) {
        const share = shareOf(userId)
        share.used += count
        share.unpublished += count
      }
    },
    release: (interval) => {
      for (const [userId, share] of shares) {
        if (share.demands.delete(interval)) publish(userId, share)
        if (share.demands.size === 0 && share.resetAt <= now()) shares.delete(userId)
      }
    },
    paceOf: (interval, intervalMs, calls) => {
      for (const [userId, count] of calls) {
        const { demands } = shareOf(userId)
        if (!demands.has(interval))
          demands.set(interval, polled.has(interval) ? 0 : count / intervalMs)
      }
      polled.add(interval)
      let [factor, until] = [1, 0]
      for (const [userId, share] of shares) {
        const before = share.demands.get(interval)
        if (before === undefined) continue
        const demand = (calls.get(userId) ?? 0) / intervalMs
        share.demands.set(interval, before + WEIGHT * (demand - before))
        publish(userId, share)
        const [own, end] = slowDown(share, budget.windowOf(userId, 'GET /2/tweets'), now())
        if (own > factor || (own === factor && end > until)) [factor, until] = [own, end]
      }
      return paceWithinShare(intervalMs, factor, until)
    },
  }
}
