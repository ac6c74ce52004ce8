// Polls X for all subscribers with the same rights. Feeds that are due at the same time are polled together, each post for all
// selections of it. Polls run at multiples of the interval, so that several pollers run at the same time and share calls in
// the pipeline.

import type { Caller } from '../auth/callers.ts'
import type { Clock } from '../infra/clock.ts'
import type { GatewayError } from '../infra/errors.ts'
import { messageSince, versionOf } from './feed.ts'
import { createFeedUpdates, type FeedUpdatesOptions } from './feed-updates.ts'
import { createFeeds, type FeedRequest, type FeedsOptions } from './feeds.ts'
import { activeFeeds, type Interval, nextDueAt } from './interval.ts'
import { createSubscriber } from './subscriber.ts'
import type { Subscription } from './types.ts'

export type PollerOptions = FeedsOptions & Omit<FeedUpdatesOptions, 'end'>

export interface Poller {
  /** @param after the cursor of the last message that the client has received */
  subscribe(
    caller: Caller,
    request: FeedRequest,
    after: string | undefined,
    onEnd: () => void,
  ): Promise<Subscription>
  /** The number of distinct posts. */
  posts(): number
  /** Discards the posts that have no subscribers at present. */
  discardUnused(): void
  close(): void
}

export const createPoller = (options: PollerOptions): Poller => {
  const { clock } = options
  const feeds = createFeeds(options)

  const end = (reason?: GatewayError): void => {
    for (const { subscribers } of feeds.intervals().flatMap(activeFeeds)) {
      for (const subscriber of [...subscribers]) subscriber.end(reason)
    }
    feeds.discardUnused()
  }

  const updates = createFeedUpdates({ ...options, end })

  const pollDue = async (at: number): Promise<void> => {
    const due = feeds.intervals().filter(({ dueAt = Number.POSITIVE_INFINITY }) => dueAt <= at)
    for (const interval of due) Object.assign(interval, { dueAt: undefined, isPolling: true })
    timer.schedule()
    await updates.pollAll(due, at)
    const time = Math.max(at, clock.now())
    for (const interval of due) {
      interval.isPolling = false
      interval.dueAt = nextDueAt(time, interval)
    }
    timer.schedule()
  }

  const timer = createTimer(clock, feeds.intervals, (at) => void pollDue(at))

  return {
    posts: feeds.posts,
    discardUnused: feeds.discardUnused,
    close: end,
    subscribe: async (caller, request, after, onEnd) => {
      const { interval, feed } = feeds.open(caller, request)
      const subscriber = createSubscriber(
        versionOf(feed, after),
        (received) => messageSince(feed, received),
        () => {
          feed.subscribers.delete(subscriber)
          if (feed.subscribers.size === 0) {
            feeds.release(interval, feed)
            timer.schedule()
          }
          onEnd()
        },
      )
      feed.subscribers.add(subscriber)
      feed.refreshing ??= updates.refresh(interval, feed, caller).finally(() => {
        feed.refreshing = undefined
      })
      try {
        await feed.refreshing
      } catch (error) {
        subscriber.end()
        throw error
      }
      interval.dueAt ??= nextDueAt(clock.now(), interval)
      timer.schedule()
      return subscriber
    },
  }
}

/** One timer, for the interval that is due first. */
const createTimer = (
  clock: Clock,
  intervals: () => readonly Interval[],
  onDue: (at: number) => void,
) => {
  let cancel = (): void => {}
  return {
    schedule: (): void => {
      cancel()
      const due = intervals().flatMap(({ dueAt }) => dueAt ?? [])
      if (due.length === 0) return
      const at = Math.min(...due)
      cancel = clock.schedule(() => onDue(at), Math.max(0, at - clock.now()))
    },
  }
}
