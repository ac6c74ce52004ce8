// X has two vocabularies since July 2026, and the spelling of the request decides that of the answer. The
// gateway asks in the classic one and reads both.
//
// @see https://docs.x.com/changelog

const CLASSIC: ReadonlyMap<string, string> = new Map([
  ['edit_history_post_ids', 'edit_history_tweet_ids'],
  ['referenced_posts', 'referenced_tweets'],
  ['note_post', 'note_tweet'],
  ['repost_count', 'retweet_count'],
  ['post_count', 'tweet_count'],
  ['most_recent_post_id', 'most_recent_tweet_id'],
  ['pinned_post_id', 'pinned_tweet_id'],
  ['posts', 'tweets'],
])

/** A key: within a text the second quote would not be followed by a colon, or would come after a backslash. */
const NEW_KEY = new RegExp(`"(${[...CLASSIC.keys()].join('|')})"(?=\\s*:)`, 'g')

/** Each of the new words has it in it, and most answers have not. */
const SIGN = 'post'

/** An answer's JSON with its keys in the classic spelling. */
export const parseClassic = (text: string): unknown =>
  JSON.parse(
    text.includes(SIGN) ? text.replace(NEW_KEY, (_, key: string) => `"${CLASSIC.get(key)}"`) : text,
  )
