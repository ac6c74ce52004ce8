// Checks that X's objects have the shape that the gateway reads. They are written out key by key because they run on every
// object of every response. Fields that the gateway does not read are not checked, and names that X extends from time to
// time may be any text.

import { isEntities, isUrl } from './entity-shape.ts'
import { isId } from './fields.ts'
import { hasReadableDetails } from './post-details.ts'
import {
  isFiniteNumber,
  isInt,
  isObject,
  isOptionalBoolean,
  isOptionalCount,
  isOptionalId,
  isOptionalInt,
  isOptionalIntOrDigits,
  isOptionalListOf,
  isOptionalObject,
  isOptionalObjectList,
  isOptionalString,
  isOptionalTimestamp,
  isString,
  type Unchecked,
} from './scalars.ts'
import type {
  Affiliation,
  ContextAnnotation,
  Media,
  MediaVariant,
  Metrics,
  Place,
  Poll,
  PollOption,
  Tweet,
  User,
  Withheld,
} from './types.ts'

export const isTweet = (tweet: Unchecked<Tweet>): tweet is Tweet =>
  isId(tweet.id) &&
  isOptionalString(tweet.text) &&
  isEditHistory(tweet.edit_history_tweet_ids, tweet.id) &&
  isOptionalObject(tweet.public_metrics, isPublicMetrics) &&
  isOptionalObject(tweet.non_public_metrics, isPrivateMetrics) &&
  isOptionalObject(tweet.organic_metrics, isPrivateMetrics) &&
  isOptionalObject(tweet.promoted_metrics, isPrivateMetrics) &&
  isOptionalId(tweet.author_id) &&
  isOptionalId(tweet.conversation_id) &&
  isOptionalId(tweet.in_reply_to_user_id) &&
  isOptionalTimestamp(tweet.created_at) &&
  isOptionalListOf(tweet.display_text_range, isInt) &&
  isOptionalString(tweet.lang) &&
  isOptionalString(tweet.source) &&
  isOptionalString(tweet.reply_settings) &&
  isOptionalBoolean(tweet.possibly_sensitive) &&
  isOptionalObject(tweet.attachments, isAttachments) &&
  isOptionalObject(tweet.entities, isEntities) &&
  isOptionalObject(tweet.note_tweet, isNote) &&
  isOptionalObject(tweet.geo, isGeo) &&
  isOptionalObject(tweet.edit_controls, isEditControls) &&
  isOptionalObject(tweet.withheld, isWithheld) &&
  isOptionalObjectList(tweet.referenced_tweets, isReference) &&
  isOptionalObjectList(tweet.context_annotations, isContextAnnotation) &&
  hasReadableDetails(tweet)

export const isUser = (user: Unchecked<User>): user is User =>
  isId(user.id) &&
  isOptionalString(user.name) &&
  isOptionalString(user.username) &&
  isOptionalString(user.description) &&
  isOptionalString(user.location) &&
  isOptionalString(user.url) &&
  isOptionalString(user.profile_image_url) &&
  isOptionalString(user.profile_banner_url) &&
  isOptionalString(user.subscription_type) &&
  isOptionalString(user.verified_type) &&
  isOptionalBoolean(user.protected) &&
  isOptionalBoolean(user.verified) &&
  isOptionalBoolean(user.parody) &&
  isOptionalBoolean(user.is_identity_verified) &&
  isOptionalCount(user.verified_followers_count) &&
  isOptionalObject(user.affiliation, isAffiliation) &&
  isOptionalTimestamp(user.created_at) &&
  isOptionalId(user.pinned_tweet_id) &&
  isOptionalId(user.most_recent_tweet_id) &&
  isOptionalObject(user.public_metrics, isUserMetrics) &&
  isOptionalObject(user.entities, isUserEntities) &&
  isOptionalObject(user.withheld, isWithheld)

export const isMedia = (media: Unchecked<Media>): media is Media =>
  isString(media.media_key) &&
  isString(media.type) &&
  isOptionalInt(media.width) &&
  isOptionalInt(media.height) &&
  isOptionalInt(media.duration_ms) &&
  isOptionalString(media.alt_text) &&
  isOptionalString(media.url) &&
  isOptionalString(media.preview_image_url) &&
  isOptionalObjectList(media.variants, isVariant) &&
  isOptionalObject(media.public_metrics, isMediaMetrics) &&
  isOptionalObject(media.non_public_metrics, isMediaMetrics) &&
  isOptionalObject(media.organic_metrics, isMediaMetrics) &&
  isOptionalObject(media.promoted_metrics, isMediaMetrics)

export const isPoll = (poll: Unchecked<Poll>): poll is Poll =>
  isString(poll.id) &&
  isOptionalObjectList(poll.options, isPollOption) &&
  isOptionalInt(poll.duration_minutes) &&
  isOptionalTimestamp(poll.end_datetime) &&
  isOptionalString(poll.voting_status)

