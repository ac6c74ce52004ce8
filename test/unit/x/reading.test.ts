// Checks of X's objects: an unreadable part costs its own field.

import { describe, expect, it } from 'vitest'

import { read } from '../../../src/x/reading.ts'
import type { Fields } from '../../../src/x/scalars.ts'
import { isMedia, isTweet, isUser } from '../../../src/x/shape.ts'

const TWEET = {
  id: '1',
  text: 'Good morning',
  created_at: '2026-11-20T08:00:00.000Z',
  edit_history_tweet_ids: ['1'],
  public_metrics: { like_count: 3, reply_count: 0 },
  entities: { hashtags: [{ start: 0, end: 2, tag: 'a' }], urls: null },
  edit_controls: { edits_remaining: 5, is_edit_eligible: true, editable_until: null },
}

const readTweet = (fields: Fields) => read('tweet', { ...TWEET, ...fields }, isTweet, ['id'])

const pathsOf = ({ gaps = [] }: { gaps?: readonly { message: string }[] } = {}) =>
  gaps.map(({ message }) => /`(.*)`/.exec(message)?.[1])

it('returns an object without unreadable parts as it is', () => {
  const result = read('tweet', TWEET, isTweet, ['id'])
  expect(result?.value).toBe(TWEET)
  expect(result?.gaps).toEqual([])
})

it.each<[string, Fields]>([
  ['text', { text: 7 }],
  ['created_at', { created_at: '2026-02-29T00:00:00.000Z' }],
  ['created_at', { created_at: 'yesterday' }],
  ['author_id', { author_id: 12 }],
  ['author_id', { author_id: '12345678901234567890' }],
  ['edit_history_tweet_ids', { edit_history_tweet_ids: ['1', '../2'] }],
  ['referenced_tweets', { referenced_tweets: [{ type: 'quoted' }] }],
  ['possibly_sensitive', { possibly_sensitive: 'no' }],
  ['public_metrics.like_count', { public_metrics: { like_count: -1 } }],
  ['public_metrics.like_count', { public_metrics: { like_count: 0.5 } }],
  ['public_metrics.like_count', { public_metrics: { like_count: 2 ** 52 } }],
  ['organic_metrics', { organic_metrics: [1, 2] }],
  ['edit_controls.edits_remaining', { edit_controls: { edits_remaining: [5] } }],
  [
    'geo.coordinates.coordinates',
    { geo: { coordinates: { coordinates: [Number.POSITIVE_INFINITY, 2] } } },
  ],
  ['entities.urls', { entities: { urls: [{ start: 0, end: 1.5, url: 'https://t.co/1' }] } }],
])('leaves out `%s` where it is unreadable', (path, fields) => {
  const result = readTweet(fields)
  expect(pathsOf(result)).toEqual([path])
  expect(result?.value).toMatchObject({ id: '1' })
  expect(result?.gaps[0]).toMatchObject({ code: 'INCOMPLETE', name: path.split('.')[0] })
})

it('keeps the readable parts beside an unreadable one', () => {
  const result = readTweet({
    public_metrics: { like_count: '3', reply_count: 4 },
    entities: { hashtags: [{ start: 0, end: 2, tag: 'a' }], mentions: [{ start: 0, end: 1 }] },
  })
  expect(result?.value).toEqual({
    ...TWEET,
    public_metrics: { reply_count: 4 },
    entities: { hashtags: [{ start: 0, end: 2, tag: 'a' }] },
  })
  expect(pathsOf(result)).toEqual(['public_metrics.like_count', 'entities.mentions'])
})

describe('accepts', () => {
  it('null and missing fields, fields that it does not know, and counts of edits as text', () => {
    for (const fields of [
      { text: null, geo: null, entities: null, public_metrics: { like_count: null } },
      { unknown_field: [[7]], edit_controls: { edits_remaining: '4' } },
      { created_at: '2024-02-29T23:59:59+01:00', edit_history_tweet_ids: ['1', '2'] },
    ]) {
      expect(readTweet(fields)?.gaps).toEqual([])
    }
  })

  it('a time with a space, as UTC', () => {
    const result = readTweet({ edit_controls: { editable_until: '2022-08-21 09:35:20.311' } })
    expect(result?.value.edit_controls).toEqual({ editable_until: '2022-08-21T09:35:20.311Z' })
    expect(result?.gaps).toEqual([])
  })
})

it('stores a part with the name of a prototype as an own field', () => {
  const fields: Fields = JSON.parse('{"id":"1","text":7,"__proto__":{"lang":"en"}}')
  const value = read('tweet', fields, isTweet, ['id'])?.value
  expect(value?.lang).toBeUndefined()
  expect(Object.keys(value ?? {})).toEqual(['id', '__proto__'])
})

it('reads nothing of an object without its required fields', () => {
  expect(read('tweet', { ...TWEET, id: 1 }, isTweet, ['id'])).toBeUndefined()
  expect(read('user', { username: 'a' }, isUser, ['id'])).toBeUndefined()
  const media = { media_key: '3_1', type: 7 }
  expect(read('media', media, isMedia, ['media_key', 'type'])).toBeUndefined()
})
