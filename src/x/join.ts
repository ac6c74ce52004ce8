// An answer of X, judged: for each id that was asked, the post with what belongs to it, or why there is
// none. Everything is matched by id, never by position: X leaves out what it does not give.

import type { GatewayError } from '../infra/errors.ts'
import type { FieldList, Gap } from './gaps.ts'
import {
  invalidAnswer,
  invalidPost,
  postNotFound,
  type Refusals,
  sortProblems,
} from './problems.ts'
import { read } from './reading.ts'
import { isMedia, isPlace, isPoll, isTweet, isUser } from './shape.ts'
import type { Envelope, Media, MentionEntity, Place, Poll, Problem, Tweet, User } from './types.ts'
import { userErrorsIn } from './users.ts'

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
  /** Why a user did not come, by id or by lower-case name. */
  readonly missingUsers: ReadonlyMap<string, GatewayError>
}

export type Judged =
  | {
      readonly kind: 'post'
      readonly tweet: Tweet
      readonly refusals: Refusals
      /** What of the post, or of what belongs to it, cannot be read. */
      readonly gaps: readonly Gap[]
    }
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
  const { related, isWhole, gapsAround } = relatedIn(includes, problems.errors, errors)
  /** That X leaves out what it does not have can be relied on when all that it does say is understood. */
  let clear: boolean | undefined
  const isClear = (): boolean => {
    clear ??= !problems.unclear && areAmong(data, new Set(asked))
    return clear
  }
  return {
    judge: (id) => {
      const tweet = tweetOf(id)
      const refusals = problems.refusals.get(id) ?? NONE_REFUSED
      if (tweet !== undefined) {
        const found = read('tweet', tweet, isTweet, ['id'])
        if (found === undefined || !isWhole(found.value)) {
          return { kind: 'invalid', error: invalidPost(id) }
        }
        const { value, gaps } = found
        return { kind: 'post', tweet: value, refusals, gaps: [...gaps, ...gapsAround(value)] }
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

const areAmong = (tweets: readonly Tweet[], ids: ReadonlySet<unknown>): boolean =>
  tweets.every(({ id }) => ids.has(id))

interface Beside {
  readonly related: Related
  /** Whether everything that a post refers to has an identity that can be read. */
  readonly isWhole: (tweet: Tweet) => boolean
  readonly gapsAround: (tweet: Tweet) => readonly Gap[]
}

/**
 * Reads what came beside the posts. A user, medium, poll or place without a readable identity invalidates the posts that
 * refer to it; any other unreadable part of it is a gap. A referenced post that cannot be read completely is left out:
 * when it is selected it is requested by its id.
 */
const relatedIn = (
  includes: NonNullable<Envelope['includes']>,
  missing: Related['missing'],
  problems: readonly Problem[],
): Beside => {
  const broken = new Set<string>()
  const gaps = new Map<string, readonly Gap[]>()
  const readable = <T extends object>(
    list: FieldList,
    items: readonly T[] | undefined,
    nameOf: (item: T) => unknown,
    fits: (item: T) => boolean,
    required: readonly (keyof T & string)[],
  ): Map<string, T> => {
    const found = new Map<string, T>()
    for (const item of items ?? []) {
      const name = nameOf(item)
      // X has sent objects made of zero values for what does not exist: without an id they are nothing.
      if (name === undefined) continue
      if (typeof name !== 'string') throw invalidAnswer()
      const readItem = read(list, item, fits, required)
      if (readItem === undefined) broken.add(name)
      else {
        found.set(name, readItem.value)
        if (readItem.gaps.length > 0) gaps.set(name, readItem.gaps)
      }
    }
    return found
  }
  const isWhole = (tweet: Tweet): boolean =>
    broken.size === 0 || !namesIn(tweet).some((name) => broken.has(name ?? ''))

  const gapsAround = (tweet: Tweet): readonly Gap[] =>
    gaps.size === 0 ? NO_GAPS : namesIn(tweet).flatMap((name) => gaps.get(name ?? '') ?? NO_GAPS)

  const users = readable('user', includes.users, idOf, isUser, ['id'])
  const related = {
    users,
    usersByName: new Map(
      [...users.values()].map((each) => [(each.username ?? '').toLowerCase(), each]),
    ),
    media: readable('media', includes.media, ({ media_key }) => media_key, isMedia, [
      'media_key',
      'type',
    ]),
    polls: readable('poll', includes.polls, idOf, isPoll, ['id']),
    places: readable('place', includes.places, idOf, isPlace, ['id']),
    missing,
    missingUsers: userErrorsIn(problems),
  }
  const tweets = new Map(
    (includes.tweets ?? []).flatMap((each): [string, Tweet][] =>
      isTweet(each) && isWhole(each) && gapsAround(each).length === 0 ? [[each.id, each]] : [],
    ),
  )
  return { related: { ...related, tweets }, isWhole, gapsAround }
}

const NO_GAPS: readonly Gap[] = []

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
    missingUsers: chosen(
      related.missingUsers,
      all.flatMap((each) => [...namesIn(each), ...usersNamedIn(each)]),
    ),
  }
}
