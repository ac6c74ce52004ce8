// A JSON Schema of the sandbox's responses, which is stricter than X's OpenAPI document: it allows no additional
// properties.

import { Ajv, type ValidateFunction } from 'ajv'

import { POST_NAMES } from './vocabulary.ts'

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string' }
const count: Schema = { type: 'integer', minimum: 0 }
const flag: Schema = { type: 'boolean' }
const id: Schema = { type: 'string', pattern: '^[0-9]{1,19}$' }
const key: Schema = { type: 'string', pattern: '^[0-9]+_[0-9]+$' }
const time: Schema = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z$',
}
const username: Schema = { type: 'string', pattern: '^[A-Za-z0-9_]{1,15}$' }
const uri: Schema = { type: 'string', pattern: '^(https?|card)://' }

const list = (items: Schema, minItems = 1): Schema => ({ type: 'array', minItems, items })
const oneOf = (...values: readonly string[]): Schema => ({ enum: values })

const counts = (...names: readonly string[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(names.map((name) => [name, count]))

/** An object without additional properties. */
const object = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const all = (properties: Readonly<Record<string, Schema>>, but: readonly string[] = []): Schema =>
  object(
    properties,
    Object.keys(properties).filter((name) => !but.includes(name)),
  )

const span = { start: count, end: count }
const image = all({ url: uri, width: count, height: count })
const url = object(
  {
    ...span,
    url: uri,
    expanded_url: uri,
    display_url: text,
    media_key: key,
    images: list(image),
    status: { type: 'integer', minimum: 100, maximum: 599 },
    title: text,
    description: text,
    unwound_url: uri,
  },
  ['start', 'end', 'url', 'expanded_url', 'display_url'],
)
const tag = all({ ...span, tag: text })
const entities = object({
  annotations: list(
    all({
      ...span,
      probability: { type: 'number', minimum: 0, maximum: 1 },
      type: text,
      normalized_text: text,
    }),
  ),
  cashtags: list(tag),
  hashtags: list(tag),
  mentions: list(all({ ...span, id, username })),
  urls: list(url),
})

const SHOWN_IN_CONTEXT = ['impression_count', 'like_count', 'reply_count', 'retweet_count']
const CLICKS = ['url_link_clicks', 'user_profile_clicks']
const contextMetrics = all(counts(...SHOWN_IN_CONTEXT, ...CLICKS), ['url_link_clicks'])

const point = all({
  type: oneOf('Point'),
  coordinates: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
})

const withheld = object(
  {
    copyright: flag,
    country_codes: list({ type: 'string', pattern: '^[A-Z]{2}$' }),
    scope: oneOf('tweet', 'post', 'user'),
  },
  ['country_codes'],
)

const named = object({ id, name: text, description: text }, ['id', 'name'])

const article = object(
  {
    cover_media: key,
    entities,
    media_entities: list(key),
    plain_text: text,
    preview_text: text,
    title: text,
  },
  ['plain_text', 'preview_text', 'title'],
)

const post = object(
  {
    article,
    article_title: all({ title: text }),
    attachments: object({
      media_keys: list(key),
      media_source_tweet_id: list(id),
      poll_ids: list(id),
    }),
    author_id: id,
    card_uri: uri,
    community_id: id,
    context_annotations: list(all({ domain: named, entity: named })),
    conversation_id: id,
    created_at: time,
    display_text_range: { type: 'array', items: count, minItems: 2, maxItems: 2 },
    edit_controls: all({ editable_until: time, edits_remaining: count, is_edit_eligible: flag }),
    edit_history_tweet_ids: list(id),
    entities,
    geo: object({
      coordinates: point,
      place_id: text,
    }),
    id,
    in_reply_to_user_id: id,
    lang: text,
    matched_media_notes: list(all({ match_status: text, note_id: id })),
    media_metadata: list(
      object({ alt_text: text, description: text, media_key: key, title: text }, ['media_key']),
    ),
    non_public_metrics: all(counts('engagements', 'impression_count', ...CLICKS), [
      'url_link_clicks',
    ]),
    note_request_suggestions: list(all({ source_link: uri, suggestion: text, suggestion_id: id })),
    note_tweet: object({ text, entities }, ['text']),
    organic_metrics: contextMetrics,
    paid_partnership: flag,
    possibly_sensitive: flag,
    promoted_metrics: contextMetrics,
    public_metrics: all(counts(...SHOWN_IN_CONTEXT, 'bookmark_count', 'quote_count')),
    referenced_tweets: list(all({ type: oneOf('retweeted', 'quoted', 'replied_to'), id })),
    reply_settings: oneOf(
      'everyone',
      'mentionedUsers',
      'following',
      'other',
      'subscribers',
      'verified',
    ),
    scopes: all({ followers: flag }),
    suggested_source_links: list(uri),
    suggested_source_links_with_counts: list(all({ count, url: uri })),
    text,
    username,
    withheld,
  },
  ['edit_history_tweet_ids', 'id', 'text'],
)

const maybe: Schema = { type: ['integer', 'null'], minimum: 0 }
const quartiles = {
  playback_0_count: maybe,
  playback_25_count: maybe,
  playback_50_count: maybe,
  playback_75_count: maybe,
  playback_100_count: maybe,
}

const media = object(
  {
    alt_text: text,
    duration_ms: count,
    height: count,
    media_key: key,
    non_public_metrics: all(quartiles),
    organic_metrics: all({ ...quartiles, view_count: maybe }),
    preview_image_url: uri,
    promoted_metrics: all({ ...quartiles, view_count: maybe }),
    public_metrics: all({ view_count: count }),
    type: oneOf('photo', 'video', 'animated_gif'),
    url: uri,
    variants: list(all({ bit_rate: count, content_type: text, url: uri }, ['bit_rate'])),
    width: count,
  },
  ['media_key', 'type'],
)

const poll = object(
  {
    duration_minutes: { type: 'integer', minimum: 5, maximum: 10_080 },
    end_datetime: time,
    id,
    options: {
      ...list(
        all({
          position: { type: 'integer', minimum: 1 },
          label: { type: 'string', minLength: 1, maxLength: 25 },
          votes: count,
        }),
        2,
      ),
      maxItems: 4,
    },
    voting_status: oneOf('open', 'closed'),
  },
  ['id', 'options'],
)

const place = object(
  {
    contained_within: list(text),
    country: text,
    country_code: { type: 'string', pattern: '^[A-Z]{2}$' },
    full_name: text,
    geo: object(
      {
        type: oneOf('Feature'),
        geometry: point,
        bbox: {
          type: 'array',
          items: { type: 'number', minimum: -180, maximum: 180 },
          minItems: 4,
          maxItems: 4,
        },
        properties: object({}),
      },
      ['bbox', 'properties', 'type'],
    ),
    id: text,
    name: text,
    place_type: oneOf('poi', 'neighborhood', 'city', 'admin', 'country', 'unknown'),
  },
  ['full_name', 'id'],
)

const userFields = {
  affiliation: all({ badge_url: uri, description: text, url: uri, user_id: list(id) }),
  connection_status: list(text, 0),
  created_at: time,
  description: text,
  entities: object({ url: all({ urls: list(url) }), description: entities }),
  id,
  is_identity_verified: flag,
  location: text,
  most_recent_tweet_id: id,
  name: text,
  parody: flag,
  pinned_tweet_id: id,
  profile_banner_url: uri,
  profile_image_url: uri,
  protected: flag,
  public_metrics: all({
    followers_count: count,
    following_count: count,
    like_count: count,
    listed_count: count,
    media_count: count,
    tweet_count: count,
  }),
  receives_your_dm: flag,
  subscribes_to_you: flag,
  subscription: all({ subscribes_to_you: flag }),
  subscription_type: oneOf('Basic', 'Premium', 'PremiumPlus', 'None'),
  url: uri,
  username,
  verified: flag,
  verified_followers_count: count,
  verified_type: oneOf('blue', 'business', 'government', 'none'),
  withheld,
}
const user = object(userFields, ['id', 'name', 'username'])
/** The zero values of an unknown user with a refused field. */
const nobody = object({ created_at: time, protected: flag, verified: flag })

/** The type of a problem; Labs has the old host. */
const problemType = (kind: string, api = 'x\\.com/2'): Schema => ({
  type: 'string',
  pattern: `^https://api\\.${api}/problems/${kind}$`,
})

const problem = (kind: string, properties: Readonly<Record<string, Schema>>): Schema =>
  all({ ...properties, type: problemType(kind) })

const section = oneOf('data', 'includes')
const resource = oneOf('tweet', 'user')
const about = { detail: text, parameter: text, resource_id: id, resource_type: resource, value: id }
const partial = {
  anyOf: [
    problem('resource-not-found', {
      ...about,
      // A mention is expanded by its username.
      resource_id: { anyOf: [id, username] },
      value: { anyOf: [id, username] },
      title: oneOf('Not Found Error', 'Forbidden'),
    }),
    problem('not-authorized-for-resource', {
      ...about,
      section,
      title: oneOf('Authorization Error'),
    }),
    problem('not-authorized-for-field', {
      ...about,
      resource_id: { anyOf: [id, username] },
      value: { anyOf: [id, username] },
      section,
      field: text,
      title: oneOf('Field Authorization Error'),
    }),
    problem('disallowed-resource', {
      detail: text,
      resource_id: { anyOf: [id, oneOf('unknown')] },
      resource_type: resource,
      section,
      title: oneOf('Disallowed Resource'),
    }),
  ],
}

const includes = {
  ...object({
    media: list(media),
    places: list(place),
    polls: list(poll),
    tweets: list(post),
    users: list(user),
  }),
  minProperties: 1,
}
const errors = list(partial)

const labsRow = object(
  {
    tweet_id: id,
    tweet: all(counts(...SHOWN_IN_CONTEXT, 'quote_count')),
    video: object({ media_key: key, view_count: count, ...quartiles }, ['media_key', 'view_count']),
  },
  ['tweet_id', 'tweet'],
)
const labsProblem = all({
  value: id,
  detail: text,
  type: problemType('[a-z-]+', 'twitter\\.com/labs/1'),
  title: oneOf('Not Found Error', 'Authorization Error', 'Disallowed Resource'),
  parameter: oneOf('ids'),
  resource_type: oneOf('tweet'),
})

const mistake = all({
  parameters: { type: 'object', additionalProperties: list(text, 0) },
  message: text,
})

const SCHEMAS = {
  many: object({ data: list(post), errors, includes, meta: all({ result_count: count }) }, [
    'meta',
  ]),
  one: object({ data: post, errors, includes }),
  timeline: object({
    data: list(post),
    errors,
    includes,
    meta: object(
      { result_count: count, newest_id: id, oldest_id: id, next_token: text, previous_token: text },
      ['result_count'],
    ),
  }),
  user: object({ data: { anyOf: [user, nobody] }, errors, includes }),
  users: object({ data: list(user), errors, includes }),
  labs: object({ data: list(labsRow), errors: list(labsProblem) }),
  invalid: all({
    errors: list(mistake),
    title: oneOf('Invalid Request'),
    detail: oneOf('One or more parameters to your request was invalid.'),
    type: problemType('invalid-request', '(x|twitter)\\.com/(2|labs/1)'),
  }),
  refusal: all({
    title: oneOf('Unauthorized', 'Forbidden', 'Unsupported Authentication', 'Not Found'),
    detail: text,
    type: oneOf('about:blank', 'https://api.x.com/2/problems/unsupported-authentication'),
    status: { enum: [401, 403, 404] },
  }),
} as const

export type AnswerKind = keyof typeof SCHEMAS

/** The same schema in the post dialect. */
const renamed = (schema: unknown): unknown => {
  if (Array.isArray(schema))
    return schema.map((each) =>
      typeof each === 'string' ? (POST_NAMES[each] ?? each) : renamed(each),
    )
  if (schema === null || typeof schema !== 'object') return schema
  return Object.fromEntries(
    Object.entries(schema).map(([name, inner]) => [POST_NAMES[name] ?? name, renamed(inner)]),
  )
}

const ajv = new Ajv({ allowUnionTypes: true })
const compiled = (
  dialect: (schema: unknown) => unknown,
): Readonly<Record<AnswerKind, ValidateFunction>> => {
  const entries = Object.entries(SCHEMAS).map(([name, schema]) => [
    name,
    ajv.compile(dialect(schema) as Schema),
  ])
  return Object.fromEntries(entries)
}

const VALIDATORS = { tweet: compiled((schema) => schema), post: compiled(renamed) }

/** The violations of the schema. */
export const schemaViolations = (
  kind: AnswerKind,
  dialect: 'tweet' | 'post',
  body: unknown,
): string[] => {
  const validate = VALIDATORS[dialect][kind]
  if (validate(body)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
