// The queries of the recordings. Without a recorded request, the fields are inferred from the response.

export type Query = Readonly<Record<string, string>>

/** Expansions that add the field with the expanded id. */
const WITH_ITS_FIELD =
  /^(author_id|in_reply_to_user_id|referenced_tweets|attachments|geo|entities)\b/

/** The fields that a query requests, explicitly or by an expansion. */
export const requestedFields = (
  query: Query | undefined,
  parameter: string,
): ReadonlySet<string> => {
  const list = (name: string): string[] => query?.[name]?.split(',') ?? []
  if (parameter !== 'tweet.fields') return new Set(list(parameter))
  const brought = list('expansions').flatMap((name) => WITH_ITS_FIELD.exec(name)?.[0] ?? [])
  return new Set([...list(parameter), ...brought, 'edit_history_tweet_ids'])
}

const PLACE = 'contained_within,country,country_code,full_name,geo,id,name,place_type'
const POLL = 'duration_minutes,end_datetime,id,options,voting_status'
const USER =
  'created_at,description,entities,id,location,name,pinned_tweet_id,profile_image_url,protected,public_metrics,url,username,verified,withheld'

const POST_2020 =
  'attachments,author_id,created_at,entities,geo,id,in_reply_to_user_id,lang,possibly_sensitive,referenced_tweets,source,text,withheld'

export const IN_2020 = {
  manyPosts: {
    'tweet.fields': 'author_id,entities,attachments,conversation_id,created_at,referenced_tweets',
  },
  author: { 'tweet.fields': 'author_id', expansions: 'author_id' },
  post: { 'tweet.fields': POST_2020 },
  media: {
    'tweet.fields': POST_2020,
    expansions: 'attachments.media_keys',
    'media.fields': 'duration_ms,height,media_key,preview_image_url,public_metrics,type,url,width',
  },
  place: { expansions: 'geo.place_id', 'place.fields': PLACE },
  poll: { expansions: 'attachments.poll_ids', 'poll.fields': POLL },
} as const satisfies Record<string, Query>

export const DUMMIES = {
  expansions: 'dummy',
  'tweet.fields': 'dummy',
  'media.fields': 'dummy',
  'poll.fields': 'dummy',
  'place.fields': 'dummy',
  'user.fields': 'dummy',
}

const ALL_PUBLIC = {
  expansions:
    'author_id,referenced_tweets.id,referenced_tweets.id.author_id,entities.mentions.username,attachments.poll_ids,attachments.media_keys,in_reply_to_user_id,geo.place_id',
  'tweet.fields':
    'attachments,author_id,context_annotations,conversation_id,created_at,entities,geo,id,in_reply_to_user_id,lang,possibly_sensitive,public_metrics,referenced_tweets,reply_settings,source,text,withheld',
  'media.fields':
    'alt_text,duration_ms,height,media_key,non_public_metrics,organic_metrics,preview_image_url,promoted_metrics,public_metrics,type,url,width',
  'poll.fields': POLL,
  'place.fields': PLACE,
  'user.fields': USER,
}

export const IN_2022 = {
  allPublic: ALL_PUBLIC,
  allPrivate: {
    ...ALL_PUBLIC,
    'tweet.fields': `${ALL_PUBLIC['tweet.fields']},non_public_metrics,organic_metrics,promoted_metrics`,
  },
  nonPublic: { 'tweet.fields': 'non_public_metrics' },
  allMetrics: {
    'tweet.fields': 'public_metrics,non_public_metrics,organic_metrics,promoted_metrics',
  },
  sourceAndAuthor: { 'tweet.fields': 'created_at,source', expansions: 'author_id' },
  sourceAndPicture: {
    'tweet.fields': 'created_at,source',
    expansions: 'author_id',
    'user.fields': 'profile_image_url',
  },
  placeAndPicture: {
    'tweet.fields': 'author_id,created_at,geo,id,source,text',
    expansions: 'author_id',
    'user.fields': 'profile_image_url',
  },
  organicOfReferences: {
    'tweet.fields': 'organic_metrics',
    expansions: 'referenced_tweets.id,referenced_tweets.id.author_id',
  },
} as const satisfies Record<string, Query>

const OWN_2026 =
  'id,text,created_at,lang,conversation_id,in_reply_to_user_id,referenced_tweets,entities,attachments,source,public_metrics,non_public_metrics,organic_metrics,promoted_metrics'
const OWN_MEDIA_2026 = 'media_key,type,public_metrics,non_public_metrics,organic_metrics'

export const IN_2026 = {
  me: { 'user.fields': 'id,username,name,public_metrics,created_at,verified_type' },
  own: {
    'tweet.fields': OWN_2026,
    expansions: 'attachments.media_keys',
    'media.fields': OWN_MEDIA_2026,
  },
  ownAll: {
    'tweet.fields': `${OWN_2026},note_tweet,context_annotations,edit_history_tweet_ids,edit_controls,possibly_sensitive,reply_settings,display_text_range,article,community_id,card_uri`,
    expansions: 'attachments.media_keys',
    'media.fields': `${OWN_MEDIA_2026},duration_ms,alt_text,preview_image_url,url,width,height,variants`,
  },
} as const satisfies Record<string, Query>

const TWARC_POST =
  'attachments,author_id,context_annotations,conversation_id,created_at,entities,geo,id,in_reply_to_user_id,lang,public_metrics,text,possibly_sensitive,referenced_tweets,reply_settings,source,withheld'

