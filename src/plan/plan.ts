// Selection → plan. A schema field declares in its `extensions` what of X it reads; a plan is the sum of
// those declarations over what will really run, which selected.ts tells.

import type { FieldNode, GraphQLResolveInfo } from 'graphql'

import { remembered } from '../infra/memoize.ts'
import {
  DEFAULT_TWEET_FIELDS,
  type Expansion,
  type MediaField,
  type PlaceField,
  type PollField,
  PRIVATE_GROUPS,
  type PrivateGroup,
  type TweetField,
  type UserField,
} from '../x/fields.ts'
import { fieldsBelow, type SelectedField } from './selection.ts'

/** What a field reads. */
export interface Needs {
  readonly tweet?: readonly TweetField[]
  readonly media?: readonly MediaField[]
  readonly user?: readonly UserField[]
  readonly poll?: readonly PollField[]
  readonly place?: readonly PlaceField[]
  /** How the object behind this field comes; asked for only when something of it is. */
  readonly expand?: Expansion
  /**
   * Another post begins here. A `referenced` one can come with the post that refers to it; one `apart`
   * is loaded by its own id, with a plan of its own.
   */
  readonly post?: 'referenced' | 'apart'
  /** Looked up in the archive, which is as much work as another post. */
  readonly archive?: true
  /** A user read by id or name, which X charges for; users that come with a post are not. */
  readonly userLookup?: true
  /**
   * How many there are at most of what is behind this field, as far as posts may follow: a number, the argument that
   * lists them, or the one that counts them. One, unless it says so.
   */
  readonly times?:
    | number
    | { readonly listedBy: string }
    | {
        readonly countedBy: string
        /** Without that argument. */
        readonly otherwise: number
        /** With this one, whatever it is. */
        readonly whenGiven: readonly [argument: string, times: number]
      }
}

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    needs?: Needs
  }
}

/** What is wanted of one post. */
export interface Plan {
  readonly tweet: ReadonlySet<TweetField>
  readonly media: ReadonlySet<MediaField>
  readonly user: ReadonlySet<UserField>
  readonly poll: ReadonlySet<PollField>
  readonly place: ReadonlySet<PlaceField>
  readonly expansions: ReadonlySet<Expansion>
  /** What is wanted of the posts that it refers to. */
  readonly referenced?: Plan
}

interface Draft {
  tweet: Set<TweetField>
  media: Set<MediaField>
  user: Set<UserField>
  poll: Set<PollField>
  place: Set<PlaceField>
  expansions: Set<Expansion>
  referenced?: Draft
}

const LISTS = ['tweet', 'media', 'user', 'poll', 'place'] as const

const emptyDraft = (): Draft => ({
  tweet: new Set(),
  media: new Set(),
  user: new Set(),
  poll: new Set(),
  place: new Set(),
  expansions: new Set(),
})

const addAll = <T>(set: Set<T>, items: Iterable<T> | undefined): void => {
  for (const item of items ?? []) set.add(item)
}

const merge = (into: Draft, plan: Plan): void => {
  addAll(into.tweet, plan.tweet)
  addAll(into.media, plan.media)
  addAll(into.user, plan.user)
  addAll(into.poll, plan.poll)
  addAll(into.place, plan.place)
  addAll(into.expansions, plan.expansions)
  if (plan.referenced !== undefined) {
    into.referenced ??= emptyDraft()
    merge(into.referenced, plan.referenced)
  }
}

/** Queries are few and come again and again: equal plans are one object, about which more is remembered. */
const MOST_PLANS = 2000
const known = new Map<string, Plan>()

export const interned = (plan: Plan): Plan => {
  const key = keyOf(plan)
  const same = known.get(key)
  if (same !== undefined) return same
  if (known.size >= MOST_PLANS) known.clear()
  known.set(key, plan)
  return plan
}

/** A list of nodes is of one execution, or of executions that run the same. */
const planned = new WeakMap<readonly FieldNode[], Plan>()

/** The plan of what is selected below a field that gives a post, or posts. */
export const planOf = (info: GraphQLResolveInfo): Plan => {
  const before = planned.get(info.fieldNodes)
  if (before !== undefined) return before
  const draft = emptyDraft()
  visit(info.selected, draft)
  const plan = interned(draft)
  planned.set(info.fieldNodes, plan)
  return plan
}

const visit = (selected: SelectedField, plan: Draft): void => {
  for (const each of fieldsBelow(selected)) {
    const needs = each.field.extensions.needs ?? {}
    for (const list of LISTS) addAll<string>(plan[list] as Set<string>, needs[list])
    const below = emptyDraft()
    if (needs.post !== 'apart') visit(each, below)
    if (needs.post === 'referenced') {
      plan.referenced ??= emptyDraft()
      merge(plan.referenced, below)
      continue
    }
    if (needs.expand !== undefined && LISTS.some((list) => below[list].size > 0)) {
      plan.expansions.add(needs.expand)
    }
    merge(plan, below)
  }
}

export const union = (plans: Iterable<Plan>): Plan => {
  const [first, ...others] = new Set(plans)
  if (first !== undefined && others.length === 0) return first
  const sum = emptyDraft()
  if (first !== undefined) merge(sum, first)
  for (const plan of others) merge(sum, plan)
  return interned(sum)
}

