// Gains of a count in each step of a chart, from samples of its running total.

export interface Total {
  readonly at: number
  readonly value: number
}

export interface Step {
  readonly start: number
  readonly end: number
  /** Null if no sample shows it. */
  readonly gain: number | null
  /** The total at the end of the step. Null without a sample in it, unless the totals before and after it are equal. */
  readonly total: number | null
}

const DAY_MS = 86_400_000

/** Whether samples begin early enough for the 0 of a new post to be part of the curve: after a day, a first value may be old. */
export const isKnownFromTheBeginning = (totals: readonly Total[], createdAt: number): boolean =>
  (totals[0]?.at ?? Infinity) - createdAt <= DAY_MS

/**
 * A gain belongs to the step of the later sample, as in the gateway's `Account.series`. A step without a sample has gained 0
 * if the totals before and after it are equal.
 * @param totals the oldest first; those before the first step are a baseline
 * @param bounds the beginning of each step, and the end of the last one
 */
export const gainsOf = (
  totals: readonly Total[],
  bounds: readonly number[],
  createdAt: number,
): readonly Step[] => {
  const samples = isKnownFromTheBeginning(totals, createdAt)
    ? [{ at: createdAt, value: 0 }, ...totals]
    : totals
  let next = 0
  let before: Total | undefined
  const advance = (end: number): Total[] => {
    const passed: Total[] = []
    for (let sample = samples[next]; sample && sample.at <= end; sample = samples[++next]) {
      passed.push(sample)
    }
    return passed
  }
  before = advance(bounds[0] ?? 0).at(-1)
  return bounds.slice(1).map((end, index) => {
    const passed = advance(end)
    const base = before ?? passed[0]
    const last = passed.at(-1)
    before = last ?? before
    const step = { start: bounds[index] ?? end, end }
    if (base === undefined) return { ...step, gain: null, total: null }
    if (last === undefined) {
      const isConstant = samples[next]?.value === base.value
      return { ...step, gain: isConstant ? 0 : null, total: isConstant ? base.value : null }
    }
    // The 0 of a new post says nothing about the end of its first step.
    const total = totals.includes(last) ? last.value : null
    return { ...step, gain: last === base ? null : last.value - base.value, total }
  })
}

/** Whether at least nine of ten steps from the first to the last sample have a sample. */
export const isDense = (totals: readonly Total[], bounds: readonly number[]): boolean => {
  const steps = totals.map(({ at }) => bounds.findLastIndex((bound) => bound < at))
  const sampled = new Set(steps.filter((step) => step >= 0))
  if (sampled.size === 0) return true
  return sampled.size * 10 >= (Math.max(...sampled) - Math.min(...sampled) + 1) * 9
}
