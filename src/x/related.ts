// The objects that X includes beside the posts of one response, and which of them belong to one post.

import type { GatewayError } from '../infra/errors.ts'
import { smallMapOf } from '../infra/small-map.ts'
import type { Includes } from './envelope.ts'
import { invalidResponse } from './errors.ts'
import type { Gap } from './gaps.ts'
import type { FieldList } from './lookup-parameters.ts'
import { articleMediaIn } from './post-details.ts'
import type { Problem } from './problems.ts'
import { read } from './reading.ts'
import { type Fields, isNullish, type Unchecked } from './scalars.ts'
import { isMedia, isPlace, isPoll, isTweet, isUser } from './shape.ts'
import type { Media, MentionEntity, Place, Poll, Tweet, User } from './types.ts'
import { refusedFieldsIn, userErrorsIn } from './users.ts'

/** The included objects of one response, by id. */
export interface Related {
  readonly tweets: ReadonlyMap<string, Tweet>
  readonly users: ReadonlyMap<string, User>
  /** Keyed by lower-case username: mentions have no id in older responses. */
  readonly usersByName: ReadonlyMap<string, User>
  readonly media: ReadonlyMap<string, Media>
  readonly polls: ReadonlyMap<string, Poll>
  readonly places: ReadonlyMap<string, Place>
  /** Errors of referenced posts that X did not include. */
  readonly missing: ReadonlyMap<string, GatewayError>
  /** Errors of users that X did not include, by id or by lower-case username. */
  readonly missingUsers: ReadonlyMap<string, GatewayError>
}

export interface Included {
  readonly related: Related
  /** Whether every included object that a post refers to has a readable identity. */
  readonly isWhole: (tweet: Tweet) => boolean
  /** The gaps of the included objects that a post refers to. */
  readonly gapsAround: (tweet: Tweet) => readonly Gap[]
}

/**
 * Reads the included objects. A user, medium, poll or place without a readable identity invalidates the posts that refer
 * to it; any other unreadable part of it is a gap. A referenced post that cannot be read completely is left out, and is
 * requested by its id when it is selected.
 */
export const relatedIn = (
  includes: Includes,
  missing: Related['missing'],
  problems: readonly Problem[],
): Included => {
  const broken = new Set<string>()
  const gaps = new Map<string, readonly Gap[]>()
  const readAll = <T extends object>(
    list: FieldList,
    objects: readonly Fields[] = [],
    check: (object: Unchecked<T>) => object is T,
    idField: keyof T & string,
    ...required: readonly (keyof T & string)[]
  ): Map<string, T> => {
    const found = new Map<string, T>()
    for (const object of objects) {
      const id = object[idField]
      // X sent objects of zero values, without an id, for objects that do not exist (recorded in 2026).
      if (id === undefined) continue
      if (typeof id !== 'string') throw invalidResponse()
      const readable = read(list, object, check, [idField, ...required])
      if (readable === undefined) broken.add(id)
      else {
        found.set(id, readable.value)
        if (readable.gaps.length > 0) gaps.set(id, readable.gaps)
      }
    }
    return found
  }
  const isWhole = (tweet: Tweet): boolean =>
    broken.size === 0 || !idsIn(tweet).some((id) => broken.has(id))

  const gapsAround = (tweet: Tweet): readonly Gap[] =>
    gaps.size === 0 ? NO_GAPS : idsIn(tweet).flatMap((id) => gaps.get(id) ?? NO_GAPS)

  const users = readAll('user', includes.users, isUser, 'id')
  for (const [id, refused] of refusedFieldsIn(problems)) {
    gaps.set(id, [...(gaps.get(id) ?? NO_GAPS), ...refused])
  }
  const tweets = new Map<string, Tweet>()
  let usersByName: Related['usersByName'] | undefined
  const related: Related = {
    tweets,
    users,
    get usersByName() {
      usersByName ??= byName(users)
      return usersByName
    },
    media: readAll('media', includes.media, isMedia, 'media_key', 'type'),
    polls: readAll('poll', includes.polls, isPoll, 'id'),
    places: readAll('place', includes.places, isPlace, 'id'),
    missing,
    missingUsers: userErrorsIn(problems),
  }
  for (const tweet of includes.tweets ?? []) {
    if (isTweet(tweet) && isWhole(tweet) && gapsAround(tweet).every(isRefused)) {
      tweets.set(tweet.id, tweet)
    }
  }
  return { related, isWhole, gapsAround }
}

