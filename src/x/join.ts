// An answer of X, judged: for each id that was asked, the post with what belongs to it, or why there is
// none. Everything is matched by id, never by position: X leaves out what it does not give.

import { GatewayError } from '../errors.ts'
import { isPostId, PRIVATE_GROUPS, type PrivateGroup } from './fields.ts'
import { problemKind } from './refusals.ts'
import type { Envelope, Media, Place, Poll, Problem, Tweet, User } from './types.ts'

/** What came beside the posts of one answer. */
export interface Related {
  readonly tweets: ReadonlyMap<string, Tweet>
  readonly users: ReadonlyMap<string, User>
  /** By lower-case name: mentions carry no id in older answers. */
  readonly usersByName: ReadonlyMap<string, User>
  readonly media: ReadonlyMap<string, Media>
  readonly polls: ReadonlyMap<string, Poll>
  readonly places: ReadonlyMap<string, Place>
  /** Why a post that was referred to did not come. */
  readonly missing: ReadonlyMap<string, GatewayError>
}

export type RefusalReason =
  | 'USER_CONTEXT_REQUIRED'
  | 'NOT_OWNER'
  | 'EXPIRED'
  | 'NOT_PROMOTED'
  | 'REPOST'
  | 'RECONNECT_NEEDED'
  | 'REFUSED'

/** Why a group of private metrics is not there. */
export interface Refusal {
  readonly reason: RefusalReason
  /** X's own words where no reason is known. */
  readonly words?: string
}

export type Refusals = ReadonlyMap<PrivateGroup, Refusal>

export type Judged =
  | { readonly kind: 'post'; readonly tweet: Tweet; readonly refusals: Refusals }
  /** X left the whole post out because of private fields; asked without them it may come. */
  | { readonly kind: 'dropped'; readonly refusals: Refusals }
  | { readonly kind: 'error'; readonly error: GatewayError }

export interface Joined {
  /** What became of one that was asked for. */
  judge(id: string): Judged
  readonly related: Related
}

const NONE_REFUSED: Refusals = new Map()

export const join = ({ data = [], includes = {}, errors = [] }: Envelope): Joined => {
  const tweetOf = finderOf(data)
  const problems = sortProblems(errors, data)
  const users = identified(includes.users ?? [])
  return {
    judge: (id) => {
      const tweet = tweetOf(id)
      const refusals = problems.refusals.get(id) ?? NONE_REFUSED
      if (tweet !== undefined) return { kind: 'post', tweet, refusals }
      const error = problems.errors.get(id)
      if (error === undefined && refusals.size > 0) return { kind: 'dropped', refusals }
      return { kind: 'error', error: error ?? postNotFound(id) }
    },
    related: {
      tweets: new Map(identified(includes.tweets ?? []).map((each) => [each.id, each])),
      users: new Map(users.map((each) => [each.id, each])),
      usersByName: new Map(users.map((each) => [(each.username ?? '').toLowerCase(), each])),
      media: new Map((includes.media ?? []).map((each) => [each.media_key, each])),
      polls: new Map(identified(includes.polls ?? []).map((each) => [each.id, each])),
      places: new Map(identified(includes.places ?? []).map((each) => [each.id, each])),
      missing: problems.errors,
    },
  }
}

/** By id. X keeps to the order of what was asked, so that the next one is mostly the one. */
const finderOf = (tweets: readonly Tweet[]): ((id: string) => Tweet | undefined) => {
  let next = 0
  let byId: ReadonlyMap<string, Tweet> | undefined
  return (id) => {
    const tweet = tweets[next]
    if (tweet?.id === id) {
      next += 1
      return tweet
    }
    byId ??= new Map(tweets.map((each) => [each.id, each]))
    return byId.get(id)
  }
}

// biome-ignore lint/suspicious/noExplicitAny: nothing is in it
const NONE: ReadonlyMap<string, any> = new Map()

/** Those of the map that are named. */
const chosen = <T>(
  all: ReadonlyMap<string, T>,
  names: Iterable<string | undefined>,
): ReadonlyMap<string, T> => {
  if (all.size === 0) return NONE
  const some = new Map<string, T>()
  for (const name of names) {
    const item = name === undefined ? undefined : all.get(name)
    if (name !== undefined && item !== undefined) some.set(name, item)
  }
  return some
}

const usersNamedIn = (tweet: Tweet): string[] =>
  [tweet.entities, tweet.note_tweet?.entities].flatMap(
    (entities) => entities?.mentions?.map(({ username }) => username.toLowerCase()) ?? [],
  )

