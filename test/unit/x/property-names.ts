// The properties of X's objects, as X documents them and as they were recorded, in the classic vocabulary. Below each path
// are the properties of the object there.

const LINK =
  'start end url expanded_url display_url unwound_url title description media_key status images'
const IMAGE = 'url width height'
const TAG = 'start end tag'
const MENTION = 'start end username id'
const ANNOTATION = 'start end probability type normalized_text'
const TOPIC = 'id name description'
const QUARTILES =
  'playback_0_count playback_25_count playback_50_count playback_75_count playback_100_count'
const CONTEXT =
  'impression_count like_count reply_count retweet_count url_link_clicks user_profile_clicks'

const entities = (path: string): Readonly<Record<string, string>> => ({
  [path]: 'urls mentions hashtags cashtags annotations',
  [`${path}.urls`]: LINK,
  [`${path}.urls.images`]: IMAGE,
  [`${path}.mentions`]: MENTION,
  [`${path}.hashtags`]: TAG,
  [`${path}.cashtags`]: TAG,
  [`${path}.annotations`]: ANNOTATION,
})

const link = (path: string): Readonly<Record<string, string>> => ({
  [path]: LINK,
  [`${path}.images`]: IMAGE,
})

const PROPERTIES: Readonly<Record<string, string>> = {
  tweet: `article article_title attachments author_id card_uri community_id context_annotations conversation_id created_at
    display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang matched_media_notes
    media_metadata non_public_metrics note_request_suggestions note_tweet organic_metrics paid_partnership
    possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings scopes source
    suggested_source_links suggested_source_links_with_counts text username withheld`,
  'tweet.article': 'title preview_text cover_media media_entities',
  'tweet.attachments': 'media_keys media_source_tweet_id poll_ids',
  'tweet.context_annotations': 'domain entity',
  'tweet.context_annotations.domain': TOPIC,
  'tweet.context_annotations.entity': TOPIC,
  'tweet.edit_controls': 'editable_until edits_remaining is_edit_eligible',
  ...entities('tweet.entities'),
  'tweet.geo': 'coordinates place_id',
  'tweet.geo.coordinates': 'coordinates type',
  'tweet.matched_media_notes': 'match_status note_id',
  'tweet.media_metadata': 'alt_text description media_key title',
  'tweet.non_public_metrics': 'impression_count url_link_clicks user_profile_clicks engagements',
  'tweet.note_request_suggestions': 'source_link suggestion suggestion_id',
  ...link('tweet.note_request_suggestions.source_link'),
  'tweet.note_tweet': 'text entities',
  ...entities('tweet.note_tweet.entities'),
  'tweet.organic_metrics': CONTEXT,
  'tweet.promoted_metrics': CONTEXT,
  'tweet.public_metrics':
    'bookmark_count impression_count like_count quote_count reply_count retweet_count',
  'tweet.referenced_tweets': 'id type',
  'tweet.scopes': 'followers',
  ...link('tweet.suggested_source_links'),
  'tweet.suggested_source_links_with_counts': 'count url',
  ...link('tweet.suggested_source_links_with_counts.url'),
  'tweet.withheld': 'copyright country_codes scope',
  media: `alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url promoted_metrics
    public_metrics type url variants width`,
  'media.non_public_metrics': QUARTILES,
  'media.organic_metrics': `view_count ${QUARTILES}`,
  'media.promoted_metrics': `view_count ${QUARTILES}`,
  'media.public_metrics': 'view_count',
  'media.variants': 'bit_rate content_type url',
  user: `affiliation confirmed_email connection_status created_at description entities id is_identity_verified location
    most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected public_metrics
    receives_your_dm subscribes_to_you subscription subscription_type url username verified verified_followers_count
    verified_type withheld`,
  'user.affiliation': 'badge_url description url user_id',
  'user.entities': 'description url',
  ...entities('user.entities.description'),
  'user.entities.url': 'urls',
  ...link('user.entities.url.urls'),
  'user.public_metrics':
    'followers_count following_count like_count listed_count media_count tweet_count',
  'user.subscription': 'subscribes_to_you',
  'user.withheld': 'country_codes scope',
  poll: 'duration_minutes end_datetime id options voting_status',
  'poll.options': 'label position votes',
  place: 'contained_within country country_code full_name geo id name place_type',
  'place.geo': 'bbox geometry properties type',
  'place.geo.geometry': 'coordinates type',
}

export const paths: readonly string[] = Object.entries(PROPERTIES).flatMap(([parent, names]) =>
  names.split(/\s+/).map((name) => `${parent}.${name}`),
)
