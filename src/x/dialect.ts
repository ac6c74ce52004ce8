// X has two vocabularies since July 2026, and the spelling of the request decides that of the answer. The
// gateway asks in the classic one and reads both.
//
// @see https://docs.x.com/changelog

const CLASSIC = new Map(
  Object.entries({
    edit_history_post_ids: 'edit_history_tweet_ids',
    referenced_posts: 'referenced_tweets',
    note_post: 'note_tweet',
    repost_count: 'retweet_count',
    post_count: 'tweet_count',
    most_recent_post_id: 'most_recent_tweet_id',
    pinned_post_id: 'pinned_tweet_id',
    posts: 'tweets',
  }),
)

const NEW_WORD = new RegExp(`"(?:${[...CLASSIC.keys()].join('|')})"\\s*:`)

/** Each of the new words has it in it, and most answers have not. */
const SIGN = 'post'

/** An answer's JSON with its keys in the classic spelling. */
export const parseClassic = (text: string): unknown =>
  text.includes(SIGN) && NEW_WORD.test(text)
    ? JSON.parse(text, function revive(this: unknown, _key, value: unknown) {
        if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
        return Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [CLASSIC.get(key) ?? key, inner]),
        )
      })
    : JSON.parse(text)