/** Of all that came with an answer, what belongs to one of its posts. */
export const relatedTo = (tweet: Tweet, related: Related): Related => {
  const references = tweet.referenced_tweets?.map(({ id }) => id) ?? []
  const tweets = chosen(related.tweets, references)
  const all = [tweet, ...tweets.values()]
  const usersByName = chosen(related.usersByName, all.flatMap(usersNamedIn))
  return {
    tweets,
    users: chosen(
      related.users,
      all.flatMap(({ author_id, in_reply_to_user_id }) => [author_id, in_reply_to_user_id]),
    ),
    usersByName,
    media: chosen(
      related.media,
      all.flatMap(({ attachments }) => attachments?.media_keys ?? []),
    ),
    polls: chosen(
      related.polls,
      all.flatMap(({ attachments }) => attachments?.poll_ids ?? []),
    ),
    places: chosen(
      related.places,
      all.map(({ geo }) => geo?.place_id),
    ),
    missing: chosen(related.missing, references),
  }
}

/** X has sent objects made of zero values for what does not exist: without an id they are nothing. */
const identified = <T extends { readonly id: string }>(items: readonly T[]): T[] =>
  items.filter(({ id }) => typeof id === 'string')

const postNotFound = (id: string): GatewayError =>
  new GatewayError('POST_NOT_FOUND', `X has no post ${id}: it was deleted, or never existed.`, {
    details: { postId: id },
  })

const postNotVisible = (id: string): GatewayError =>
  new GatewayError(
    'POST_NOT_VISIBLE',
    `X does not show post ${id}: its author is protected or suspended, or it is withheld.`,
    { details: { postId: id } },
  )

interface SortedProblems {
  readonly errors: Map<string, GatewayError>
  readonly refusals: Map<string, Map<PrivateGroup, Refusal>>
}

/** Sixteen problems of one post become one reason per group. */
const sortProblems = (problems: readonly Problem[], tweets: readonly Tweet[]): SortedProblems => {
  const errors = new Map<string, GatewayError>()
  const refusals = new Map<string, Map<PrivateGroup, Refusal>>()
  const refuse = (id: string, group: PrivateGroup, refusal: Refusal): void => {
    const groups = refusals.get(id) ?? new Map<PrivateGroup, Refusal>()
    refusals.set(id, groups.set(group, refusal))
  }
  const anonymous: [PrivateGroup, Refusal][] = []
  for (const problem of problems) {
    const id = idOf(problem)
    const kind = problemKind(problem.type)
    if (kind === 'resource-not-found' && id !== undefined) errors.set(id, postNotFound(id))
    else if (
      (kind === 'not-authorized-for-resource' || kind === 'resource-unavailable') &&
      id !== undefined
    ) {
      errors.set(id, postNotVisible(id))
    } else {
      const refused = refusalOf(problem, kind)
      if (refused === undefined) continue
      if (id === undefined) anonymous.push(refused)
      else refuse(id, ...refused)
    }
  }
  // X sometimes refuses without saying of which post: it is one that lacks the group unexplained.
  for (const [group, refusal] of anonymous) {
    for (const tweet of tweets) {
      const { id } = tweet
      if (tweet[group] === undefined && !refusals.get(id)?.has(group)) refuse(id, group, refusal)
    }
  }
  return { errors, refusals }
}

const idOf = ({ resource_id, value, detail }: Problem): string | undefined =>
  [resource_id, value, /\[(\d+)\]/.exec(detail ?? '')?.[1]].find(
    (id) => id !== undefined && isPostId(id),
  )

const DISALLOWED = /^The '([a-z_.0-9]+)' field cannot be queried for (.+?)\.?$/

/** Problem texts are matched by the words that have stayed; X mixes "Posts" and "Tweets". */
const REASONS: readonly (readonly [RegExp, RefusalReason])[] = [
  [/older than/, 'EXPIRED'],
  [/not been promoted/, 'NOT_PROMOTED'],
  [/retweets|reposts/i, 'REPOST'],
]

const refusalOf = (
  { field, detail = '' }: Problem,
  kind: string,
): [PrivateGroup, Refusal] | undefined => {
  if (kind === 'not-authorized-for-field' || kind === 'field-unauthorized') {
    const group = groupOf(field ?? /'([a-z_.0-9]+)'/.exec(detail)?.[1])
    return group && [group, { reason: 'NOT_OWNER' }]
  }
  if (kind !== 'disallowed-resource') return undefined
  const [, name, why = detail] = DISALLOWED.exec(detail) ?? []
  const group = groupOf(name)
  const reason = REASONS.find(([words]) => words.test(why))?.[1]
  return group && [group, reason === undefined ? { reason: 'REFUSED', words: detail } : { reason }]
}

const groupOf = (field: string | undefined): PrivateGroup | undefined =>
  PRIVATE_GROUPS.find((group) => field === group || field?.startsWith(`${group}.`))
