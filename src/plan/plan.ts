// A plan is the sum of the needs of the fields of one selection that will run.

import type { GraphQLResolveInfo } from 'graphql'

import { memoizeByIdentity, memoizePair } from '../infra/memoize.ts'
import {
  type Expansion,
  type MediaField,
  type PlaceField,
  type PollField,
  type PostExpansion,
  PRIVATE_GROUPS,
  type PrivateGroup,
  type TweetField,
  type UserField,
} from '../x/fields.ts'
import { fieldsBelow, type SelectedField } from './selection.ts'

/** The X fields that a selection reads of one post. */
export interface Plan {
  readonly tweet: ReadonlySet<TweetField>
  readonly media: ReadonlySet<MediaField>
  readonly user: ReadonlySet<UserField>
  readonly poll: ReadonlySet<PollField>
  readonly place: ReadonlySet<PlaceField>
  readonly expansions: ReadonlySet<Expansion>
  /** The X fields that it reads of the posts that the post refers to. */
  readonly referenced?: Plan
  /** The expansions that bring those posts. */
  readonly via: ReadonlySet<PostExpansion>
}

interface Draft {
  tweet: Set<TweetField>
  media: Set<MediaField>
  user: Set<UserField>
  poll: Set<PollField>
  place: Set<PlaceField>
  expansions: Set<Expansion>
  referenced?: Draft
  via: Set<PostExpansion>
}

const OBJECTS = ['tweet', 'media', 'user', 'poll', 'place'] as const

const emptyDraft = (): Draft => ({
  tweet: new Set(),
  media: new Set(),
  user: new Set(),
  poll: new Set(),
  place: new Set(),
  expansions: new Set(),
  via: new Set(),
})

export const EMPTY_PLAN: Plan = emptyDraft()

const addAll = <T>(set: Set<T>, items: Iterable<T> | undefined): void => {
  for (const item of items ?? []) set.add(item)
}

type Names = {
  readonly [K in (typeof OBJECTS)[number]]?: Draft[K] extends Set<infer T> ? Iterable<T> : never
}

const addNames = (into: Draft, { tweet, media, user, poll, place }: Names): void => {
  addAll(into.tweet, tweet)
  addAll(into.media, media)
  addAll(into.user, user)
  addAll(into.poll, poll)
  addAll(into.place, place)
}

const merge = (into: Draft, { expansions, referenced, via, ...names }: Plan): void => {
  addNames(into, names)
  addAll(into.via, via)
  addAll(into.expansions, expansions)
  if (referenced !== undefined) {
    into.referenced ??= emptyDraft()
    merge(into.referenced, referenced)
  }
}

/** The plan of the selection below a field that returns posts or users. */
export const planOf = ({ selected }: GraphQLResolveInfo): Plan => planOfField(selected)

export const planOfField = memoizeByIdentity((selected: SelectedField): Plan => {
  const plan = emptyDraft()
  visit(selected, plan)
  fieldsByPlan.set(plan, selected)
  return plan
})

/** The plan of the selection without the fields that the archive's records of posts have. */
export const planWithoutRecorded = memoizeByIdentity((selected: SelectedField): Plan => {
  const plan = emptyDraft()
  visit(selected, plan, ({ field }) => field.extensions.needs?.recorded === true)
  return plan
})

const fieldsByPlan = new WeakMap<Plan, SelectedField>()

/** The field that a plan was made for by `planOf`. */
export const fieldOfPlan = (plan: Plan): SelectedField | undefined => fieldsByPlan.get(plan)

const selectsPosts = (selected: SelectedField): boolean =>
  fieldsBelow(selected).some(
    (each) => each.field.extensions.needs?.post !== undefined || selectsPosts(each),
  )

/** Whether other posts may be loaded below the posts of a plan. */
export const loadsPostsBelow = memoizeByIdentity((plan: Plan): boolean => {
  const field = fieldOfPlan(plan)
  return field === undefined || selectsPosts(field)
})

