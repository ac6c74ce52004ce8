// The fields and expansions that X accepts, its default fields, and their names in its two dialects. The lists
// have the order of X's error messages.

/** A request with `tweet.fields` is answered in the tweet dialect, one with `post.fields` in the post dialect. */
export type Dialect = 'tweet' | 'post'

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Names that are the same in both dialects. */
export const unchangedNames = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name, name]))

/** The list in a 400 of August 2026. */
export const TWEET_FIELDS = words(`
  id text edit_history_tweet_ids withheld rest_id created_at author_id conversation_id
  in_reply_to_user_id referenced_tweets attachments lang possibly_sensitive paid_partnership
  reply_settings source display_text_range card_uri community_id note_tweet scopes username
  suggested_source_links suggested_source_links_with_counts matched_media_notes
  note_request_suggestions public_metrics context_annotations entities geo edit_controls
  media_metadata non_public_metrics organic_metrics promoted_metrics article
`)

/** The list in X's OpenAPI document: ids that an expansion adds are no fields of this dialect. */
const POST_FIELDS = words(`
  article article_title attachments card_uri community_id context_annotations conversation_id
  created_at display_text_range edit_controls entities geo id lang matched_media_notes
  media_metadata non_public_metrics note_post note_request_suggestions organic_metrics
  paid_partnership possibly_sensitive promoted_metrics public_metrics reply_settings scopes
  source suggested_source_links suggested_source_links_with_counts text withheld
`)

const POST_FIELD_NAMES: ReadonlyMap<string, string> = new Map([
  ...unchangedNames(POST_FIELDS),
  ['note_post', 'note_tweet'],
])

export const MEDIA_FIELDS = words(`
  alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url
  promoted_metrics public_metrics type url variants width
`)

export const POLL_FIELDS = words('duration_minutes end_datetime id options voting_status')

export const PLACE_FIELDS = words(
  'contained_within country country_code full_name geo id name place_type',
)

export const USER_FIELDS = words(`
  affiliation confirmed_email connection_status created_at description entities id
  is_identity_verified location most_recent_tweet_id name parody pinned_tweet_id
  profile_banner_url profile_image_url protected public_metrics receives_your_dm
  subscribes_to_you subscription subscription_type url username verified
  verified_followers_count verified_type withheld
`)

const USER_FIELD_NAMES: ReadonlyMap<string, string> = new Map([
  ...unchangedNames(USER_FIELDS),
  ['most_recent_post_id', 'most_recent_tweet_id'],
  ['pinned_post_id', 'pinned_tweet_id'],
])

const TWEET_EXPANSIONS = words(`
  edit_history_tweet_ids author_id in_reply_to_user_id referenced_tweets attachments.media_keys
  attachments.poll_ids attachments.media_source_tweet username entities.mentions.username
  geo.place_id article.cover_media article.media_entities
`)

/** Undocumented expansions that X accepts. The last one is an internal name, which X ignores. */
const UNLISTED_EXPANSIONS = words(`
  referenced_tweets.id referenced_tweets.id.author_id
  referenced_tweets.id.attachments.media_keys entities.note.mentions.username
  attachments.media_ids
`)

/** Accepted expansions, with their tweet names: listed, undocumented, and those of the post dialect. */
const EXPANSION_NAMES: ReadonlyMap<string, string> = new Map([
  ...unchangedNames(TWEET_EXPANSIONS),
  ['referenced_tweets', 'referenced_tweets.id'],
  ...unchangedNames(UNLISTED_EXPANSIONS),
  ['edit_history_post_ids', 'edit_history_tweet_ids'],
  ['referenced_posts', 'referenced_tweets.id'],
])

const USER_EXPANSIONS = ['affiliation', 'most_recent_tweet_id', 'pinned_tweet_id']

const USER_EXPANSION_NAMES: ReadonlyMap<string, string> = new Map([
  ...unchangedNames(USER_EXPANSIONS),
  ['affiliation.user_id', 'affiliation'],
  ['most_recent_post_id', 'most_recent_tweet_id'],
  ['pinned_post_id', 'pinned_tweet_id'],
])

/** Fields that X returns without a request. */
export const DEFAULT_FIELDS = {
  tweet: ['edit_history_tweet_ids', 'id', 'text'],
  media: ['media_key', 'type'],
  poll: ['id', 'options'],
  place: ['full_name', 'id'],
  user: ['id', 'name', 'username'],
} as const

/** The accepted values of a list parameter, with their tweet names, and the values that X lists in errors. */
export interface ListParameter<T extends string = string> {
  readonly accepted: ReadonlyMap<string, T>
  readonly listed: readonly string[]
}

export const LIST_PARAMETERS = {
  'tweet.fields': { accepted: unchangedNames(TWEET_FIELDS), listed: TWEET_FIELDS },
  'post.fields': { accepted: POST_FIELD_NAMES, listed: POST_FIELDS },
  'media.fields': { accepted: unchangedNames(MEDIA_FIELDS), listed: MEDIA_FIELDS },
  'poll.fields': { accepted: unchangedNames(POLL_FIELDS), listed: POLL_FIELDS },
  'place.fields': { accepted: unchangedNames(PLACE_FIELDS), listed: PLACE_FIELDS },
  'user.fields': { accepted: USER_FIELD_NAMES, listed: USER_FIELDS },
} as const satisfies Readonly<Record<string, ListParameter>>

export const POST_EXPANSIONS_PARAMETER: ListParameter = {
  accepted: EXPANSION_NAMES,
  listed: TWEET_EXPANSIONS,
}

export const USER_EXPANSIONS_PARAMETER: ListParameter = {
  accepted: USER_EXPANSION_NAMES,
  listed: USER_EXPANSIONS,
}

/** An expansion also adds the field that holds the expanded id. */
export const FIELD_OF_EXPANSION: Readonly<Record<string, string>> = {
  'article.cover_media': 'article',
  'article.media_entities': 'article',
  author_id: 'author_id',
  in_reply_to_user_id: 'in_reply_to_user_id',
  edit_history_tweet_ids: 'edit_history_tweet_ids',
  'referenced_tweets.id': 'referenced_tweets',
  'referenced_tweets.id.author_id': 'referenced_tweets',
  'referenced_tweets.id.attachments.media_keys': 'referenced_tweets',
  'attachments.media_keys': 'attachments',
  'attachments.media_source_tweet': 'attachments',
  'attachments.poll_ids': 'attachments',
  'entities.mentions.username': 'entities',
  'entities.note.mentions.username': 'note_tweet',
  'geo.place_id': 'geo',
  username: 'username',
}

/** The keys that the post dialect renames, at any depth of a response. */
export const POST_DIALECT: Readonly<Record<string, string>> = {
  edit_history_tweet_ids: 'edit_history_post_ids',
  referenced_tweets: 'referenced_posts',
  note_tweet: 'note_post',
  retweet_count: 'repost_count',
  tweet_count: 'post_count',
  most_recent_tweet_id: 'most_recent_post_id',
  pinned_tweet_id: 'pinned_post_id',
  tweets: 'posts',
}

export type PrivateGroup = 'non_public_metrics' | 'organic_metrics' | 'promoted_metrics'

export const PRIVATE_GROUPS: readonly PrivateGroup[] = [
  'non_public_metrics',
  'organic_metrics',
  'promoted_metrics',
]
