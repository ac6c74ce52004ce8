// Polls X for the feeds of one poller, and publishes the results to them.

import type { Caller } from '../auth/callers.ts'
import type { Clock } from '../infra/clock.ts'
import { GatewayError } from '../infra/errors.ts'
import { type Feed, publish } from './feed.ts'
import { activeFeeds, adaptPace, type Interval } from './interval.ts'
import { isSpendLimit, paceAtSpendLimit } from './pace.ts'
import { type PollResult, poll, rightsFor } from './poll.ts'
import type { CallCounts, RateShare } from './rate-share.ts'
import { failureOf, type Snapshot } from './snapshots.ts'
import type { CreatePollContext, LiveMessage, Pace } from './types.ts'

export interface FeedUpdatesOptions {
  readonly createContext: CreatePollContext
  readonly rateShare: RateShare
  readonly clock: Clock
  readonly onPoll: (result: PollResult, caller: Caller) => void
  /** Called with defects of the gateway. */
  readonly onFault: (error: unknown) => void
  /** Ends all subscriptions. */
  readonly end: (reason: GatewayError) => void
}

const NO_CALLS: CallCounts = new Map()
const NO_POLL = { tally: undefined, warnings: [] }

const isOutdated = ({ result, at, rights }: Snapshot, needed: string, notBefore: number): boolean =>
  result === undefined || at <= notBefore || rights !== needed

export const createFeedUpdates = (options: FeedUpdatesOptions) => {
  const { createContext, rateShare, clock } = options
  let version = 0

  const nextVersion = (): number => {
    version += 1
    return version
  }

  const run = async (
    caller: Caller,
    snapshots: readonly Snapshot[],
    notBefore: number,
  ): Promise<PollResult> => {
    const { now } = clock
    const result = await poll(snapshots, { caller, createContext, notBefore, now, nextVersion })
    rateShare.spend(result.calls)
    options.onPoll(result, caller)
    if (result.rejection !== undefined) options.end(result.rejection)
    return result
  }

  const publishPoll = (
    { pace }: Interval,
    feed: Feed,
    caller: Caller,
    { tally, warnings }: Pick<LiveMessage, 'tally' | 'warnings'> = NO_POLL,
  ): void =>
    publish(feed, version, paceOf(feed, pace), { at: clock.now(), caller, tally, warnings })

  const pollTogether = async (intervals: readonly Interval[], at: number): Promise<void> => {
    const feeds = intervals.flatMap(activeFeeds)
    const [first] = feeds
    if (first === undefined) return
    const caller = await first.caller.reauthenticate()
    const snapshots = new Set(feeds.flatMap((feed) => feed.snapshots))
    const result = await run(caller, [...snapshots], at)
    // The calls of a common poll count as those of the shortest interval.
    const shortest = Math.min(...intervals.map(({ ms }) => ms))
    for (const interval of intervals) {
      const calls = interval.ms === shortest ? result.calls : NO_CALLS
      adaptPace(interval, { ...result, calls }, rateShare)
      for (const feed of activeFeeds(interval)) publishPoll(interval, feed, caller, result)
    }
  }

  return {
    /** Polls the feeds of the intervals together. */
    pollAll: async (intervals: readonly Interval[], at: number): Promise<void> => {
      try {
        await pollTogether(intervals, at)
      } catch (error) {
        if (!(error instanceof GatewayError)) options.onFault(error)
        else if (error.code === 'UNAUTHENTICATED') options.end(error)
        else publishFailure(error, intervals, nextVersion(), rateShare)
      }
    },
    /** Polls what is too old for a new subscriber, or was loaded with other rights. @throws GatewayError */
    refresh: async (interval: Interval, feed: Feed, caller: Caller): Promise<void> => {
      const rights = await rightsFor(feed.selection.plan, createContext(caller, {}))
      const notBefore = clock.now() - interval.ms
      const outdated = feed.snapshots.filter((snapshot) => isOutdated(snapshot, rights, notBefore))
      if (outdated.length === 0) {
        if (feed.lastPoll === undefined) publishPoll(interval, feed, caller)
        return
      }
      const result = await run(caller, outdated, notBefore)
      // The calls for other feeds of the interval are not part of this poll.
      if (interval.feeds.size === 1) adaptPace(interval, result, rateShare)
      publishPoll(interval, feed, caller, result)
    },
  }
}

const paceOf = ({ snapshots }: Feed, pace: Pace): Pace => {
  const limit = snapshots
    .flatMap(({ result }) => (result && failureOf(result)) ?? [])
    .find(isSpendLimit)
  return limit === undefined ? pace : paceAtSpendLimit(pace, limit)
}

/** Publishes the slow-down when the caller's rights cannot be determined. The posts stay as they are. */
const publishFailure = (
  failure: GatewayError,
  intervals: readonly Interval[],
  version: number,
  rateShare: RateShare,
): void => {
  for (const interval of intervals) {
    adaptPace(interval, { failure, calls: NO_CALLS }, rateShare)
    for (const feed of activeFeeds(interval)) publish(feed, version, interval.pace)
  }
}
