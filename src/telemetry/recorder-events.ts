// Reports events of the recorder to the log and the metrics.

import type { RecorderEvents, RoundEvent } from '../recorder/types.ts'
import type { ActivityCounters } from './activity.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

const reasonsOf = ({ skipped }: RoundEvent): string => [...skipped.keys()].sort().join()

export const createRecorderEvents = (
  log: Log,
  {
    metrics,
    counters,
  }: { readonly metrics: Metrics | undefined; readonly counters: ActivityCounters },
  onFault: RecorderEvents['onFault'],
): RecorderEvents => {
  /** Why posts of an account, or of watch lists, were skipped last. */
  const reasons = new Map<string | undefined, string>()
  return {
    onCost: (tally) => {
      metrics?.sampled(tally)
      counters.sampled(tally)
    },
    onLease: (isHeld) => {
      reasons.clear()
      log.info({}, isHeld ? 'this process records posts' : 'another process records posts, or none')
    },
    onRound: (round) => {
      metrics?.recorded(round)
      const { userId: account = 'watch lists', sampled, skipped } = round
      const now = reasonsOf(round)
      if (now === (reasons.get(account) ?? '')) return
      reasons.set(account, now)
      if (now === '') log.info({ account, sampled }, 'all posts that are due are sampled again')
      else {
        const details = { account, sampled, skipped: Object.fromEntries(skipped) }
        log.warn(details, 'posts that are due were not sampled')
      }
    },
    onLeftOut: (leftOut) => {
      if (leftOut === undefined) log.info({}, 'the spend limit leaves out no posts')
      else {
        log.warn(
          { posts: leftOut.posts, writtenUntil: new Date(leftOut.newest).toISOString() },
          'the spend limit of the recorder leaves out the oldest posts until the end of the UTC day',
        )
      }
    },
    onFault,
  }
}
