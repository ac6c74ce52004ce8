// An answer of X, judged: for each id that was asked, the post with what belongs to it, or why there is
// none. Everything is matched by id, never by position: X leaves out what it does not give.

import { GatewayError } from '../errors.ts'
import { isId, PRIVATE_GROUPS, type PrivateGroup } from './fields.ts'
import { problemKind } from './refusals.ts'
import { invalidAnswer, invalidPost, isMedia, isPlace, isPoll, isTweet, isUser } from './shape.ts'
import type { Envelope, Media, MentionEntity, Place, Poll, Problem, Tweet, User } from './types.ts'

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
  /** What X says of it cannot be read; another time it may. */
  | { readonly kind: 'invalid'; readonly error: GatewayError }

export interface Joined {
  /** What became of one that was asked for. */
  judge(id: string): Judged
  readonly related: Related
}

const NONE_REFUSED: Refusals = new Map()

/** What an answer says of the posts that were asked for. @throws when nothing of it can be told */
export const join = (
  { data = [], includes = {}, errors = [] }: Envelope,
  asked: readonly string[],
): Joined => {
  const tweetOf = finderOf(data)
  const problems = sortProblems(errors, data)
  const { related, isTold } = relatedIn(includes, problems.errors)
  /** That X leaves out what it does not have can be relied on when all that it does say is understood. */
  let clear: boolean | undefined
  const isClear = (): boolean => {
    const names = new Set(asked)
    clear ??= !problems.unclear && data.every(({ id }) => names.has(id))
    return clear
  }
  return {
    judge: (id) => {
      const tweet = tweetOf(id)
      const refusals = problems.refusals.get(id) ?? NONE_REFUSED
      if (tweet !== undefined) {
        return isTweet(tweet) && isTold(tweet)
          ? { kind: 'post', tweet, refusals }
          : { kind: 'invalid', error: invalidPost(id) }
      }
      const error = problems.errors.get(id)
      if (error !== undefined) return { kind: 'error', error }
      if (refusals.size > 0) return { kind: 'dropped', refusals }
      return isClear()
        ? { kind: 'error', error: postNotFound(id) }
        : { kind: 'invalid', error: invalidPost(id) }
    },
    related,
  }
}

/**
 * What came beside the posts. A user, medium, poll or place that cannot be read is not left out: those that were would
 * pass for what X did not give. The posts that refer to it are not told. A post that cannot be read is left out: when
 * it is selected it is asked for by its id.
 */
const relatedIn = (
  includes: NonNullable<Envelope['includes']>,
  missing: Related['missing'],
): { readonly related: Related; readonly isTold: (tweet: Tweet) => boolean } => {
  const broken = new Set<string>()
  const readable = <T extends object>(
    items: readonly T[] | undefined,
    nameOf: (item: T) => unknown,
    fits: (item: T) => boolean,
  ): Map<string, T> => {
    const found = new Map<string, T>()
    for (const item of items ?? []) {
      const name = nameOf(item)
      // X has sent objects made of zero values for what does not exist: without an id they are nothing.
      if (name === undefined) continue
      if (typeof name !== 'string') throw invalidAnswer()
      if (fits(item)) found.set(name, item)
      else broken.add(name)
    }
    return found
  }
  const isTold = (tweet: Tweet): boolean =>
    broken.size === 0 || !namesIn(tweet).some((name) => broken.has(name ?? ''))

  const users = readable(includes.users, idOf, isUser)
  const related = {
    users,
    usersByName: new Map(
      [...users.values()].map((each) => [(each.username ?? '').toLowerCase(), each]),
    ),
    media: readable(includes.media, ({ media_key }) => media_key, isMedia),
    polls: readable(includes.polls, idOf, isPoll),
    places: readable(includes.places, idOf, isPlace),
    missing,
  }
  const tweets = readable(includes.tweets, idOf, (each) => isTweet(each) && isTold(each))
  return { related: { ...related, tweets }, isTold }
}

const idOf = ({ id }: { readonly id: unknown }): unknown => id

