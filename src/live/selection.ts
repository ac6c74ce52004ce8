// The part of a post that a subscription selects, and whether two results differ in it.

import { isDeepStrictEqual } from 'node:util'

import { LRUCache } from 'lru-cache'

import type { FoundPost, PostResult } from '../pipeline/result.ts'
import { type Plan, privateGroupsOf } from '../plan/plan.ts'

export interface PostSelection {
  readonly plan: Plan
  /** Selected counts by `tweet.<group>` or `media.<group>`. A group that is missing is selected as a whole. */
  readonly counts: ReadonlyMap<string, ReadonlySet<string>>
}

const MAX_SELECTIONS = 2000

/** Returns a function that gives equal selections as one object, so that subscriptions of different documents share feeds. */
export const createSelections = (): ((selection: PostSelection) => PostSelection) => {
  const selections = new LRUCache<string, PostSelection>({ max: MAX_SELECTIONS })
  return (selection) => {
    const key = JSON.stringify(selection, (_, value: unknown) =>
      value instanceof Set || value instanceof Map ? [...value].sort() : value,
    )
    const known = selections.get(key) ?? selection
    selections.set(key, known)
    return known
  }
}

/** Whether a result differs from the one before in a selected field, or in the reason why a field is missing. */
export const hasChanged = (
  before: PostResult | undefined,
  result: PostResult,
  selection: PostSelection,
): boolean => {
  if (before === undefined) return true
  if (before === result) return false
  if (before.kind !== 'post' || result.kind !== 'post') return codeOf(before) !== codeOf(result)
  return !isDeepStrictEqual(selectedOf(before, selection), selectedOf(result, selection))
}

const codeOf = (result: PostResult): string =>
  result.kind === 'absent' || result.kind === 'failed' ? result.error.code : result.kind

/** The values of the selected fields, and the reasons why some are missing. */
const selectedOf = (
  { tweet, related, refusals, incomplete, refreshError }: FoundPost,
  { plan, counts }: PostSelection,
): unknown[] => {
  const valuesOf = (item: object, names: ReadonlySet<string>, object: string): unknown[] =>
    [...names].map((name) => {
      const value: unknown = Reflect.get(item, name)
      const selected = counts.get(`${object}.${name}`)
      return selected === undefined || typeof value !== 'object' || value === null
        ? value
        : [...selected].map((count): unknown => Reflect.get(value, count))
    })
  const all = (items: ReadonlyMap<string, object>, names: ReadonlySet<string>, object: string) =>
    names.size === 0 ? [] : [...items.values()].map((item) => valuesOf(item, names, object))
  return [
    valuesOf(tweet, plan.tweet, 'tweet'),
    all(related.media, plan.media, 'media'),
    all(related.users, plan.user, 'user'),
    all(related.polls, plan.poll, 'poll'),
    all(related.places, plan.place, 'place'),
    all(related.tweets, plan.referenced?.tweet ?? NO_NAMES, 'tweet'),
    privateGroupsOf(plan).map((group) => refusals.get(group)),
    incomplete,
    refreshError?.code,
  ]
}

const NO_NAMES: ReadonlySet<string> = new Set()
