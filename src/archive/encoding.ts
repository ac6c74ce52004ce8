// The binary format of metrics: a bit set of the metrics that have a value, then the values, all as variable-length
// integers with seven bits per byte.

import type { Metrics } from '../x/types.ts'
import { createVarintReader, MAX_VARINT_BYTES, writeVarint } from './varints.ts'

/** The order is part of the database format: names are appended and never removed. */
export const NAMES = [
  'retweet_count',
  'reply_count',
  'like_count',
  'quote_count',
  'bookmark_count',
  'impression_count',
  'url_link_clicks',
  'user_profile_clicks',
  'engagements',
  'view_count',
  'playback_0_count',
  'playback_25_count',
  'playback_50_count',
  'playback_75_count',
  'playback_100_count',
  'followers_count',
  'following_count',
  'tweet_count',
  'listed_count',
  'media_count',
] as const

/** The bit set takes up to three bytes. */
const scratch = new Uint8Array(3 + NAMES.length * MAX_VARINT_BYTES)

/** Encodes metrics; undefined if none of them has a value. */
export const encode = (numbers: Metrics): Uint8Array | undefined => {
  let present = 0
  let end = 3
  // Without an iterator, which takes half of the time.
  for (let index = 0; index < NAMES.length; index++) {
    const name = NAMES[index]
    const value = name && numbers[name]
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) continue
    present += 1 << index
    end = writeVarint(scratch, value, end)
  }
  if (present === 0) return undefined
  // Three bytes are reserved for the bit set, which usually takes one or two.
  const first = 3 - writeVarint(scratch, present, 0)
  scratch.copyWithin(first, 0, 3 - first)
  return scratch.slice(first, end)
}

export const decode = (bytes: Uint8Array): Metrics => {
  const { read } = createVarintReader(bytes)
  const numbers: Record<string, number> = {}
  for (let index = 0, present = read(); present > 0; index++, present >>= 1) {
    const name = NAMES[index]
    if (name !== undefined && present & 1) numbers[name] = read()
  }
  return numbers
}

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

/** Compares metrics without encoding them. */
export const equalMetrics = (a: Metrics, b: Metrics): boolean => {
  for (const name in a) if (a[name] !== b[name]) return false
  for (const name in b) if (a[name] === undefined && b[name] !== undefined) return false
  return true
}
