// Divides the rest of the day's spend limit between the posts that are due. The newest posts are the most valuable, so the
// oldest ones are left out.

import { toMicros, toUsd } from '../money/counters.ts'

export interface Costly {
  readonly id: string
  /** The price of the post today: 0 if X has charged for it before. */
  readonly usd: number
}

export interface Division {
  /** The posts that cannot be afforded. */
  readonly unaffordable: ReadonlySet<string>
  /** The dollars that are left after the others; 0 if some cannot be afforded. */
  readonly spareUsd: number
}

/** @param posts that are due before the day ends, newest first */
export const divide = (posts: readonly Costly[], leftUsd: number): Division => {
  let left = toMicros(leftUsd)
  let isSpent = false
  const unaffordable = new Set<string>()
  for (const { id, usd } of posts) {
    const micros = toMicros(usd)
    if (micros === 0) continue
    isSpent ||= micros > left
    if (isSpent) unaffordable.add(id)
    else left -= micros
  }
  return { unaffordable, spareUsd: isSpent ? 0 : toUsd(Math.max(0, left)) }
}
