// What a post tells of its kind.

import type { Tweet } from './types.ts'

/** Whether some of the attached media belong to other accounts: X names the posts that those come from. */
export const hasForeignMedia = ({ attachments }: Tweet): boolean => {
  const sources = attachments?.media_source_tweet_id
  return Array.isArray(sources) && sources.length > 0
}

export const isRetweet = ({ referenced_tweets }: Tweet): boolean =>
  referenced_tweets?.some(({ type }) => type === 'retweeted') ?? false
