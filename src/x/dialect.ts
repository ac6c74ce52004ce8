// X has two vocabularies since July 2026; a response uses that of its request. The gateway requests in the classic
// vocabulary and accepts both.
//
// @see https://docs.x.com/changelog

const CLASSIC_KEYS: ReadonlyMap<string, string> = new Map([
  ['edit_history_post_ids', 'edit_history_tweet_ids'],
  ['referenced_posts', 'referenced_tweets'],
  ['note_post', 'note_tweet'],
  ['repost_count', 'retweet_count'],
  ['post_count', 'tweet_count'],
  ['most_recent_post_id', 'most_recent_tweet_id'],
  ['pinned_post_id', 'pinned_tweet_id'],
  ['posts', 'tweets'],
])

/** Matches keys only: within a string, the closing quote is escaped or no colon follows it. */
const NEW_KEY = new RegExp(`"(${[...CLASSIC_KEYS.keys()].join('|')})"(?=\\s*:)`, 'g')

/** Part of every new key. Most responses in the classic vocabulary do not contain it, so they skip the replacement. */
const COMMON_PART = 'post'

/** Parses JSON, and renames its keys to the classic vocabulary. */
export const parseClassic = (text: string): unknown =>
  JSON.parse(
    text.includes(COMMON_PART)
      ? text.replace(NEW_KEY, (_, key: string) => `"${CLASSIC_KEYS.get(key)}"`)
      : text,
  )
