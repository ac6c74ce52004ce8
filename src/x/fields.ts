// X's vocabulary for looking posts up, in its classic dialect, and which of it is not for everybody.
//
// @see https://docs.x.com/x-api/posts/get-posts-by-ids

export type TweetField =
  | 'attachments'
  | 'author_id'
  | 'context_annotations'
  | 'conversation_id'
  | 'created_at'
  | 'edit_controls'
  | 'edit_history_tweet_ids'
  | 'entities'
  | 'geo'
  | 'in_reply_to_user_id'
  | 'lang'
  | 'note_tweet'
  | 'possibly_sensitive'
  | 'referenced_tweets'
  | 'reply_settings'
  | 'source'
  | 'text'
  | 'withheld'
  | 'public_metrics'
  | PrivateGroup

export type MediaField =
  | 'alt_text'
  | 'duration_ms'
  | 'height'
  | 'preview_image_url'
  | 'type'
  | 'url'
  | 'variants'
  | 'width'
  | 'public_metrics'
  | PrivateGroup

export type UserField =
  | 'created_at'
  | 'description'
  | 'entities'
  | 'location'
  | 'most_recent_tweet_id'
  | 'name'
  | 'pinned_tweet_id'
  | 'profile_image_url'
  | 'protected'
  | 'public_metrics'
  | 'url'
  | 'username'
  | 'verified'
  | 'verified_type'
  | 'withheld'

export type PollField = 'duration_minutes' | 'end_datetime' | 'options' | 'voting_status'

export type PlaceField =
  | 'contained_within'
  | 'country'
  | 'country_code'
  | 'full_name'
  | 'geo'
  | 'name'
  | 'place_type'

export type Expansion =
  | 'attachments.media_keys'
  | 'attachments.poll_ids'
  | 'author_id'
  | 'edit_history_tweet_ids'
  | 'entities.mentions.username'
  | 'geo.place_id'
  | 'in_reply_to_user_id'
  | 'referenced_tweets.id'
  | 'referenced_tweets.id.author_id'
  | 'referenced_tweets.id.attachments.media_keys'

/** Only for the author of a post, in user context, and only while it is young. */
export type PrivateGroup = 'non_public_metrics' | 'organic_metrics' | 'promoted_metrics'

export const PRIVATE_GROUPS: readonly PrivateGroup[] = [
  'non_public_metrics',
  'organic_metrics',
  'promoted_metrics',
]

/** Come with every post, asked or not. */
export const DEFAULT_TWEET_FIELDS: readonly TweetField[] = ['edit_history_tweet_ids', 'text']

/** The two ways in which a request names users. */
export type NamedBy = 'ids' | 'usernames'

/** X refuses a longer list. */
export const MAX_IDS_PER_CALL = 100

/** Of a post or a user: 1 to 19 digits, as text. */
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

/** Ids up to this one were counted up and carry no time. A border from common lore. */
const LAST_SEQUENTIAL_ID = 29_700_859_247n

/**
 * When a post was written, from its id alone.
 * @see https://docs.x.com/fundamentals/x-ids
 */
export const timeOfId = (id: string): number | undefined => {
  const number = BigInt(id)
  return number > LAST_SEQUENTIAL_ID ? Number((number >> 22n) + SNOWFLAKE_EPOCH_MS) : undefined
}

/** The first that a post of that moment can have. Nothing for what no id tells. */
export const firstIdAt = (time: number): string | undefined => {
  const id = (BigInt(Math.floor(time)) - SNOWFLAKE_EPOCH_MS) << 22n
  return id > LAST_SEQUENTIAL_ID ? String(id) : undefined
}

/** The one before: for bounds that are not part of what they bound. */
export const idBefore = (id: string): string => String(BigInt(id) - 1n)

/** Ids are as old as they are big. */
export const newestFirst = (one: string, other: string): number =>
  other.length - one.length || (one === other ? 0 : one < other ? 1 : -1)

/** X documents that private metrics end 30 days after a post was written (and serves them longer). */
export const DOCUMENTED_PRIVATE_DAYS = 30

export const DOCUMENTED_PRIVATE_MS = DOCUMENTED_PRIVATE_DAYS * 86_400_000
