// Computes the gains of an account from all samples of its posts, to compare with the stored sums.

import type { Sample } from '../../src/archive/archive.ts'
import type { PostCount } from '../../src/archive/periods.ts'
import { DAY } from './archives.ts'

export interface SampledPost {
  readonly createdAt: number
  /** Oldest first. */
  readonly samples: readonly Sample[]
}

const valueAt = ({ samples }: SampledPost, name: PostCount, time: number): number | undefined =>
  samples.findLast(({ at, numbers }) => at <= time && typeof numbers[name] === 'number')?.numbers[
    name
  ] ?? undefined

/** The value that the gains of a post start from: 0, or its first value when it was a day old by then. */
const startOf = ({ samples, createdAt }: SampledPost, name: PostCount): number => {
  const first = samples.find(({ numbers }) => typeof numbers[name] === 'number')
  return first !== undefined && first.at - createdAt > DAY ? (first.numbers[name] ?? 0) : 0
}

/** Undefined if no post has a value by then. */
export const bruteForce = (
  posts: readonly SampledPost[],
  name: PostCount,
  since: number,
  until: number,
): { readonly gained: number; readonly total: number } | undefined => {
  let sum: { gained: number; total: number } | undefined
  for (const post of posts) {
    const end = valueAt(post, name, until)
    if (end === undefined) continue
    sum ??= { gained: 0, total: 0 }
    sum.total += end
    sum.gained += end - (valueAt(post, name, since) ?? startOf(post, name))
  }
  return sum
}
