// All lists that are asked for at one interval: when they are due, and how far X slows them down.

import type { Ledger } from './changes.ts'
import type { Asked } from './fetch.ts'
import type { List } from './list.ts'
import { paceAfter } from './pace.ts'
import type { Pace } from './types.ts'

export interface Beat {
  /** As wished for. */
  readonly everyMs: number
  readonly lists: Set<List>
  pace: Pace
  /** How often X has failed in a row. */
  failures: number
  /** What one asking takes. */
  calls: Asked['calls']
  /** Nothing while nobody follows, or X is being asked. */
  dueAt: number | undefined
  asking: boolean
}

export const createBeat = (everyMs: number): Beat => ({
  everyMs,
  lists: new Set(),
  pace: { everyMs, slowDown: undefined },
  failures: 0,
  calls: new Map(),
  dueAt: undefined,
  asking: false,
})

export const followedIn = ({ lists }: Beat): List[] =>
  [...lists].filter(({ followers }) => followers.size > 0)

/** The next multiple of its interval, or when X's window opens. */
export const dueAfter = (time: number, beat: Beat): number | undefined => {
  const { everyMs, slowDown } = beat.pace
  if (beat.asking || followedIn(beat).length === 0) return undefined
  const aligned = (Math.floor(time / everyMs) + 1) * everyMs
  return slowDown?.reason === 'RATE_LIMITED' ? Math.max(aligned, slowDown.until ?? 0) : aligned
}

export const settle = (
  beat: Beat,
  { failure }: Pick<Asked, 'failure'>,
  calls: Asked['calls'],
  ledger: Ledger,
): void => {
  // A call that was not made, or not answered, is wanted all the same.
  if (failure === undefined) beat.calls = calls
  beat.failures = failure === undefined ? 0 : beat.failures + 1
  const within = ledger.paceOf(beat, beat.everyMs, beat.calls)
  beat.pace = paceAfter(within, beat.everyMs, beat.failures, failure)
  // All have left meanwhile.
  if (followedIn(beat).length === 0) ledger.forget(beat)
}
