// Numbers as they are kept: which of X's names have one, and the numbers, seven bits to a byte. An absent number
// stays absent.

import type { Metrics } from '../x/types.ts'

/** By place: names are added at the end, and none is ever taken away. */
const NAMES = [
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
] as const

/** Fifteen names take up to three bytes, and a number up to eight. */
const scratch = new Uint8Array(3 + NAMES.length * 8)

/** Numbers go beyond what bits are for: they are divided. */
const write = (value: number, from: number): number => {
  let [rest, end] = [value, from]
  for (; rest > 127; rest = Math.floor(rest / 128)) scratch[end++] = (rest % 128) + 128
  scratch[end] = rest
  return end + 1
}

/** Nothing, when there is no number that is known here. */
export const encode = (numbers: Metrics): Uint8Array | undefined => {
  let there = 0
  let end = 3
  for (let place = 0; place < NAMES.length; place++) {
    const value = numbers[NAMES[place] as string]
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) continue
    there += 1 << place
    end = write(value, end)
  }
  if (there === 0) return undefined
  // Three bytes for the names, and mostly they take one or two.
  const first = 3 - write(there, 0)
  scratch.copyWithin(first, 0, 3 - first)
  return scratch.slice(first, end)
}

export const decode = (bytes: Uint8Array): Metrics => {
  let next = 0
  const read = (): number => {
    let value = 0
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[next++] ?? 0
      value += (byte % 128) * weight
      if (byte < 128) return value
    }
  }
  const numbers: Record<string, number> = {}
  const there = read()
  for (let place = 0; place < NAMES.length; place++) {
    if ((there >> place) & 1) numbers[NAMES[place] as string] = read()
  }
  return numbers
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

/** Quicker than to encode both. */
export const sameNumbers = (one: Metrics, other: Metrics): boolean => {
  for (const name in one) if (one[name] !== other[name]) return false
  for (const name in other) if (one[name] === undefined && other[name] !== undefined) return false
  return true
}
