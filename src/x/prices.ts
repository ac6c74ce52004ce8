// What X charges for what it returns, in US dollars; the same thing once a day. An estimate: X calls its own
// deduplication a soft guarantee, and does not say whether expanded users count.
//
// @see https://docs.x.com/x-api/getting-started/pricing

import { isId } from './fields.ts'
import type { Envelope } from './types.ts'

const PRICES = {
  post: 0.005,
  /** By its author's timeline, when the author is the owner of the app. */
  ownPost: 0.001,
  user: 0.01,
} as const

const DAY_MS = 86_400_000

/** About fifty bytes each. What is read beyond them is counted again: an estimate may be too high, not too low. */
const MOST_REMEMBERED = 500_000

/** What a post is billed as. */
export type PostPrice = 'post' | 'ownPost'

export interface Charge {
  readonly posts: number
  readonly usd: number
}

export interface Bill {
  charge(envelope: Envelope, post?: PostPrice): Charge
  /** Users that came by themselves: the data of their answer. */
  chargeUsers(envelope: Envelope): Charge
}

export const createBill = (now: () => number): Bill => {
  let day = -1
  const posts = new Set<string>()
  const users = new Set<string>()
  /** X's day ends at midnight UTC. */
  const beginDay = (): void => {
    const today = Math.floor(now() / DAY_MS)
    if (today === day) return
    day = today
    posts.clear()
    users.clear()
  }
  const priceOf = (price: number, id: unknown, read: Set<string>): number => {
    if (!isId(id)) return price
    if (read.has(id)) return 0
    if (read.size < MOST_REMEMBERED) read.add(id)
    return price
  }
  return {
    charge: ({ data = [], includes = {} }, post = 'post') => {
      beginDay()
      let usd = 0
      for (const { id } of data) usd += priceOf(PRICES[post], id, posts)
      for (const { id } of includes.users ?? []) usd += priceOf(PRICES.user, id, users)
      return { posts: data.length, usd }
    },
    chargeUsers: ({ data = [] }) => {
      beginDay()
      let usd = 0
      for (const { id } of data) usd += priceOf(PRICES.user, id, users)
      return { posts: 0, usd }
    },
  }
}

/** X's own tenth of a cent. */
export const rounded = (usd: number): number => Math.round(usd * 1000) / 1000