const TWARC_2021 = {
  expansions:
    'author_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,entities.mentions.username,attachments.poll_ids,attachments.media_keys,geo.place_id',
  'tweet.fields': TWARC_POST,
  'user.fields': USER,
  'media.fields': 'duration_ms,height,media_key,preview_image_url,type,url,width,public_metrics',
  'poll.fields': POLL,
  'place.fields': PLACE,
}

const TWARC_EARLY_2022 = {
  ...TWARC_2021,
  'media.fields': `alt_text,${TWARC_2021['media.fields']}`,
}

const TWARC_LATE_2022 = {
  ...TWARC_EARLY_2022,
  expansions: `${TWARC_2021.expansions},edit_history_tweet_ids`,
  'tweet.fields': `${TWARC_POST},edit_controls`,
}

const TWARC_2023 = {
  ...TWARC_LATE_2022,
  'tweet.fields': `${TWARC_POST},edit_controls,edit_history_tweet_ids`,
  'media.fields': `${TWARC_EARLY_2022['media.fields']},variants`,
}

/** A client that requests all fields it knows, more each year. */
export const TWARC = {
  in2021: TWARC_2021,
  early2022: TWARC_EARLY_2022,
  late2022: TWARC_LATE_2022,
  in2023: TWARC_2023,
  in2023Verified: { ...TWARC_2023, 'user.fields': `${USER},verified_type` },
} as const satisfies Record<string, Query>

const DOCUMENTED_POST =
  'conversation_id,created_at,entities,lang,possibly_sensitive,public_metrics,source'
const DOCUMENTED_USER =
  'created_at,description,entities,location,pinned_tweet_id,profile_image_url,protected,public_metrics,url,verified'
const PLACE_2021 = 'country,country_code,geo,name,place_type'

/** Inferred queries of responses without a recorded request. */
export const GUESSED = {
  video: { expansions: 'attachments.media_keys', 'media.fields': 'duration_ms' },
  verifiedAuthors: {
    expansions: 'author_id',
    'tweet.fields': 'created_at',
    'user.fields': 'verified',
  },
  postInPlace: {
    expansions: 'author_id,attachments.media_keys,geo.place_id',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations,in_reply_to_user_id,referenced_tweets,reply_settings`,
    'user.fields':
      'created_at,description,location,profile_image_url,protected,public_metrics,url,verified',
    'media.fields': 'alt_text,duration_ms,height,public_metrics,url,width',
    'place.fields': PLACE_2021,
  },
  repostInPlace: {
    expansions:
      'author_id,referenced_tweets.id,referenced_tweets.id.author_id,entities.mentions.username,geo.place_id',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations,reply_settings`,
    'user.fields': DOCUMENTED_USER,
    'place.fields': PLACE_2021,
  },
  replyWithHistory: {
    expansions:
      'author_id,edit_history_tweet_ids,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,attachments.media_keys',
    'tweet.fields':
      'context_annotations,conversation_id,created_at,edit_controls,entities,geo,lang,possibly_sensitive,public_metrics,reply_settings',
    'user.fields': DOCUMENTED_USER,
  },
  conversations: {
    expansions:
      'author_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,entities.mentions.username',
    'tweet.fields': `${DOCUMENTED_POST},reply_settings`,
    'user.fields': DOCUMENTED_USER,
  },
  videoOf2023: {
    expansions: 'author_id,attachments.media_keys',
    'tweet.fields':
      'conversation_id,created_at,entities,lang,possibly_sensitive,public_metrics,reply_settings',
    'user.fields': DOCUMENTED_USER,
    'media.fields': 'duration_ms,height,preview_image_url,public_metrics,variants,width',
  },
  author: {
    expansions: 'author_id',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations`,
    'user.fields': DOCUMENTED_USER,
  },
  reference: {
    expansions: 'author_id,referenced_tweets.id',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations`,
    'user.fields': DOCUMENTED_USER,
  },
  reply: {
    expansions: 'author_id,referenced_tweets.id,entities.mentions.username',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations,in_reply_to_user_id`,
    'user.fields': DOCUMENTED_USER,
  },
  repost: {
    expansions: 'author_id,referenced_tweets.id,referenced_tweets.id.author_id',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations`,
    'user.fields': DOCUMENTED_USER,
  },
  thread: {
    expansions: 'author_id,referenced_tweets.id',
    'tweet.fields': `${DOCUMENTED_POST},attachments,in_reply_to_user_id`,
    'user.fields': DOCUMENTED_USER,
  },
  mediaOnly: {
    expansions: 'attachments.media_keys',
    'tweet.fields': `${DOCUMENTED_POST},author_id,context_annotations`,
    'media.fields': 'height,preview_image_url,public_metrics,width',
  },
  mediaAndAuthor: {
    expansions: 'author_id,attachments.media_keys',
    'tweet.fields': `${DOCUMENTED_POST},context_annotations`,
    'user.fields': DOCUMENTED_USER,
    'media.fields': 'duration_ms,height,preview_image_url,public_metrics,width',
  },
  poll: {
    expansions: 'attachments.poll_ids',
    'poll.fields': 'duration_minutes,end_datetime,voting_status',
  },
} as const satisfies Record<string, Query>
