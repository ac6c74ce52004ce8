// Reports events of the recorder to the log and the metrics.

import type { RecorderEvents, RoundEvent } from '../recorder/types.ts'
import type { Log } from './log.ts'

const reasonsOf = ({ skipped }: RoundEvent): string => [...skipped.keys()].sort().join()

export const createRecorderEvents = ({
  log,
  onRound,
  ...others
}: Pick<RecorderEvents, 'onCost' | 'onRound' | 'onFault'> & {
  readonly log: Log
}): RecorderEvents => {
  /** Why posts of an account, or of watch lists, were skipped last. */
  const reasons = new Map<string | undefined, string>()
  return {
    ...others,
    onLease: (isHeld) => {
      reasons.clear()
      log.info({}, isHeld ? 'this process records posts' : 'another process records posts, or none')
    },
    onRound: (round) => {
      onRound(round)
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
  }
}
