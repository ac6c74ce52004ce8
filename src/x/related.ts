// The objects that X includes beside the posts of one answer, matched by id, and which of them belong to one post.

import type { GatewayError } from '../infra/errors.ts'
import { invalidAnswer } from './errors.ts'
import type { FieldList, Gap } from './gaps.ts'
import { read } from './reading.ts'
import { isMedia, isPlace, isPoll, isTweet, isUser } from './shape.ts'
import type { Envelope, Media, MentionEntity, Place, Poll, Problem, Tweet, User } from './types.ts'
import { userErrorsIn } from './users.ts'

/** The included objects of one answer. */
export interface Related {
  readonly tweets: ReadonlyMap<string, Tweet>
  readonly users: ReadonlyMap<string, User>
  /** Keyed by lower-case name: mentions carry no id in older answers. */
  readonly usersByName: ReadonlyMap<string, User>
  readonly media: ReadonlyMap<string, Media>
  readonly polls: ReadonlyMap<string, Poll>
  readonly places: ReadonlyMap<string, Place>
  /** Errors of referenced posts that X did not include. */
  readonly missing: ReadonlyMap<string, GatewayError>
  /** Errors of users that X did not include, by id or by lower-case name. */
  readonly missingUsers: ReadonlyMap<string, GatewayError>
}

export interface Included {
  readonly related: Related
  /** Whether everything that a post refers to has an identity that can be read. */
  readonly isWhole: (tweet: Tweet) => boolean
  readonly gapsAround: (tweet: Tweet) => readonly Gap[]
}

/**
 * Reads the included objects. A user, medium, poll or place without a readable identity invalidates the posts that refer
 * to it; any other unreadable part of it is a gap. A referenced post that cannot be read completely is left out, and is
 * requested by its id when it is selected.
 */
export const relatedIn = (
  includes: NonNullable<Envelope['includes']>,
  missing: Related['missing'],
  problems: readonly Problem[],
): Included => {
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
      // X has sent objects of zero values, without an id, for objects that do not exist.
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

/** The ids of the objects, other posts excepted, that a post refers to. */
const namesIn = (tweet: Tweet): readonly (string | null | undefined)[] => [
  tweet.author_id,
  tweet.in_reply_to_user_id,
  tweet.geo?.place_id,
  ...(tweet.attachments?.media_keys ?? []),
  ...(tweet.attachments?.poll_ids ?? []),
  ...mentionsIn(tweet).map(({ id }) => id),
]

// biome-ignore lint/suspicious/noExplicitAny: nothing is in it
const NONE: ReadonlyMap<string, any> = new Map()

/** The entries with these keys. */
const pick = <T>(
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

/** The included objects that belong to one post of the answer. */
export const relatedTo = (tweet: Tweet, related: Related): Related => {
  const references = tweet.referenced_tweets?.map(({ id }) => id) ?? []
  const tweets = pick(related.tweets, references)
  const all = [tweet, ...tweets.values()]
  const usersByName = pick(related.usersByName, all.flatMap(usersNamedIn))
  return {
    tweets,
    users: pick(
      related.users,
      all.flatMap(({ author_id, in_reply_to_user_id }) => [author_id, in_reply_to_user_id]),
    ),
    usersByName,
    media: pick(
      related.media,
      all.flatMap(({ attachments }) => attachments?.media_keys ?? []),
    ),
    polls: pick(
      related.polls,
      all.flatMap(({ attachments }) => attachments?.poll_ids ?? []),
    ),
    places: pick(
      related.places,
      all.map(({ geo }) => geo?.place_id),
    ),
    missing: pick(related.missing, references),
    missingUsers: pick(
      related.missingUsers,
      all.flatMap((each) => [...namesIn(each), ...usersNamedIn(each)]),
    ),
  }
}