const byName = (users: ReadonlyMap<string, User>): ReadonlyMap<string, User> =>
  new Map([...users.values()].map((user) => [(user.username ?? '').toLowerCase(), user]))

const isRefused = ({ code }: Gap): boolean => code === 'FIELD_REFUSED'

const NO_GAPS: readonly Gap[] = []

/** The ids and media keys of the objects, other posts excepted, that a post refers to. */
const idsIn = (tweet: Tweet): readonly string[] =>
  [
    tweet.author_id,
    tweet.in_reply_to_user_id,
    tweet.geo?.place_id,
    ...(tweet.attachments?.media_keys ?? []),
    ...(tweet.attachments?.poll_ids ?? []),
    ...articleMediaIn(tweet),
    ...mentionsIn(tweet).map(({ id }) => id),
  ].filter((id) => !isNullish(id))

const mentionsIn = ({ entities, note_tweet }: Tweet): MentionEntity[] =>
  [entities, note_tweet?.entities].flatMap((each) => each?.mentions ?? [])

const usernamesIn = (tweet: Tweet): string[] =>
  mentionsIn(tweet).map(({ username }) => username.toLowerCase())

const NONE: ReadonlyMap<string, never> = new Map<string, never>()

/** The entries with these keys, which are computed only if there are entries. */
const pick = <T>(
  all: ReadonlyMap<string, T>,
  keysOf: () => Iterable<string | null | undefined>,
): ReadonlyMap<string, T> => {
  if (all.size === 0) return NONE
  const picked: [key: string, item: T][] = []
  for (const key of keysOf()) {
    if (isNullish(key)) continue
    const item = all.get(key)
    if (item !== undefined && !picked.some(([other]) => other === key)) picked.push([key, item])
  }
  return smallMapOf(picked)
}

/** The usernames of all users are indexed only if there is a mention. */
const usersNamedIn = (tweets: readonly Tweet[], related: Related): Related['usersByName'] => {
  const names = tweets.flatMap(usernamesIn)
  return names.length === 0 ? NONE : pick(related.usersByName, () => names)
}

const referencesIn = (tweet: Tweet): readonly string[] => [
  ...(tweet.referenced_tweets?.map(({ id }) => id) ?? []),
  ...(tweet.edit_history_tweet_ids ?? []),
  ...(tweet.attachments?.media_source_tweet_id ?? []),
]

const mediaKeysIn = (tweet: Tweet): readonly string[] => [
  ...(tweet.attachments?.media_keys ?? []),
  ...articleMediaIn(tweet),
]

export const NOTHING_RELATED: Related = {
  tweets: NONE,
  users: NONE,
  usersByName: NONE,
  media: NONE,
  polls: NONE,
  places: NONE,
  missing: NONE,
  missingUsers: NONE,
}

const isNothing = ({ tweets, users, media, polls, places, missing, missingUsers }: Related) =>
  [tweets, users, media, polls, places, missing, missingUsers].every(({ size }) => size === 0)

/** The included objects that belong to one post of the response. */
export const relatedTo = (tweet: Tweet, related: Related): Related => {
  if (isNothing(related)) return NOTHING_RELATED
  const references = (): readonly string[] => referencesIn(tweet)
  const tweets = pick(related.tweets, references)
  const all = tweets.size === 0 ? [tweet] : [tweet, ...tweets.values()]
  return {
    tweets,
    users: pick(related.users, () =>
      all.flatMap(({ author_id, in_reply_to_user_id }) => [author_id, in_reply_to_user_id]),
    ),
    usersByName: usersNamedIn(all, related),
    media: pick(related.media, () => all.flatMap(mediaKeysIn)),
    polls: pick(related.polls, () => all.flatMap(({ attachments }) => attachments?.poll_ids ?? [])),
    places: pick(related.places, () => all.map(({ geo }) => geo?.place_id)),
    missing: pick(related.missing, references),
    missingUsers: pick(related.missingUsers, () =>
      all.flatMap((each) => [...idsIn(each), ...usernamesIn(each)]),
    ),
  }
}
