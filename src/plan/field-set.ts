// A field set: the X fields and expansions that one call requests, and so what its posts will hold.

import { memoizeByIdentity, memoizePair } from '../infra/memoize.ts'
import { DEFAULT_TWEET_FIELDS, type Expansion, type TweetField } from '../x/fields.ts'
import { isPrivatePlan, type Plan, privateGroupsOf, union } from './plan.ts'

export interface FieldSet {
  /** The fields of the requested posts. */
  readonly plan: Plan
  /** The fields of the posts that come with them by reference, if any are requested. */
  readonly included: Plan | undefined
  readonly expansions: ReadonlySet<Expansion>
}

/** X's names for the expansions of a referenced post. Everything else of such a post needs a call of its own. */
const THROUGH_REFERENCE: ReadonlyMap<Expansion, Expansion> = new Map([
  ['author_id', 'referenced_tweets.id.author_id'],
  ['attachments.media_keys', 'referenced_tweets.id.attachments.media_keys'],
])

const canBeIncluded = (referenced: Plan | undefined): referenced is Plan =>
  referenced !== undefined &&
  !isPrivatePlan(referenced) &&
  [...referenced.expansions].every((expansion) => THROUGH_REFERENCE.has(expansion))

/** `author_id` is always requested, so that later requests know the author. */
export const fieldSetOf = memoizeByIdentity((plan: Plan): FieldSet => {
  const own = { ...plan, tweet: new Set<TweetField>([...plan.tweet, 'author_id']) }
  const { referenced } = plan
  if (!canBeIncluded(referenced)) {
    return { plan: own, included: undefined, expansions: plan.expansions }
  }
  const merged = union([own, { ...referenced, expansions: new Set() }])
  return {
    plan: { ...merged, expansions: plan.expansions },
    included: { ...merged, poll: new Set(), place: new Set(), expansions: referenced.expansions },
    expansions: new Set([
      ...plan.expansions,
      ...plan.via,
      ...[...referenced.expansions].flatMap((expansion) => THROUGH_REFERENCE.get(expansion) ?? []),
    ]),
  }
})

/**
 * Requests with equal keys and one credential can share a call. Fields are free; expansions bring objects that X bills,
 * and private fields bring refusals.
 */
export const batchKey = memoizeByIdentity((fieldSet: FieldSet): string =>
  [...fieldSet.expansions].sort().join().concat(' ', privateGroupsOf(fieldSet.plan).join()),
)

/** Merges two field sets with the same batch key. */
export const mergeFieldSets = memoizePair((one: FieldSet, other: FieldSet): FieldSet => {
  if (coversFieldSet(one, other)) return one
  const { included = other.included } = one
  return {
    plan: union([one.plan, other.plan]),
    included: included && union([included, other.included ?? included]),
    expansions: one.expansions,
  }
})

const isSubset = <T>(some: ReadonlySet<T>, all: ReadonlySet<T>): boolean =>
  some === all || some.isSubsetOf(all)

/** X sends these fields of every post, requested or not. */
export const DEFAULT_FIELDS: ReadonlySet<string> = new Set(DEFAULT_TWEET_FIELDS)

/** Whether a post that holds the fields of one plan serves another. Referenced posts are not considered. */
export const covers = memoizePair(
  (held: Plan, plan: Plan): boolean =>
    plan.tweet.difference(DEFAULT_FIELDS).isSubsetOf(held.tweet) &&
    isSubset(plan.media, held.media) &&
    isSubset(plan.user, held.user) &&
    isSubset(plan.poll, held.poll) &&
    isSubset(plan.place, held.place) &&
    isSubset(plan.expansions, held.expansions),
)

/** Whether a call for one field set brings everything that a call for the other would bring. */
export const coversFieldSet = (held: FieldSet, requested: FieldSet): boolean =>
  held === requested ||
  (covers(held.plan, requested.plan) &&
    isSubset(requested.expansions, held.expansions) &&
    (requested.included === undefined ||
      (held.included !== undefined && covers(held.included, requested.included))))
