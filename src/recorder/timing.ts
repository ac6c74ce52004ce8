// When a round is due: at the start of each interval of its account. A round that fails is repeated sooner.

import { ROUND_MS, startOfInterval } from './schedule.ts'
import type { LastRound } from './store.ts'
import type { Allowance, RoundResult, SkipReason } from './types.ts'

export interface Round {
  readonly timing: Timing
  run(allowance: Allowance): Promise<void>
}

export interface Timing {
  nextAt(): number
  /** Makes the round due at once. */
  hurry(): void
  /** @param waitingSince the due time of the post that waits longest */
  finish(result: RoundResult, waitingSince: number): void
  /** The time for which the post that waits longest has been due. */
  lagMs(): number
}

const MIN_RETRY_MS = 60_000

/** Reasons that may pass before the next round. */
const PASSING: ReadonlySet<SkipReason> = new Set(['NO_ANSWER', 'RATE_LIMIT'])

/** The time for which the post that waits longest, or the next round, has been due. */
export const lagOf = (
  { waitingSince = Number.POSITIVE_INFINITY, nextAt }: Pick<LastRound, 'waitingSince' | 'nextAt'>,
  now: number,
): number => Math.max(0, now - Math.max(0, Math.min(waitingSince, nextAt)))

export const createTiming = (now: () => number, phase: number): Timing => {
  let nextAt = 0
  let failures = 0
  let waitingSince = Number.POSITIVE_INFINITY
  return {
    nextAt: () => nextAt,
    hurry: () => {
      nextAt = 0
    },
    finish: ({ skipped }, since) => {
      const at = now()
      const mayPass = [...skipped.keys()].some((reason) => PASSING.has(reason))
      const retryAt = at + MIN_RETRY_MS * 2 ** failures
      failures = mayPass ? failures + 1 : 0
      const next = startOfInterval(at, ROUND_MS, phase) + ROUND_MS
      nextAt = mayPass ? Math.min(next, retryAt) : next
      waitingSince = since
    },
    lagMs: () => lagOf({ waitingSince, nextAt: nextAt || waitingSince }, now()),
  }
}
