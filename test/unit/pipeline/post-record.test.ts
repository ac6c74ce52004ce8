// Records of own posts: made only of answers that were asked for all that a record must have.

import { expect, it } from 'vitest'

import { recordOf } from '../../../src/pipeline/post-record.ts'
import { fieldSetOf } from '../../../src/plan/field-set.ts'
import { EMPTY_PLAN } from '../../../src/plan/plan.ts'
import type { TweetField } from '../../../src/x/fields.ts'
import type { Media, Tweet } from '../../../src/x/types.ts'

const TWEET: Tweet = {
  id: '1900000000000000001',
  text: 'Look: https://t.co/a https://t.co/b',
  author_id: '7',
  created_at: '2025-03-13T01:02:03.000Z',
}

const requested = (...fields: TweetField[]) => fieldSetOf({ ...EMPTY_PLAN, tweet: new Set(fields) })

const recordIn = (tweet: Partial<Tweet>, ...fields: TweetField[]) =>
  recordOf({ ...TWEET, ...tweet }, new Map(), requested('referenced_tweets', ...fields))

it('needs the text, the time and the references', () => {
  expect(recordOf(TWEET, new Map(), requested('created_at'))).toBeUndefined()
  expect(recordIn({ text: '' })).toBeUndefined()
  expect(recordIn({})).toEqual({
    ...{ id: TWEET.id, authorId: '7', text: TWEET.text, kind: 'POST', promoted: false },
    createdAt: Date.parse('2025-03-13T01:02:03.000Z'),
  })
  // The id carries the time.
  expect(recordIn({ created_at: null })?.createdAt).toBe(Date.parse('2025-03-13T01:44:34.949Z'))
  expect(recordIn({ created_at: null, id: '20' })).toBeUndefined()
})

it.each([
  [['retweeted'], 'REPOST'],
  [['quoted'], 'QUOTE'],
  [['replied_to'], 'REPLY'],
  [['quoted', 'replied_to'], 'REPLY'],
])('knows what refers to another post: %s', (types, kind) => {
  const referenced_tweets = types.map((type) => ({ type, id: '1' }))
  expect(recordIn({ referenced_tweets })?.kind).toBe(kind)
})

it('has media, links and promotion as far as X was asked for them', () => {
  const url = { start: 0, end: 1, url: 'https://t.co/a' }
  const tweet = {
    attachments: { media_keys: ['3_1', '13_2'] },
    entities: {
      urls: [url, { ...url, expanded_url: 'https://b.example/' }, { ...url, media_key: '3_1' }],
    },
    promoted_metrics: { like_count: 0 },
  }
  expect(recordIn(tweet, 'attachments', 'entities')).toMatchObject({
    mediaTypes: ['photo', 'video'],
    links: ['https://t.co/a', 'https://b.example/'],
    promoted: true,
  })
  expect(recordIn(tweet, 'attachments', 'entities')).not.toHaveProperty('displayText')
  expect(recordIn({}, 'attachments', 'entities')).toMatchObject({ mediaTypes: [], links: [] })
  expect(recordIn({ promoted_metrics: { like_count: null } })?.promoted).toBe(false)
})

it('has the whole text as it is displayed, and a thumbnail', () => {
  const [a, b, media] = ['https://t.co/a', 'https://t.co/b', 'https://t.co/c']
  const place = { start: 0, end: 1 }
  const entities = {
    urls: [
      { ...place, url: a, display_url: 'a.example/path…' },
      { ...place, url: b, expanded_url: 'https://b.example/' },
      { ...place, url: media, display_url: 'pic.x.com/c', media_key: '3_1' },
    ],
  }
  const text = `Q&amp;A &lt;3 ${a} ${b} ${media}`
  const shown = (tweet: Partial<Tweet>) => recordIn(tweet, 'entities', 'note_tweet')?.displayText
  expect(shown({ text, entities })).toBe('Q&A <3 a.example/path… https://t.co/b')
  expect(shown({ text: 'Beginning', note_tweet: { text, entities } })).toBe(
    'Q&A <3 a.example/path… https://t.co/b',
  )
  const thumbnail = (medium: Partial<Media>) =>
    recordOf(
      { ...TWEET, attachments: { media_keys: ['3_1'] } },
      new Map([['3_1', { media_key: '3_1', type: 'photo', ...medium }]]),
      requested('referenced_tweets', 'attachments'),
    )?.thumbnailUrl
  expect(thumbnail({ url: 'https://pbs.twimg.com/media/a.jpg?name=orig' })).toBe(
    'https://pbs.twimg.com/media/a.jpg?name=thumb',
  )
  // The sandbox serves its pictures over http.
  expect(thumbnail({ preview_image_url: 'http://127.0.0.1:4010/pictures/a.jpg' })).toBe(
    'http://127.0.0.1:4010/pictures/a.jpg',
  )
  expect([thumbnail({}), thumbnail({ url: 'javascript:alert(1)' })]).toEqual([undefined, undefined])
})
