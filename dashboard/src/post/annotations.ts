// Annotations of a post's charts: when it was edited, and from when to when it was promoted.

import type { Total } from './gains.ts'

/** The first millisecond of X's ids. @see https://docs.x.com/fundamentals/x-ids */
const EPOCH = 1_288_834_974_657n

/** The time that is part of an id. */
export const timeOfId = (id: string): number => Number((BigInt(id) >> 22n) + EPOCH)

/** Each edit is a post of its own, whose id contains its time. The first one is the original. */
export const editTimes = (editHistoryIds: readonly string[]): readonly number[] =>
  editHistoryIds.slice(1).map(timeOfId)

/** A total that has not grown for so long is final. */
const ENDED_AFTER_MS = 6 * 3_600_000

export interface Promotion {
  readonly from: number
  /** Null while the total grows, or has grown lately. */
  readonly to: number | null
}

/**
 * The time in which the promoted total grew, as far as samples tell: from the last sample of the post before the growth
 * to the first one with the final total.
 * @param others times of samples of the other metrics, which X shows before a promotion, too
 */
export const promotionOf = (
  promoted: readonly Total[],
  others: readonly number[],
): Promotion | null => {
  const final = promoted.at(-1)
  if (final === undefined || final.value === 0) return null
  const grown = promoted.findIndex(({ value }) => value > 0)
  const first = promoted[grown]
  const to = promoted.find(({ value }) => value === final.value)
  if (first === undefined || to === undefined) return null
  const before = promoted[grown - 1]?.at ?? others.findLast((at) => at < first.at) ?? first.at
  return { from: before, to: final.at - to.at < ENDED_AFTER_MS ? null : to.at }
}
