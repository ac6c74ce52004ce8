// The result of a round, for the processes that answer queries: the last sample, what waits, and the limits that prevented posts from being
// sampled.

import type { LastRound, LimitReason, RecordingLimit } from './store.ts'
import type { TrackedPosts } from './tracked.ts'
import type { Allowance, KnownAccount, RoundResult } from './types.ts'

export interface FinishedRound extends RoundResult {
  readonly known: Pick<KnownAccount, 'posts' | 'state'>
  readonly waitingSince: number
  readonly nextAt: number
}

export const lastRoundOf = (round: FinishedRound, allowance: Allowance): LastRound => ({
  ...lastSample(round.known.posts),
  ...(Number.isFinite(round.waitingSince) && { waitingSince: round.waitingSince }),
  nextAt: round.nextAt,
  limits: limitsOf(round, allowance),
})

const lastSample = (posts: TrackedPosts): Pick<LastRound, 'sampledAt'> => {
  const sampledAt = posts.all().reduce((last, post) => Math.max(last, post.sampledAt), 0)
  return sampledAt === 0 ? {} : { sampledAt }
}

const limitsOf = (round: FinishedRound, allowance: Allowance): readonly RecordingLimit[] => {
  const { nextAt } = round
  const { resetsAt = nextAt } = allowance
  return [...reasonsOf(round, allowance)].map(([reason, posts]) => {
    if (reason === 'RECONNECT_NEEDED') return { reason, posts }
    return { reason, posts, until: reason === 'SPEND_LIMIT' ? resetsAt : nextAt }
  })
}

/** A lost lease is no reason: another process samples the posts. */
const reasonsOf = (
  { skipped, known: { posts, state } }: FinishedRound,
  { unaffordable, leftUsd }: Allowance,
): ReadonlyMap<LimitReason, number> => {
  const reasons = new Map<LimitReason, number>()
  for (const [reason, count] of skipped) if (reason !== 'LEASE_LOST') reasons.set(reason, count)
  const leftOut = posts.all().filter(({ id }) => unaffordable.has(id)).length
  // Only a limit ends a round before the timeline's end that skips nothing. Without a range, there is no post.
  const isUnread = state.range !== undefined && !state.isComplete
  const isCut = leftUsd !== undefined && isUnread && skipped.size === 0
  if (leftOut > 0 || isCut) reasons.set('SPEND_LIMIT', leftOut)
  return reasons
}