/** A canonical name: equal plans have equal keys. */
const keyOf = (plan: Plan): string =>
  [...LISTS.map((list) => plan[list]), plan.expansions]
    .map((set) => [...set].sort().join(','))
    .concat(plan.referenced === undefined ? [] : `(${keyOf(plan.referenced)})`)
    .join(';')

const isPrivate = (name: string): name is PrivateGroup =>
  (PRIVATE_GROUPS as readonly string[]).includes(name)

/** The private groups wanted, of the post or of its media. */
export const privateGroupsOf = remembered((plan: Plan): readonly PrivateGroup[] =>
  PRIVATE_GROUPS.filter((group) => plan.tweet.has(group) || plan.media.has(group)),
)

export const withoutPrivate = remembered(
  (plan: Plan): Plan =>
    privateGroupsOf(plan).length === 0
      ? plan
      : interned({
          ...plan,
          tweet: new Set([...plan.tweet].filter((name) => !isPrivate(name))),
          media: new Set([...plan.media].filter((name) => !isPrivate(name))),
        }),
)

/**
 * X refuses private metrics of posts with a reason, and those of media by leaving them out. Requesting both groups
 * gets the reason as well.
 */
export const withReasons = remembered((plan: Plan): Plan => {
  const groups = privateGroupsOf(plan)
  return groups.every((group) => plan.tweet.has(group))
    ? plan
    : interned({ ...plan, tweet: new Set([...plan.tweet, ...groups]) })
})

export const withoutPromoted = remembered(
  (plan: Plan): Plan =>
    interned({
      ...plan,
      tweet: new Set([...plan.tweet].filter((name) => name !== 'promoted_metrics')),
    }),
)

/** Private fields never travel with referenced posts: X would apply them to those, too, and refuse. */
export const withoutReferenced = remembered(
  ({ referenced: _, ...plan }: Plan): Plan => interned(plan),
)

/** How X names what it includes for a post that another refers to; all else of it needs its own call. */
const THROUGH_REFERENCE: ReadonlyMap<Expansion, Expansion> = new Map([
  ['author_id', 'referenced_tweets.id.author_id'],
  ['attachments.media_keys', 'referenced_tweets.id.attachments.media_keys'],
])

const comesAlong = (referenced: Plan | undefined): referenced is Plan =>
  referenced !== undefined &&
  privateGroupsOf(referenced).length === 0 &&
  [...referenced.expansions].every((expansion) => THROUGH_REFERENCE.has(expansion))

/** What one call asks for, and so what its posts, and those included with them, will hold. */
export interface Ask {
  readonly plan: Plan
  readonly included: Plan | undefined
  readonly expansions: ReadonlySet<Expansion>
}

/** Turns a plan into what is asked. `author_id` comes always: it tells whose post it is from now on. */
export const askFor = remembered((plan: Plan): Ask => {
  const own = { ...plan, tweet: new Set<TweetField>([...plan.tweet, 'author_id']) }
  const { referenced } = plan
  if (!comesAlong(referenced)) {
    return { plan: own, included: undefined, expansions: plan.expansions }
  }
  const merged = union([own, { ...referenced, expansions: new Set() }])
  return {
    plan: { ...merged, expansions: plan.expansions },
    included: { ...merged, poll: new Set(), place: new Set(), expansions: referenced.expansions },
    expansions: new Set([
      ...plan.expansions,
      'referenced_tweets.id',
      ...[...referenced.expansions].flatMap((expansion) => THROUGH_REFERENCE.get(expansion) ?? []),
    ]),
  }
})

/**
 * Asks of one credential with equal keys can share a call. Fields are free; expansions bring objects that X bills, and
 * private fields refusals.
 */
export const askKey = remembered((ask: Ask): string =>
  [...ask.expansions].sort().join().concat(' ', privateGroupsOf(ask.plan).join()),
)

/** Of two with the same key. */
export const mergedAsk = (one: Ask, other: Ask): Ask => {
  if (coversAsk(one, other)) return one
  const { included = other.included } = one
  return {
    plan: union([one.plan, other.plan]),
    included: included && union([included, other.included ?? included]),
    expansions: one.expansions,
  }
}

const subset = <T>(some: ReadonlySet<T>, all: ReadonlySet<T>): boolean => {
  if (some === all) return true
  for (const item of some) if (!all.has(item)) return false
  return true
}

const DEFAULTS: ReadonlySet<TweetField> = new Set(DEFAULT_TWEET_FIELDS)

/** Whether what is held is enough for a plan. Referenced posts are looked after on their own. */
export const covers = (held: Plan, plan: Plan): boolean =>
  held === plan ||
  (subset(new Set([...plan.tweet].filter((name) => !DEFAULTS.has(name))), held.tweet) &&
    LISTS.slice(1).every((list) => subset<string>(plan[list], held[list])) &&
    subset(plan.expansions, held.expansions))

/** Whether what was asked brings all that another would have brought. */
export const coversAsk = (asked: Ask, wanted: Ask): boolean =>
  asked === wanted ||
  (covers(asked.plan, wanted.plan) &&
    subset(wanted.expansions, asked.expansions) &&
    (wanted.included === undefined ||
      (asked.included !== undefined && covers(asked.included, wanted.included))))
