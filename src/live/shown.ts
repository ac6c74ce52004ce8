// What of a post is shown to whoever follows it, and whether two answers of X show the same.

import { isDeepStrictEqual } from 'node:util'

import type { FoundPost, PostResult } from '../pipeline/result.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'

export interface Shown {
  readonly plan: Plan
  /** Of groups of numbers, as `tweet.<group>` or `media.<group>`, those that are shown; of others all. */
  readonly counts: ReadonlyMap<string, ReadonlySet<string>>
}

/** What is the same is one object as long as anybody holds it, as plans are. */
const known = new WeakMap<Plan, Map<string, WeakRef<Shown>>>()

export const interned = (plan: Plan, counts: Shown['counts']): Shown => {
  const ofPlan = known.get(plan) ?? new Map<string, WeakRef<Shown>>()
  known.set(plan, ofPlan)
  const key = JSON.stringify([...counts].map(([group, names]) => [group, [...names].sort()]).sort())
  const before = ofPlan.get(key)?.deref()
  if (before !== undefined) return before
  if (ofPlan.size >= MOST) ofPlan.clear()
  const shown: Shown = { plan, counts }
  ofPlan.set(key, new WeakRef(shown))
  return shown
}

const MOST = 1000

/** Whether whoever has seen the one is to be told of the other. */
export const differ = (one: PostResult | undefined, other: PostResult, shown: Shown): boolean => {
  if (one === undefined) return true
  if (one === other) return false
  if (one.kind !== 'post' || other.kind !== 'post') return codeOf(one) !== codeOf(other)
  return !isDeepStrictEqual(all(one, shown), all(other, shown))
}

const codeOf = (result: PostResult): string =>
  result.kind === 'absent' || result.kind === 'failed' ? result.error.code : result.kind

const all = (
  { tweet, related, refusals, incomplete, staleFor }: FoundPost,
  { plan, counts }: Shown,
) => [
  fields(tweet, plan.tweet, 'tweet', counts),
  each(related.media, plan.media, 'media', counts),
  each(related.users, plan.user),
  each(related.polls, plan.poll),
  each(related.places, plan.place),
  plan.referenced === undefined ? [] : each(related.tweets, plan.referenced.tweet, 'tweet', counts),
  privateGroupsOf(plan).map((group) => refusals.get(group)),
  incomplete,
  staleFor?.code,
]

type Where = 'tweet' | 'media'

const each = <T extends object>(
  items: ReadonlyMap<string, T>,
  names: ReadonlySet<string>,
  where?: Where,
  counts?: Shown['counts'],
) => (names.size === 0 ? [] : [...items.values()].map((item) => fields(item, names, where, counts)))

const fields = (
  item: object,
  names: ReadonlySet<string>,
  where?: Where,
  counts?: Shown['counts'],
): unknown[] =>
  [...names].map((name) => {
    const value = (item as Readonly<Record<string, unknown>>)[name]
    const some = where === undefined ? undefined : counts?.get(`${where}.${name}`)
    return some === undefined || typeof value !== 'object' || value === null
      ? value
      : fields(value, some)
  })
