// The fields of the schema that hold the properties of X's objects, and the properties that the schema leaves out.

import { readFileSync } from 'node:fs'

/** Properties whose fields have other names, or are elsewhere; an empty text stands for the object itself. */
const RENAMED: Readonly<Record<string, string>> = {
  'tweet.attachments': '',
  'tweet.attachments.media_keys': 'media',
  'tweet.attachments.media_source_tweet_id': 'mediaSourcePostIds',
  'tweet.attachments.poll_ids': 'polls',
  'tweet.article.media_entities': 'media',
  'tweet.author_id': 'author',
  'tweet.edit_history_tweet_ids': 'editHistoryIds',
  'tweet.geo.coordinates.coordinates': 'latitude',
  'tweet.geo.place_id': 'place',
  'tweet.in_reply_to_user_id': 'inReplyToUser',
  'tweet.note_request_suggestions.source_link': 'sourceLink.entity',
  'tweet.note_tweet': 'note',
  'tweet.referenced_tweets': 'referencedPosts',
  'tweet.referenced_tweets.id': 'postId',
  'tweet.suggested_source_links': 'suggestedSourceLinks.entity',
  'tweet.suggested_source_links_with_counts.url': 'entity',
  'tweet.username': 'author.username',
  'user.affiliation.user_id': 'userIds',
  'user.entities.url.urls': '',
  'user.is_identity_verified': 'identityVerified',
  'user.most_recent_tweet_id': 'mostRecentPostId',
  'user.pinned_tweet_id': 'pinnedPostId',
  'user.public_metrics.tweet_count': 'postCount',
  'poll.end_datetime': 'endsAt',
  'place.geo': '',
  'place.geo.bbox': 'boundingBox',
  'place.geo.geometry': 'point',
  'place.geo.geometry.coordinates': 'latitude',
}

/** The fields to a property from the object that has it, separated by full stops. */
export const fieldFor = (path: string): string => {
  if (/mentions\.id$/.test(path)) return 'user'
  const name = path.slice(path.lastIndexOf('.') + 1)
  return RENAMED[path] ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

const documentation = readFileSync(new URL('../../docs/fields.md', import.meta.url), 'utf8')

/** The first column of the table of fields that are left out. */
export const EXCEPTIONS = [
  ...documentation.matchAll(/^\| `((?:tweet|media|user|poll|place)\.[a-z_.]+)`/gm),
].map(([, path]) => path ?? '')

export const isLeftOut = (path: string): boolean =>
  EXCEPTIONS.some((each) => path === each || path.startsWith(`${each}.`))
