// X's words: which fields and expansions it accepts, which of them come unasked, and how both are
// spelt in its two dialects. The lists are in the order in which X prints them in its error messages.

/** `tweet.fields` gets tweet words back, `post.fields` gets post words. */
export type Dialect = 'tweet' | 'post'

/** As X listed them in a 400 of August 2026. */
export const TWEET_FIELDS = [
  'id',
  'text',
  'edit_history_tweet_ids',
  'withheld',
  'rest_id',
  'created_at',
  'author_id',
  'conversation_id',
  'in_reply_to_user_id',
  'referenced_tweets',
  'attachments',
  'lang',
  'possibly_sensitive',
  'paid_partnership',
  'reply_settings',
  'source',
  'display_text_range',
  'card_uri',
  'community_id',
  'note_tweet',
  'scopes',
  'username',
  'suggested_source_links',
  'suggested_source_links_with_counts',
  'matched_media_notes',
  'note_request_suggestions',
  'public_metrics',
  'context_annotations',
  'entities',
  'geo',
  'edit_controls',
  'media_metadata',
  'non_public_metrics',
  'organic_metrics',
  'promoted_metrics',
  'article',
] as const

export type TweetField = (typeof TWEET_FIELDS)[number]

/** In the post dialect, by their tweet names. The ones with an id expansion of their own are no fields there. */
const POST_FIELD_SPELLING: ReadonlyMap<string, string> = new Map([
  ...TWEET_FIELDS.map((name): [string, string] => [name, name]),
  ['note_post', 'note_tweet'],
  ['article_title', 'article_title'],
  ['edit_history_post_ids', 'edit_history_tweet_ids'],
  ['referenced_posts', 'referenced_tweets'],
])

const POST_FIELDS: readonly string[] = [
  'article',
  'article_title',
  'attachments',
  'card_uri',
  'community_id',
  'context_annotations',
  'conversation_id',
  'created_at',
  'display_text_range',
  'edit_controls',
  'entities',
  'geo',
  'id',
  'lang',
  'matched_media_notes',
  'media_metadata',
  'non_public_metrics',
  'note_post',
  'note_request_suggestions',
  'organic_metrics',
  'paid_partnership',
  'possibly_sensitive',
  'promoted_metrics',
  'public_metrics',
  'reply_settings',
  'scopes',
  'source',
  'suggested_source_links',
  'suggested_source_links_with_counts',
  'text',
  'withheld',
]

export const MEDIA_FIELDS = [
  'alt_text',
  'duration_ms',
  'height',
  'media_key',
  'non_public_metrics',
  'organic_metrics',
  'preview_image_url',
  'promoted_metrics',
  'public_metrics',
  'type',
  'url',
  'variants',
  'width',
] as const

export const POLL_FIELDS = [
  'duration_minutes',
  'end_datetime',
  'id',
  'options',
  'voting_status',
] as const

export const PLACE_FIELDS = [
  'contained_within',
  'country',
  'country_code',
  'full_name',
  'geo',
  'id',
  'name',
  'place_type',
] as const

export const USER_FIELDS = [
  'affiliation',
  'confirmed_email',
  'connection_status',
  'created_at',
  'description',
  'entities',
  'id',
  'is_identity_verified',
  'location',
  'most_recent_tweet_id',
  'name',
  'parody',
  'pinned_tweet_id',
  'profile_banner_url',
  'profile_image_url',
  'protected',
  'public_metrics',
  'receives_your_dm',
  'subscribes_to_you',
  'subscription',
  'subscription_type',
  'url',
  'username',
  'verified',
  'verified_followers_count',
  'verified_type',
  'withheld',
] as const

const USER_FIELD_SPELLING: ReadonlyMap<string, string> = new Map([
  ...USER_FIELDS.map((name): [string, string] => [name, name]),
  ['most_recent_post_id', 'most_recent_tweet_id'],
  ['pinned_post_id', 'pinned_tweet_id'],
])

const TWEET_EXPANSIONS = [
  'edit_history_tweet_ids',
  'author_id',
  'in_reply_to_user_id',
  'referenced_tweets',
  'attachments.media_keys',
  'attachments.poll_ids',
  'attachments.media_source_tweet',
  'username',
  'entities.mentions.username',
  'geo.place_id',
  'article.cover_media',
  'article.media_entities',
]

/** Accepted though not listed any more, and the spellings of the post dialect; by their tweet names. */
const EXPANSION_SPELLING: ReadonlyMap<string, string> = new Map([
  ...TWEET_EXPANSIONS.map((name): [string, string] => [name, name]),
  ['referenced_tweets', 'referenced_tweets.id'],
  ['referenced_tweets.id', 'referenced_tweets.id'],
  ['referenced_tweets.id.author_id', 'referenced_tweets.id.author_id'],
  ['referenced_tweets.id.attachments.media_keys', 'referenced_tweets.id.attachments.media_keys'],
  ['entities.note.mentions.username', 'entities.note.mentions.username'],
  // An internal name: seen to be taken silently.
  ['attachments.media_ids', 'attachments.media_ids'],
  ['edit_history_post_ids', 'edit_history_tweet_ids'],
  ['referenced_posts', 'referenced_tweets.id'],
])

const USER_EXPANSIONS = ['affiliation', 'most_recent_tweet_id', 'pinned_tweet_id']

const USER_EXPANSION_SPELLING: ReadonlyMap<string, string> = new Map([
  ['affiliation', 'affiliation'],
  ['affiliation.user_id', 'affiliation'],
  ['most_recent_tweet_id', 'most_recent_tweet_id'],
  ['most_recent_post_id', 'most_recent_tweet_id'],
  ['pinned_tweet_id', 'pinned_tweet_id'],
  ['pinned_post_id', 'pinned_tweet_id'],
])

const same = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name, name]))

/** What comes unasked. */
export const DEFAULT_FIELDS = {
  tweet: ['edit_history_tweet_ids', 'id', 'text'],
  media: ['media_key', 'type'],
  poll: ['id', 'options'],
  place: ['full_name', 'id'],
  user: ['id', 'name', 'username'],
} as const

/** What a list parameter accepts (wire spelling → our one spelling) and how X lists it when refused. */
export interface ListParameter<T extends string = string> {
  readonly accepted: ReadonlyMap<string, T>
  readonly listed: readonly string[]
}

export const LIST_PARAMETERS = {
  'tweet.fields': { accepted: same(TWEET_FIELDS), listed: TWEET_FIELDS },
  'post.fields': { accepted: POST_FIELD_SPELLING, listed: POST_FIELDS },
  'media.fields': { accepted: same(MEDIA_FIELDS), listed: MEDIA_FIELDS },
  'poll.fields': { accepted: same(POLL_FIELDS), listed: POLL_FIELDS },
  'place.fields': { accepted: same(PLACE_FIELDS), listed: PLACE_FIELDS },
  'user.fields': { accepted: USER_FIELD_SPELLING, listed: USER_FIELDS },
} as const satisfies Readonly<Record<string, ListParameter>>

export const POST_EXPANSIONS_PARAMETER: ListParameter = {
  accepted: EXPANSION_SPELLING,
  listed: TWEET_EXPANSIONS,
}

export const USER_EXPANSIONS_PARAMETER: ListParameter = {
  accepted: USER_EXPANSION_SPELLING,
  listed: USER_EXPANSIONS,
}

/** Asking an expansion also brings the field that holds the id it expands. */
export const FIELD_OF_EXPANSION: Readonly<Record<string, TweetField>> = {
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
}

/** Key by key, at any depth of an answer in the post dialect. */
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
