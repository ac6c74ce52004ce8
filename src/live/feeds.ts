// The feeds of one poller, by interval. A feed without subscribers is retained for a while, for clients that reconnect.

import type { Caller } from '../auth/callers.ts'
import type { Clock } from '../infra/clock.ts'
import { createFeed, type Feed, feedKey } from './feed.ts'
import { createGracePeriod } from './grace-period.ts'
import { activeFeeds, createInterval, type Interval } from './interval.ts'
import type { RateShare } from './rate-share.ts'
import type { PostSelection } from './selection.ts'
import { createSnapshots } from './snapshots.ts'

export interface FeedRequest {
  /** Unique. */
  readonly ids: readonly string[]
  readonly selection: PostSelection
  readonly intervalMs: number
}

export interface FeedsOptions {
  readonly rateShare: RateShare
  readonly clock: Clock
  /** Called before so many posts are added. @throws LIMIT_EXCEEDED */
  readonly admit: (posts: number) => void
  /** Called when the last feed is discarded. */
  readonly onEmpty: () => void
}

export const createFeeds = ({ rateShare, clock, admit, onEmpty }: FeedsOptions) => {
  const intervals = new Map<number, Interval>()
  const snapshots = createSnapshots()

  const discard = (feed: Feed): void => {
    for (const snapshot of feed.snapshots) snapshots.release(snapshot)
    for (const interval of intervals.values()) {
      if (!interval.feeds.delete(feed) || interval.feeds.size > 0) continue
      intervals.delete(interval.ms)
      rateShare.release(interval)
    }
    if (intervals.size === 0) onEmpty()
  }
  const gracePeriod = createGracePeriod(clock, discard)

  const create = (caller: Caller, { ids, selection }: FeedRequest, { pace }: Interval): Feed => {
    admit(ids.filter((id) => !snapshots.has(id)).length)
    const acquired = ids.map((id) => snapshots.acquire(id, selection))
    return createFeed({ key: feedKey(ids), selection, snapshots: acquired, caller, pace })
  }

  return {
    intervals: (): readonly Interval[] => [...intervals.values()],
    /** Finds or creates the feed for a new subscriber. @throws LIMIT_EXCEEDED */
    open: (caller: Caller, request: FeedRequest) => {
      const { ids, selection, intervalMs } = request
      const interval = intervals.get(intervalMs) ?? createInterval(intervalMs)
      const key = feedKey(ids)
      const known = [...interval.feeds].find(
        (feed) => feed.key === key && feed.selection === selection,
      )
      const feed = known ?? create(caller, request, interval)
      interval.feeds.add(feed)
      // Admission may have discarded the interval.
      intervals.set(intervalMs, interval)
      gracePeriod.cancel(feed)
      feed.caller = caller
      return { interval, feed }
    },
    /** Called when the last subscriber of a feed has left. */
    release: (interval: Interval, feed: Feed): void => {
      gracePeriod.begin(feed)
      if (activeFeeds(interval).length > 0) return
      interval.dueAt = undefined
      rateShare.release(interval)
    },
    discardUnused: gracePeriod.endAll,
    /** The number of distinct posts. */
    posts: (): number => snapshots.size(),
  }
}
