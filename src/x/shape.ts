// Whether what X sends has the shape that the gateway reads. Written out key by key: it runs on each post of each
// answer. What the gateway does not read may be anything, and so may words that X has new ones of from time to time.

import { isId } from './fields.ts'
import {
  isCount,
  isFlag,
  isGroup,
  isIdOrNone,
  isInt,
  isList,
  isListOf,
  isNone,
  isObject,
  isReal,
  isString,
  isText,
  isTime,
} from './leaves.ts'
import type {
  AnnotationEntity,
  ContextAnnotation,
  Entities,
  Media,
  MentionEntity,
  Metrics,
  Place,
  Poll,
  TagEntity,
  Tweet,
  UrlEntity,
  User,
  Withheld,
} from './types.ts'

/** What says that it is one: each key may hold anything. */
type Claimed<T> = { readonly [Key in keyof T]: unknown }

export const isTweet = (tweet: Claimed<Tweet>): boolean =>
  isId(tweet.id) &&
  isText(tweet.text) &&
  isHistory(tweet.edit_history_tweet_ids, tweet.id) &&
  isGroup(tweet.public_metrics, isPublic) &&
  isGroup(tweet.non_public_metrics, isPrivate) &&
  isGroup(tweet.organic_metrics, isPrivate) &&
  isGroup(tweet.promoted_metrics, isPrivate) &&
  isIdOrNone(tweet.author_id) &&
  isIdOrNone(tweet.conversation_id) &&
  isIdOrNone(tweet.in_reply_to_user_id) &&
  isTime(tweet.created_at) &&
  isText(tweet.lang) &&
  isText(tweet.source) &&
  isText(tweet.reply_settings) &&
  isFlag(tweet.possibly_sensitive) &&
  isGroup(tweet.attachments, isAttachments) &&
  isGroup(tweet.entities, isEntities) &&
  isGroup(tweet.note_tweet, isNote) &&
  isGroup(tweet.geo, isGeo) &&
  isGroup(tweet.edit_controls, isEditControls) &&
  isGroup(tweet.withheld, isWithheld) &&
  isList(tweet.referenced_tweets, isReference) &&
  isList(tweet.context_annotations, isAnnotated)

export const isUser = (user: Claimed<User>): boolean =>
  isId(user.id) &&
  isText(user.name) &&
  isText(user.username) &&
  isText(user.description) &&
  isText(user.location) &&
  isText(user.url) &&
  isText(user.profile_image_url) &&
  isText(user.verified_type) &&
  isFlag(user.protected) &&
  isFlag(user.verified) &&
  isTime(user.created_at) &&
  isIdOrNone(user.pinned_tweet_id) &&
  isIdOrNone(user.most_recent_tweet_id) &&
  isGroup(user.public_metrics, isUserMetrics) &&
  isGroup(user.entities, isUserEntities) &&
  isGroup(user.withheld, isWithheld)

export const isMedia = (media: Claimed<Media>): boolean =>
  typeof media.media_key === 'string' &&
  typeof media.type === 'string' &&
  isInt(media.width) &&
  isInt(media.height) &&
  isInt(media.duration_ms) &&
  isText(media.alt_text) &&
  isText(media.url) &&
  isText(media.preview_image_url) &&
  isList(media.variants, isVariant) &&
  isGroup(media.public_metrics, isPlayed) &&
  isGroup(media.non_public_metrics, isPlayed) &&
  isGroup(media.organic_metrics, isPlayed) &&
  isGroup(media.promoted_metrics, isPlayed)

export const isPoll = (poll: Claimed<Poll>): boolean =>
  typeof poll.id === 'string' &&
  isList(poll.options, isOption) &&
  isInt(poll.duration_minutes) &&
  isTime(poll.end_datetime) &&
  isText(poll.voting_status)

export const isPlace = (place: Claimed<Place>): boolean =>
  typeof place.id === 'string' &&
  isText(place.full_name) &&
  isText(place.name) &&
  isText(place.country) &&
  isText(place.country_code) &&
  isText(place.place_type) &&
  isGroup(place.geo, isBox) &&
  isListOf(place.contained_within, isString)

const isPublic = (group: Claimed<Metrics>): boolean =>
  isCount(group.retweet_count) &&
  isCount(group.reply_count) &&
  isCount(group.like_count) &&
  isCount(group.quote_count) &&
  isCount(group.bookmark_count) &&
  isCount(group.impression_count)

const isPrivate = (group: Claimed<Metrics>): boolean =>
  isCount(group.impression_count) &&
  isCount(group.url_link_clicks) &&
  isCount(group.user_profile_clicks) &&
  isCount(group.engagements) &&
  isCount(group.like_count) &&
  isCount(group.reply_count) &&
  isCount(group.retweet_count)

