// Selections, and what of X they come to.

import { expect, it } from 'vitest'

import { fieldSetOf } from '../../src/plan/field-set.ts'
import { type Plan, union } from '../../src/plan/plan.ts'
import { planFor } from '../kit/plan.ts'

/** A plan in one line: what is asked of X for it. */
const written = (plan: Plan): string => {
  const { expansions, plan: asked } = fieldSetOf(plan)
  const lists = [
    [
      'tweet',
      [...asked.tweet].filter((name) => name !== 'author_id' || plan.tweet.has('author_id')),
    ],
    ['media', [...asked.media]],
    ['user', [...asked.user]],
    ['poll', [...asked.poll]],
    ['place', [...asked.place]],
    ['expand', [...expansions]],
  ] as const
  return lists
    .flatMap(([name, items]) =>
      items.length > 0 ? [`${name}: ${[...items].sort().join(' ')}`] : [],
    )
    .join('; ')
}

const post = (selection: string): string => {
  const variables = ['yes = true', 'no = false'].filter((each) =>
    selection.includes(`$${each.split(' ')[0]}`),
  )
  const declared = variables.map((each) => `$${each.replace(' =', ': Boolean =')}`).join(', ')
  return `query ${declared === '' ? '' : `(${declared})`} { post(id: "20") { ${selection} } }`
}

it.each([
  ['id', ''],
  ['id __typename privateMetricsUntil unavailableMetrics { reason }', ''],
  ['lang lang', 'tweet: lang'],
  ['a: lang b: text', 'tweet: lang text'],
  ['publicMetrics { likeCount }', 'tweet: public_metrics'],
  ['... on Post { lang }', 'tweet: lang'],
  ['... { lang }', 'tweet: lang'],
  ['lang @include(if: false)', ''],
  ['lang @skip(if: $yes) source @include(if: $yes)', 'tweet: source'],
  ['... @include(if: $no) { organicMetrics { likeCount } } lang', 'tweet: lang'],
  ['organicMetrics @include(if: $no) { likeCount }', ''],
  ['author { id }', 'tweet: author_id'],
  ['author { __typename }', 'tweet: author_id'],
  ['author { username }', 'tweet: author_id; user: username; expand: author_id'],
  ['author { id name @skip(if: true) }', 'tweet: author_id'],
  ['media { mediaKey }', 'tweet: attachments'],
  ['media { type }', 'tweet: attachments; media: type; expand: attachments.media_keys'],
  [
    'media { ... on Video { durationMs } ... on Photo { url } }',
    'tweet: attachments; media: duration_ms url; expand: attachments.media_keys',
  ],
  [
    'media { ... on Media { altText } }',
    'tweet: attachments; media: alt_text; expand: attachments.media_keys',
  ],
  [
    'media { ... on Video { nonPublicMetrics { playback0Count } } }',
    'tweet: attachments; media: non_public_metrics; expand: attachments.media_keys',
  ],
  [
    'polls { votingStatus }',
    'tweet: attachments; poll: voting_status; expand: attachments.poll_ids',
  ],
  ['geo { coordinates { latitude } }', 'tweet: geo'],
  ['geo { place { name } }', 'tweet: geo; place: name; expand: geo.place_id'],
  [
    'inReplyToUser { verified }',
    'tweet: in_reply_to_user_id; user: verified; expand: in_reply_to_user_id',
  ],
  ['entities { mentions { username } }', 'tweet: entities'],
  [
    'entities { mentions { user { name } } }',
    'tweet: entities; user: name; expand: entities.mentions.username',
  ],
  ['referencedPosts { type postId }', 'tweet: referenced_tweets'],
  [
    'referencedPosts { post { lang } }',
    'tweet: lang referenced_tweets; expand: referenced_tweets.id',
  ],
  [
    'referencedPosts { post { author { name } media { type } } }',
    'tweet: attachments referenced_tweets; media: type; user: name; expand: referenced_tweets.id referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id',
  ],
  ['referencedPosts { post { organicMetrics { likeCount } } }', 'tweet: referenced_tweets'],
  ['referencedPosts { post { polls { votingStatus } } }', 'tweet: referenced_tweets'],
  ['conversation { organicMetrics { likeCount } text }', 'tweet: conversation_id'],
  ['editHistory { lang }', 'tweet: edit_history_tweet_ids lang; expand: edit_history_tweet_ids'],
  ['editHistory { author { name } }', 'tweet: edit_history_tweet_ids'],
  ['editHistory { organicMetrics { likeCount } }', 'tweet: edit_history_tweet_ids'],
  ['mediaSourcePosts { lang }', 'tweet: attachments lang; expand: attachments.media_source_tweet'],
  [
    'note { entities { mentions { user { name } } } }',
    'tweet: entities note_tweet; user: name; expand: entities.note.mentions.username',
  ],
  ['author { pinnedPost { lang } }', 'tweet: author_id; user: pinned_tweet_id; expand: author_id'],
])('{ %s } → %s', async (selection, expected) => {
  expect(written(await planFor(post(selection)))).toBe(expected)
})

it('named fragments count once, however often they are spread', async () => {
  const source = `query ($on: Boolean!) { post(id: "20") { ...A ...B ...C @include(if: $on) } }
    fragment A on Post { lang author { ...U } }
    fragment B on Post { lang ...A }
    fragment C on Post { promotedMetrics { likeCount } }
    fragment U on User { name }`
  expect(written(await planFor(source, { on: false }))).toBe(
    'tweet: author_id lang; user: name; expand: author_id',
  )
  expect(written(await planFor(source, { on: true }))).toBe(
    'tweet: author_id lang promoted_metrics; user: name; expand: author_id',
  )
})

it('the union of the same plans is one object, so that what depends on it is computed once', async () => {
  const one = await planFor(post('lang'))
  const other = await planFor(post('text author { name }'))
  expect(union([one, other])).toBe(union([one, other]))
  expect(union([one, one])).toBe(one)
  expect([...union([one, other]).tweet].sort()).toEqual(['author_id', 'lang', 'text'])
})