export const isPlace = (place: Unchecked<Place>): place is Place =>
  isString(place.id) &&
  isOptionalString(place.full_name) &&
  isOptionalString(place.name) &&
  isOptionalString(place.country) &&
  isOptionalString(place.country_code) &&
  isOptionalString(place.place_type) &&
  isOptionalObject(place.geo, isPlaceGeo) &&
  isOptionalListOf(place.contained_within, isString)

const isPublicMetrics = (group: Unchecked<Metrics>): boolean =>
  isOptionalCount(group.retweet_count) &&
  isOptionalCount(group.reply_count) &&
  isOptionalCount(group.like_count) &&
  isOptionalCount(group.quote_count) &&
  isOptionalCount(group.bookmark_count) &&
  isOptionalCount(group.impression_count)

const isPrivateMetrics = (group: Unchecked<Metrics>): boolean =>
  isOptionalCount(group.impression_count) &&
  isOptionalCount(group.url_link_clicks) &&
  isOptionalCount(group.user_profile_clicks) &&
  isOptionalCount(group.engagements) &&
  isOptionalCount(group.like_count) &&
  isOptionalCount(group.reply_count) &&
  isOptionalCount(group.retweet_count)

const isMediaMetrics = (group: Unchecked<Metrics>): boolean =>
  isOptionalCount(group.view_count) &&
  isOptionalCount(group.playback_0_count) &&
  isOptionalCount(group.playback_25_count) &&
  isOptionalCount(group.playback_50_count) &&
  isOptionalCount(group.playback_75_count) &&
  isOptionalCount(group.playback_100_count)

const isUserMetrics = (group: Unchecked<Metrics>): boolean =>
  isOptionalCount(group.followers_count) &&
  isOptionalCount(group.following_count) &&
  isOptionalCount(group.tweet_count) &&
  isOptionalCount(group.listed_count) &&
  isOptionalCount(group.like_count) &&
  isOptionalCount(group.media_count)

/** Most posts were never edited: their history is their own id, which is already checked. */
const isEditHistory = (ids: unknown, ownId: unknown): boolean =>
  (Array.isArray(ids) && ids.length === 1 && ids[0] === ownId) || isOptionalListOf(ids, isId)

const isAttachments = (attachments: Unchecked<NonNullable<Tweet['attachments']>>): boolean =>
  isOptionalListOf(attachments.media_keys, isString) &&
  isOptionalListOf(attachments.poll_ids, isString) &&
  isOptionalListOf(attachments.media_source_tweet_id, isId)

const isNote = (note: Unchecked<NonNullable<Tweet['note_tweet']>>): boolean =>
  isOptionalString(note.text) && isOptionalObject(note.entities, isEntities)

const isGeo = (geo: Unchecked<NonNullable<Tweet['geo']>>): boolean =>
  isOptionalString(geo.place_id) && isOptionalObject(geo.coordinates, isPoint)

const isPoint = (point: { readonly coordinates?: unknown }): boolean =>
  isOptionalListOf(point.coordinates, isFiniteNumber)

const isPlaceGeo = (geo: Unchecked<NonNullable<Place['geo']>>): boolean =>
  isOptionalListOf(geo.bbox, isFiniteNumber) && isOptionalObject(geo.geometry, isPoint)

const isAffiliation = (affiliation: Unchecked<Affiliation>): boolean =>
  isOptionalString(affiliation.description) &&
  isOptionalString(affiliation.url) &&
  isOptionalString(affiliation.badge_url) &&
  isOptionalListOf(affiliation.user_id, isId)

const isEditControls = (controls: Unchecked<NonNullable<Tweet['edit_controls']>>): boolean =>
  isOptionalIntOrDigits(controls.edits_remaining) &&
  isOptionalBoolean(controls.is_edit_eligible) &&
  isOptionalTimestamp(controls.editable_until)

const isWithheld = (withheld: Unchecked<Withheld>): boolean =>
  isOptionalBoolean(withheld.copyright) &&
  isOptionalListOf(withheld.country_codes, isString) &&
  isOptionalString(withheld.scope)

const isReference = (reference: { readonly type?: unknown; readonly id?: unknown }): boolean =>
  isString(reference.type) && isId(reference.id)

const isContextAnnotation = ({ domain, entity }: Unchecked<ContextAnnotation>): boolean =>
  isObject(domain) && isTopic(domain) && isObject(entity) && isTopic(entity)

const isTopic = (topic: Unchecked<ContextAnnotation['domain']>): boolean =>
  isString(topic.id) && isOptionalString(topic.name) && isOptionalString(topic.description)

const isUserEntities = (entities: Unchecked<NonNullable<User['entities']>>): boolean =>
  isOptionalObject(entities.url, isUrls) && isOptionalObject(entities.description, isEntities)

const isUrls = (url: { readonly urls?: unknown }): boolean => isOptionalObjectList(url.urls, isUrl)

const isVariant = (variant: Unchecked<MediaVariant>): boolean =>
  isOptionalInt(variant.bit_rate) && isString(variant.content_type) && isString(variant.url)

const isPollOption = (option: Unchecked<PollOption>): boolean =>
  isInt(option.position) && isString(option.label) && isOptionalCount(option.votes)
