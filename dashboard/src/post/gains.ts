// What a count gained in each step of a chart, from samples of its running total.

export interface Total {
  readonly at: number
  readonly value: number
}

export interface Step {
  readonly start: number
  readonly end: number
  /** Null if no sample tells. */
  readonly gain: number | null
  /** The last total that is known at the end of the step. */
  readonly total: number | null
}

const DAY_MS = 86_400_000

/** A post begins at 0. When a post was first sampled later than a day after that, it is unknown when its first value was gained. */
const fromTheBeginning = (totals: readonly Total[], createdAt: number): readonly Total[] => {
  const [first] = totals
  if (first === undefined || first.at - createdAt > DAY_MS) return totals
  return [{ at: createdAt, value: 0 }, ...totals]
}

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
  const samples = fromTheBeginning(totals, createdAt)
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
    const isSample = before !== undefined && totals.includes(before)
    const step = {
      start: bounds[index] ?? end,
      end,
      total: isSample ? (before?.value ?? null) : null,
    }
    if (base === undefined) return { ...step, gain: null }
    if (last === undefined) return { ...step, gain: samples[next]?.value === base.value ? 0 : null }
    return { ...step, gain: last === base ? null : last.value - base.value }
  })
}

/** Whether at least half of the steps from the first to the last sample have a sample. */
export const isDense = (totals: readonly Total[], bounds: readonly number[]): boolean => {
  const steps = totals.map(({ at }) => bounds.findLastIndex((bound) => bound < at))
  const sampled = new Set(steps.filter((step) => step >= 0))
  if (sampled.size === 0) return true
  return sampled.size * 2 > Math.max(...sampled) - Math.min(...sampled)
}
