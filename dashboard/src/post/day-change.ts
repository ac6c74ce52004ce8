// The gain of a count in exactly the last 24 hours.

import type { Total } from './gains.ts'

const DAY_MS = 86_400_000
/** A sample this close to the beginning of the 24 hours counts as its value. */
const CLOSE_MS = 15 * 60_000
/** Posts are sampled once a day at least. Over a longer gap, an estimate would be a guess. */
const MAX_GAP_MS = 1.5 * DAY_MS

export interface DayChange {
  readonly gain: number
  /** Whether the value of 24 hours ago is interpolated between two samples. */
  readonly estimated: boolean
  /** Whether the post is younger than 24 hours: the gain is all it has. */
  readonly sincePosted: boolean
}

/**
 * @param totals samples of the running total, oldest first
 * @param current the newest value
 */
export const dayChange = (
  totals: readonly Total[],
  current: Total,
  createdAt: number,
): DayChange | null => {
  const start = current.at - DAY_MS
  if (createdAt >= start) return { gain: current.value, estimated: false, sincePosted: true }
  const samples = [...totals.filter(({ at }) => at < current.at), current]
  const after = samples.find(({ at }) => at >= start) ?? current
  const before = samples.findLast(({ at }) => at <= start)
  const measured = (value: number): DayChange => ({
    gain: current.value - value,
    estimated: false,
    sincePosted: false,
  })
  const close = [before, after].find((each) => each && Math.abs(each.at - start) <= CLOSE_MS)
  if (close !== undefined) return measured(close.value)
  if (before === undefined) return null
  if (before.value === after.value) return measured(before.value)
  if (after.at - before.at > MAX_GAP_MS) return null
  const part = (start - before.at) / (after.at - before.at)
  const value = Math.round(before.value + part * (after.value - before.value))
  return { ...measured(value), estimated: true }
}
