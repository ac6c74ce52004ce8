// Properties of a post that follow from its fields.

import { mediumOf, thumbnailOf } from './media.ts'
import type { Media, Tweet } from './types.ts'

/** Whether other accounts uploaded some of the attached media: X names the posts that these come from. */
export const hasForeignMedia = ({ attachments }: Tweet): boolean => {
  const sources = attachments?.media_source_tweet_id
  return Array.isArray(sources) && sources.length > 0
}

export const isRetweet = ({ referenced_tweets }: Tweet): boolean =>
  referenced_tweets?.some(({ type }) => type === 'retweeted') ?? false

export const mediaTypesIn = ({ attachments }: Tweet, media: ReadonlyMap<string, Media>): string[] =>
  (attachments?.media_keys ?? []).map((key) => mediumOf(key, media).type)

/** The first thumbnail. Undefined if X has sent none. */
export const thumbnailIn = (
  { attachments }: Tweet,
  media: ReadonlyMap<string, Media>,
): string | undefined =>
  (attachments?.media_keys ?? [])
    .map((key) => thumbnailOf(mediumOf(key, media)))
    .find((address) => address !== undefined)