const isPlayed = (group: Claimed<Metrics>): boolean =>
  isCount(group.view_count) &&
  isCount(group.playback_0_count) &&
  isCount(group.playback_25_count) &&
  isCount(group.playback_50_count) &&
  isCount(group.playback_75_count) &&
  isCount(group.playback_100_count)

const isUserMetrics = (group: Claimed<Metrics>): boolean =>
  isCount(group.followers_count) &&
  isCount(group.following_count) &&
  isCount(group.tweet_count) &&
  isCount(group.listed_count) &&
  isCount(group.like_count) &&
  isCount(group.media_count)

/** Nearly always a post's own id, and nothing else. */
const isHistory = (ids: unknown, own: unknown): boolean =>
  (Array.isArray(ids) && ids.length === 1 && ids[0] === own) || isListOf(ids, isId)

const isAttachments = (attached: Claimed<NonNullable<Tweet['attachments']>>): boolean =>
  isListOf(attached.media_keys, isString) && isListOf(attached.poll_ids, isString)

const isNote = (note: Claimed<NonNullable<Tweet['note_tweet']>>): boolean =>
  isText(note.text) && isGroup(note.entities, isEntities)

const isGeo = (geo: Claimed<NonNullable<Tweet['geo']>>): boolean =>
  isText(geo.place_id) && isGroup(geo.coordinates, isPoint)

const isPoint = (point: { readonly coordinates?: unknown }): boolean =>
  isListOf(point.coordinates, isReal)

const isBox = (geo: { readonly bbox?: unknown }): boolean => isListOf(geo.bbox, isReal)

/** X has sent how often a post may still be edited as text. */
const isEditControls = (controls: Claimed<NonNullable<Tweet['edit_controls']>>): boolean =>
  (typeof controls.edits_remaining === 'string'
    ? /^\d{1,9}$/.test(controls.edits_remaining)
    : isInt(controls.edits_remaining)) &&
  isFlag(controls.is_edit_eligible) &&
  isTime(controls.editable_until)

const isWithheld = (withheld: Claimed<Withheld>): boolean =>
  isFlag(withheld.copyright) && isListOf(withheld.country_codes, isString) && isText(withheld.scope)

const isReference = (reference: { readonly type?: unknown; readonly id?: unknown }): boolean =>
  typeof reference.type === 'string' && isId(reference.id)

const isAnnotated = ({ domain, entity }: Claimed<ContextAnnotation>): boolean =>
  isObject(domain) && isGroup(domain, isTopic) && isObject(entity) && isGroup(entity, isTopic)

const isTopic = (topic: Claimed<ContextAnnotation['domain']>): boolean =>
  typeof topic.id === 'string' && isText(topic.name) && isText(topic.description)

const isEntities = (entities: Claimed<Entities>): boolean =>
  isList(entities.urls, isUrl) &&
  isList(entities.mentions, isMention) &&
  isList(entities.hashtags, isTag) &&
  isList(entities.cashtags, isTag) &&
  isList(entities.annotations, isName)

const isUserEntities = (entities: Claimed<NonNullable<User['entities']>>): boolean =>
  isGroup(entities.url, isLinks) && isGroup(entities.description, isEntities)

const isLinks = (links: { readonly urls?: unknown }): boolean => isList(links.urls, isUrl)

const isUrl = (url: Claimed<UrlEntity>): boolean =>
  isSpan(url) &&
  typeof url.url === 'string' &&
  isText(url.expanded_url) &&
  isText(url.display_url) &&
  isText(url.unwound_url) &&
  isText(url.title) &&
  isText(url.description) &&
  isText(url.media_key)

const isMention = (mention: Claimed<MentionEntity>): boolean =>
  isSpan(mention) && typeof mention.username === 'string' && isIdOrNone(mention.id)

const isTag = (tag: Claimed<TagEntity>): boolean => isSpan(tag) && typeof tag.tag === 'string'

const isName = (name: Claimed<AnnotationEntity>): boolean =>
  isSpan(name) &&
  (isNone(name.probability) || isReal(name.probability)) &&
  isText(name.type) &&
  isText(name.normalized_text)

const isSpan = ({ start, end }: { readonly start: unknown; readonly end: unknown }): boolean =>
  typeof start === 'number' && isInt(start) && typeof end === 'number' && isInt(end)

const isVariant = (variant: {
  readonly bit_rate?: unknown
  readonly content_type?: unknown
  readonly url?: unknown
}): boolean =>
  isInt(variant.bit_rate) &&
  typeof variant.content_type === 'string' &&
  typeof variant.url === 'string'

const isOption = (option: {
  readonly position?: unknown
  readonly label?: unknown
  readonly votes?: unknown
}): boolean =>
  typeof option.position === 'number' &&
  isInt(option.position) &&
  typeof option.label === 'string' &&
  isCount(option.votes)