/** X expands authors and media of posts included by `referenced_tweets.id`, and nothing of other included posts. */
export const canBeIncludedBy = (via: PostExpansion, plan: Plan): boolean =>
  via === 'referenced_tweets.id' ||
  (plan.expansions.size === 0 && plan.referenced === undefined && !isPrivatePlan(plan))

const visit = (
  selected: SelectedField,
  plan: Draft,
  isLeftOut: (field: SelectedField) => boolean = () => false,
): void => {
  for (const each of fieldsBelow(selected)) {
    if (isLeftOut(each)) continue
    const needs = each.field.extensions.needs ?? {}
    addNames(plan, needs)
    const below = emptyDraft()
    if (needs.post !== 'apart') visit(each, below, isLeftOut)
    if (needs.post === 'referenced') {
      const { via = 'referenced_tweets.id' } = needs
      if (!canBeIncludedBy(via, below)) continue
      plan.via.add(via)
      plan.referenced ??= emptyDraft()
      merge(plan.referenced, below)
      continue
    }
    const [expansion, alias] = needs.expandAs ?? []
    if (expansion && alias && below.expansions.delete(expansion)) below.expansions.add(alias)
    const isRead = needs.media !== undefined || OBJECTS.some((object) => below[object].size > 0)
    if (needs.expand !== undefined && isRead) {
      plan.expansions.add(needs.expand)
    }
    merge(plan, below)
  }
}

const unionOfTwo = memoizePair((one: Plan, other: Plan): Plan => {
  const sum = emptyDraft()
  merge(sum, one)
  merge(sum, other)
  return sum
})

/** The union of the same plans in the same order is the same object. */
export const union = (plans: Iterable<Plan>): Plan =>
  [...new Set(plans)].reduce(
    (sum, plan) => (sum === EMPTY_PLAN ? plan : unionOfTwo(sum, plan)),
    EMPTY_PLAN,
  )

const isPrivate = (name: string): name is PrivateGroup =>
  PRIVATE_GROUPS.some((group) => group === name)

/** The private metric groups that a plan reads, of the post or of its media. */
export const privateGroupsOf = memoizeByIdentity((plan: Plan): readonly PrivateGroup[] =>
  PRIVATE_GROUPS.filter((group) => plan.tweet.has(group) || plan.media.has(group)),
)

export const isPrivatePlan = (plan: Plan): boolean => privateGroupsOf(plan).length > 0

const without = <T extends string>(
  names: ReadonlySet<T>,
  isExcluded: (name: string) => boolean,
): ReadonlySet<T> => new Set([...names].filter((name) => !isExcluded(name)))

export const withoutPrivate = memoizeByIdentity(
  (plan: Plan): Plan =>
    isPrivatePlan(plan)
      ? {
          ...plan,
          tweet: without(plan.tweet, isPrivate),
          media: without(plan.media, isPrivate),
        }
      : plan,
)

export const withoutPromoted = memoizeByIdentity(
  (plan: Plan): Plan => ({
    ...plan,
    tweet: without(plan.tweet, (name) => name === 'promoted_metrics'),
  }),
)

/** Private fields never travel with referenced posts: X would apply them to those posts too, and refuse. */
export const withoutReferenced = memoizeByIdentity(({ referenced: _, ...plan }: Plan): Plan => plan)

/** A plan with what a record of a post needs. Fields are free. */
export const withRecord = memoizeByIdentity(
  (plan: Plan): Plan => ({
    ...plan,
    tweet: new Set([...plan.tweet, 'created_at', 'referenced_tweets', 'attachments']),
  }),
)

/**
 * X gives a reason when it refuses metrics of a post, and none for those of media. A plan that selects a group of media
 * therefore requests that group of the post too.
 */
export const withReasons = memoizeByIdentity((plan: Plan): Plan => {
  const groups = privateGroupsOf(plan)
  return groups.every((group) => plan.tweet.has(group))
    ? plan
    : { ...plan, tweet: new Set([...plan.tweet, ...groups]) }
})
