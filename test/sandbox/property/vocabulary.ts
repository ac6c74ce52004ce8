// X's field names from its OpenAPI documents and recorded 400s. They are independent of the sandbox, so that an error
// there is not repeated here.

export const TWEET_FIELDS = [
  'article',
  'attachments',
  'author_id',
  'card_uri',
  'community_id',
  'context_annotations',
  'conversation_id',
  'created_at',
  'display_text_range',
  'edit_controls',
  'edit_history_tweet_ids',
  'entities',
  'geo',
  'id',
  'in_reply_to_user_id',
  'lang',
  'matched_media_notes',
  'media_metadata',
  'non_public_metrics',
  'note_request_suggestions',
  'note_tweet',
  'organic_metrics',
  'paid_partnership',
  'possibly_sensitive',
  'promoted_metrics',
  'public_metrics',
  'referenced_tweets',
  'reply_settings',
  'scopes',
  'source',
  'suggested_source_links',
  'suggested_source_links_with_counts',
  'text',
  'withheld',
]

/** Fields of the post dialect, which has none for ids that an expansion adds. */
const NO_POST_FIELDS = new Set([
  'author_id',
  'edit_history_tweet_ids',
  'in_reply_to_user_id',
  'referenced_tweets',
])

/** Names that the dialects have for the same keys and fields. */
export const POST_NAMES: Readonly<Record<string, string>> = {
  edit_history_tweet_ids: 'edit_history_post_ids',
  referenced_tweets: 'referenced_posts',
  note_tweet: 'note_post',
  retweet_count: 'repost_count',
  tweet_count: 'post_count',
  most_recent_tweet_id: 'most_recent_post_id',
  pinned_tweet_id: 'pinned_post_id',
  tweets: 'posts',
}

export const TWEET_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(POST_NAMES).map(([tweet, post]) => [post, tweet]),
)

export const POST_FIELDS = [
  'article_title',
  ...TWEET_FIELDS.filter((name) => !NO_POST_FIELDS.has(name)).map(
    (name) => POST_NAMES[name] ?? name,
  ),
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
]

export const POLL_FIELDS = ['duration_minutes', 'end_datetime', 'id', 'options', 'voting_status']

export const PLACE_FIELDS = [
  'contained_within',
  'country',
  'country_code',
  'full_name',
  'geo',
  'id',
  'name',
  'place_type',
]

/** Expansions in both documents; the two ids below have a name in each dialect. */
const USER_FIELDS = [
  'confirmed_email',
  'connection_status',
  'created_at',
  'description',
  'entities',
  'id',
  'is_identity_verified',
  'location',
  'name',
  'parody',
  'profile_banner_url',
  'profile_image_url',
  'protected',
  'public_metrics',
  'receives_your_dm',
  'subscription',
  'subscription_type',
  'url',
  'username',
  'verified',
  'verified_followers_count',
  'verified_type',
  'withheld',
]

export const TWEET_USER_FIELDS = [
  ...USER_FIELDS,
  'affiliation',
  'most_recent_tweet_id',
  'pinned_tweet_id',
]

export const POST_USER_FIELDS = [
  ...USER_FIELDS,
  'most_recent_post_id',
  'pinned_post_id',
  'subscribes_to_you',
]

/** The field that each expansion adds. */
export const FIELD_OF_EXPANSION: Readonly<Record<string, string>> = {
  'affiliation.user_id': 'affiliation',
  'article.cover_media': 'article',
  'article.media_entities': 'article',
  'attachments.media_keys': 'attachments',
  'attachments.media_source_tweet': 'attachments',
  'attachments.poll_ids': 'attachments',
  author_id: 'author_id',
  edit_history_tweet_ids: 'edit_history_tweet_ids',
  'entities.mentions.username': 'entities',
  'entities.note.mentions.username': 'note_tweet',
  'geo.place_id': 'geo',
  in_reply_to_user_id: 'in_reply_to_user_id',
  'referenced_tweets.id': 'referenced_tweets',
  'referenced_tweets.id.attachments.media_keys': 'referenced_tweets',
  'referenced_tweets.id.author_id': 'referenced_tweets',
  username: 'username',
}

export const TWEET_EXPANSIONS = Object.keys(FIELD_OF_EXPANSION).filter(
  (name) => name !== 'affiliation.user_id',
)

export const POST_EXPANSIONS = [
  'article.cover_media',
  'article.media_entities',
  'attachments.media_keys',
  'attachments.media_source_tweet',
  'attachments.poll_ids',
  'author_id',
  'edit_history_post_ids',
  'entities.mentions.username',
  'geo.place_id',
  'in_reply_to_user_id',
  'referenced_posts',
  'username',
]

/** Expansions whose name in the post dialect differs from that of the field. */
export const TWEET_EXPANSION_OF: Readonly<Record<string, string>> = {
  ...TWEET_NAMES,
  referenced_posts: 'referenced_tweets.id',
}

export const TWEET_USER_EXPANSIONS = [
  'affiliation.user_id',
  'most_recent_tweet_id',
  'pinned_tweet_id',
]
export const POST_USER_EXPANSIONS = ['affiliation', 'most_recent_post_id', 'pinned_post_id']

/** Fields returned by default. */
export const DEFAULT_FIELDS = {
  media: ['media_key', 'type'],
  places: ['full_name', 'id'],
  polls: ['id', 'options'],
  tweets: ['edit_history_tweet_ids', 'id', 'text'],
  users: ['id', 'name', 'username'],
} as const

export const PRIVATE_GROUPS = ['non_public_metrics', 'organic_metrics', 'promoted_metrics']
