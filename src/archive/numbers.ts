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

/** The names that are there, and eight bytes for each number. */
const scratch = new Uint8Array(4 + NAMES.length * 8)

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
  for (const [place, name] of NAMES.entries()) {
    if (Number.isSafeInteger(numbers[name]) && Number(numbers[name]) >= 0) there += 1 << place
  }
  if (there === 0) return undefined
  let end = write(there, 0)
  for (const [place, name] of NAMES.entries()) {
    if ((there >> place) & 1) end = write(Number(numbers[name]), end)
  }
  return scratch.slice(0, end)
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
  for (const [place, name] of NAMES.entries()) if ((there >> place) & 1) numbers[name] = read()
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
