// Properties of a post that follow from its fields.

import type { Tweet } from './types.ts'

/** Whether other accounts uploaded some of the attached media: X names the posts that these come from. */
export const hasForeignMedia = ({ attachments }: Tweet): boolean => {
  const sources = attachments?.media_source_tweet_id
  return Array.isArray(sources) && sources.length > 0
}

export const isRetweet = ({ referenced_tweets }: Tweet): boolean =>
  referenced_tweets?.some(({ type }) => type === 'retweeted') ?? false
