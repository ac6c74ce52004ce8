// The record that the archive keeps of an own post, from X's answer.

import type { PostKind, PostRecord } from '../archive/records.ts'
import type { FieldSet } from '../plan/field-set.ts'
import { displayTextOf } from '../x/display-text.ts'
import { timeOfId } from '../x/fields.ts'
import { nullIfAllNull } from '../x/numbers.ts'
import { mediaTypesIn, thumbnailIn } from '../x/tweets.ts'
import type { Media, Tweet } from '../x/types.ts'

/**
 * Undefined if X was not asked for all that a record must have: the text, the time, and what the post refers to. Media and
 * links are absent if X was not asked for them.
 */
export const recordOf = (
  tweet: Tweet,
  media: ReadonlyMap<string, Media>,
  { plan }: FieldSet,
): PostRecord | undefined => {
  const { id, text, author_id, created_at } = tweet
  const createdAt = created_at ? Date.parse(created_at) : timeOfId(id)
  if (!text || !author_id || !plan.tweet.has('referenced_tweets')) return undefined
  if (createdAt === undefined || Number.isNaN(createdAt)) return undefined
  const thumbnailUrl = thumbnailIn(tweet, media)
  return {
    id,
    authorId: author_id,
    createdAt,
    text,
    kind: kindOf(tweet),
    ...(plan.tweet.has('attachments') && { mediaTypes: mediaTypesIn(tweet, media) }),
    ...(plan.tweet.has('entities') && { links: linksIn(tweet) }),
    ...(plan.tweet.has('entities') &&
      plan.tweet.has('note_tweet') && { displayText: displayTextOf(tweet) }),
    ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    promoted: nullIfAllNull(tweet.promoted_metrics) !== null,
  }
}

/** A reply that quotes another post is a reply. */
export const kindOf = ({ referenced_tweets }: Pick<Tweet, 'referenced_tweets'>): PostKind => {
  const types = new Set(referenced_tweets?.map(({ type }) => type))
  if (types.has('retweeted')) return 'REPOST'
  if (types.has('replied_to')) return 'REPLY'
  return types.has('quoted') ? 'QUOTE' : 'POST'
}

/** Links that stand for attached media are left out. */
const linksIn = ({ entities }: Tweet): string[] =>
  (entities?.urls ?? []).flatMap(({ media_key, expanded_url, url }) =>
    media_key ? [] : (expanded_url ?? url),
  )
