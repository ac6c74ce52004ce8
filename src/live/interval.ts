// Intervals. The feeds of one interval are polled together, at multiples of it, and slowed down together.

import type { Feed } from './feed.ts'
import { paceAfter } from './pace.ts'
import type { PollResult } from './poll.ts'
import type { CallCounts, RateShare } from './rate-share.ts'
import type { Pace } from './types.ts'

export interface Interval {
  /** As requested, in milliseconds. */
  readonly ms: number
  readonly feeds: Set<Feed>
  pace: Pace
  /** The number of consecutive failures. */
  failures: number
  /** The calls of one poll. */
  calls: CallCounts
  /** Undefined while there are no subscribers, or a poll is in flight. */
  dueAt: number | undefined
  isPolling: boolean
}

export const createInterval = (ms: number): Interval => ({
  ms,
  feeds: new Set(),
  pace: { intervalMs: ms, slowDown: undefined },
  failures: 0,
  calls: new Map(),
  dueAt: undefined,
  isPolling: false,
})

/** The feeds that have subscribers. */
export const activeFeeds = ({ feeds }: Interval): Feed[] =>
  [...feeds].filter(({ subscribers }) => subscribers.size > 0)

/** The next multiple of the interval, or the end of X's window. */
export const nextDueAt = (time: number, interval: Interval): number | undefined => {
  const { intervalMs, slowDown } = interval.pace
  if (interval.isPolling || activeFeeds(interval).length === 0) return undefined
  const aligned = (Math.floor(time / intervalMs) + 1) * intervalMs
  return slowDown?.reason === 'RATE_LIMITED' ? Math.max(aligned, slowDown.until ?? 0) : aligned
}

/** Adapts the pace to the result of a poll. */
export const adaptPace = (
  interval: Interval,
  { failure, calls }: Pick<PollResult, 'failure' | 'calls'>,
  rateShare: RateShare,
): void => {
  // A poll that failed may have made fewer calls than the next one will.
  if (failure === undefined) interval.calls = calls
  interval.failures = failure === undefined ? 0 : interval.failures + 1
  const pace = rateShare.paceOf(interval, interval.ms, interval.calls)
  interval.pace = paceAfter(pace, interval.ms, interval.failures, failure)
  // All subscribers may have left during the poll.
  if (activeFeeds(interval).length === 0) rateShare.release(interval)
}
