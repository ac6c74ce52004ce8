// X's names of fields and expansions, in its classic vocabulary, and the rules of its ids.
//
// @see https://docs.x.com/x-api/posts/get-posts-by-ids

import type { Media, Place, Poll, Tweet, User } from './types.ts'

export type TweetField = Exclude<keyof Tweet, 'id'>
export type MediaField = Exclude<keyof Media, 'media_key'>
export type UserField = Exclude<keyof User, 'id'>
export type PollField = Exclude<keyof Poll, 'id'>
export type PlaceField = Exclude<keyof Place, 'id'>

/** The expansions that bring posts with the posts that refer to them. */
export type PostExpansion =
  | 'attachments.media_source_tweet'
  | 'edit_history_tweet_ids'
  | 'referenced_tweets.id'

export type Expansion =
  | PostExpansion
  | 'article.cover_media'
  | 'article.media_entities'
  | 'attachments.media_keys'
  | 'attachments.poll_ids'
  | 'author_id'
  | 'entities.mentions.username'
  | 'entities.note.mentions.username'
  | 'geo.place_id'
  | 'in_reply_to_user_id'
  | 'referenced_tweets.id.author_id'
  | 'referenced_tweets.id.attachments.media_keys'

/**
 * Metrics that X shows to the author of a young post only, in user context.
 * @see https://docs.x.com/x-api/fundamentals/metrics
 */
export type PrivateGroup = 'non_public_metrics' | 'organic_metrics' | 'promoted_metrics'

/** X's name of a group of metrics, of posts and media alike. */
export type PostGroup = 'public_metrics' | PrivateGroup

export const PRIVATE_GROUPS: readonly PrivateGroup[] = [
  'non_public_metrics',
  'organic_metrics',
  'promoted_metrics',
]

/** Part of every post, requested or not. */
export const DEFAULT_TWEET_FIELDS: readonly TweetField[] = ['edit_history_tweet_ids', 'text']

/** The kind of names by which a request names users. */
export type NamedBy = 'ids' | 'usernames'

/** @see https://docs.x.com/x-api/posts/get-posts-by-ids */
export const MAX_IDS_PER_CALL = 100

/**
 * Whether a value is the id of a post or a user: text of 1 to 19 digits.
 * @see https://docs.x.com/fundamentals/x-ids
 */
export const isId = (value: unknown): value is string => {
  if (typeof value !== 'string') return false
  const { length } = value
  if (length === 0 || length > 19) return false
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index)
    if (code < 48 || code > 57) return false
  }
  return true
}

const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657n

/** Ids up to this one were counted up and carry no time. X does not document it; the number is widely reported. */
const LAST_SEQUENTIAL_ID = 29_700_859_247n

/**
 * The time at which a post was written, which its id carries.
 * @see https://docs.x.com/fundamentals/x-ids
 */
export const timeOfId = (id: string): number | undefined => {
  const number = BigInt(id)
  return number > LAST_SEQUENTIAL_ID ? Number((number >> 22n) + SNOWFLAKE_EPOCH_MS) : undefined
}

/** The lowest id of a post written at a time; undefined for times before ids carried them. */
export const firstIdAt = (time: number): string | undefined => {
  const id = (BigInt(Math.floor(time)) - SNOWFLAKE_EPOCH_MS) << 22n
  return id > LAST_SEQUENTIAL_ID ? String(id) : undefined
}

/** The next lower id, which turns an inclusive lower bound into an exclusive one. */
export const idBefore = (id: string): string => String(BigInt(id) - 1n)

/** Orders ids from the newest to the oldest: younger posts have higher ids. */
export const newestFirst = (one: string, other: string): number =>
  other.length - one.length || (one === other ? 0 : one < other ? 1 : -1)

/**
 * The age up to which X documents private metrics of a post. In September 2026, X served them at 76.6 days and refused
 * them at 90.2 (recorded).
 * @see https://docs.x.com/x-api/fundamentals/metrics
 */
export const DOCUMENTED_PRIVATE_DAYS = 30

export const DOCUMENTED_PRIVATE_MS = DOCUMENTED_PRIVATE_DAYS * 86_400_000