/** Other posts aside, what a post refers to. */
const namesIn = (tweet: Tweet): readonly (string | null | undefined)[] => [
  tweet.author_id,
  tweet.in_reply_to_user_id,
  tweet.geo?.place_id,
  ...(tweet.attachments?.media_keys ?? []),
  ...(tweet.attachments?.poll_ids ?? []),
  ...mentionsIn(tweet).map(({ id }) => id),
]

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
  names: Iterable<string | null | undefined>,
): ReadonlyMap<string, T> => {
  if (all.size === 0) return NONE
  const some = new Map<string, T>()
  for (const name of names) {
    const item = all.get(name ?? '')
    if (item !== undefined) some.set(name ?? '', item)
  }
  return some
}

const mentionsIn = ({ entities, note_tweet }: Tweet): MentionEntity[] =>
  [entities, note_tweet?.entities].flatMap((each) => each?.mentions ?? [])

const usersNamedIn = (tweet: Tweet): string[] =>
  mentionsIn(tweet).map(({ username }) => username.toLowerCase())

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
  /** There is something among them that may be about any post. */
  readonly unclear: boolean
}

/** Sixteen problems of one post become one reason per group. */
const sortProblems = (problems: readonly Problem[], tweets: readonly Tweet[]): SortedProblems => {
  const errors = new Map<string, GatewayError>()
  const refusals = new Map<string, Map<PrivateGroup, Refusal>>()
  let unclear = false
  const refuse = (id: string, group: PrivateGroup, refusal: Refusal): void => {
    const groups = refusals.get(id) ?? new Map<PrivateGroup, Refusal>()
    refusals.set(id, groups.set(group, refusal))
  }
  const anonymous = new Map<PrivateGroup, Refusal>()
  for (const problem of problems) {
    const id = subjectOf(problem)
    const kind = problemKind(problem.type)
    if (kind === 'resource-not-found' && id !== undefined) errors.set(id, postNotFound(id))
    else if (
      (kind === 'not-authorized-for-resource' || kind === 'resource-unavailable') &&
      id !== undefined
    ) {
      errors.set(id, postNotVisible(id))
    } else {
      const refused = refusalOf(problem, kind)
      if (refused !== undefined && id !== undefined) refuse(id, ...refused)
      else {
        unclear = true
        if (refused !== undefined && !anonymous.has(refused[0])) anonymous.set(...refused)
      }
    }
  }
  // X sometimes refuses without saying of which post: it is one that lacks the group unexplained.
  for (const [group, refusal] of anonymous) {
    for (const tweet of tweets) {
      const { id } = tweet
      if ((tweet[group] ?? null) === null && !refusals.get(id)?.has(group)) {
        refuse(id, group, refusal)
      }
    }
  }
  return { errors, refusals, unclear }
}

/** Nothing where there is no text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const subjectOf = ({ resource_id, value, detail }: Problem): string | undefined =>
  [resource_id, value, /\[(\d+)\]/.exec(textOf(detail))?.[1]].find(isId)

const DISALLOWED = /^The '([a-z_.0-9]+)' field cannot be queried for (.+?)\.?$/

/** Problem texts are matched by the words that have stayed; X mixes "Posts" and "Tweets". */
const REASONS: readonly (readonly [RegExp, RefusalReason])[] = [
  [/older than/, 'EXPIRED'],
  [/not been promoted/, 'NOT_PROMOTED'],
  [/retweets|reposts/i, 'REPOST'],
]

/** X's own words are a sentence; whatever is longer is cut. */
const MOST_WORDS = 300

const refusalOf = (problem: Problem, kind: string): [PrivateGroup, Refusal] | undefined => {
  const detail = textOf(problem.detail)
  if (kind === 'not-authorized-for-field' || kind === 'field-unauthorized') {
    const group = groupOf(textOf(problem.field) || /'([a-z_.0-9]+)'/.exec(detail)?.[1])
    return group && [group, { reason: 'NOT_OWNER' }]
  }
  if (kind !== 'disallowed-resource') return undefined
  const [, name, why = detail] = DISALLOWED.exec(detail) ?? []
  const group = groupOf(name)
  const reason = REASONS.find(([words]) => words.test(why))?.[1]
  const words = detail.slice(0, MOST_WORDS)
  return group && [group, reason === undefined ? { reason: 'REFUSED', words } : { reason }]
}

const groupOf = (field: string | undefined): PrivateGroup | undefined =>
  PRIVATE_GROUPS.find((group) => field === group || field?.startsWith(`${group}.`))
