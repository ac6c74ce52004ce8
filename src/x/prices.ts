// X's prices in US dollars, for an estimate of what responses cost. X bills a post or a user once per UTC day, which it calls
// a soft guarantee, and does not say whether it bills expanded users.
//
// @see https://docs.x.com/x-api/getting-started/pricing

import { createIdSet, type IdSet } from '../infra/id-set.ts'
import type { Envelope } from './envelope.ts'
import { isId } from './fields.ts'
import type { Fields } from './scalars.ts'

const PRICES = {
  post: 0.005,
  /** A post in the timeline of the user who owns the app. */
  ownPost: 0.001,
  user: 0.01,
} as const

const DAY_MS = 86_400_000

/** Of posts and of users. Reads beyond them are billed again: the estimate may be too high, but not too low. */
const MAX_IDS = 500_000

export type PostPrice = 'post' | 'ownPost'

export interface Billing {
  /** The cost of a response whose data are posts. */
  charge(envelope: Envelope, price?: PostPrice): number
  /** The cost of a response whose data are users. */
  chargeUsers(envelope: Envelope): number
}

export const createBilling = (now: () => number, maxIds = MAX_IDS): Billing => {
  let day = -1
  const posts = createIdSet()
  const users = createIdSet()

  const forgetYesterday = (): void => {
    const today = Math.floor(now() / DAY_MS)
    if (today === day) return
    day = today
    posts.clear()
    users.clear()
  }

  const priceOf = (items: readonly Fields[] | undefined, price: number, billed: IdSet): number => {
    let usd = 0
    for (const { id } of items ?? []) {
      if (isId(id)) {
        if (billed.has(id)) continue
        if (billed.size < maxIds) billed.add(id)
      }
      usd += price
    }
    return usd
  }

  return {
    charge: ({ data, includes }, price = 'post') => {
      forgetYesterday()
      return priceOf(data, PRICES[price], posts) + priceOf(includes?.users, PRICES.user, users)
    },
    chargeUsers: ({ data }) => {
      forgetYesterday()
      return priceOf(data, PRICES.user, users)
    },
  }
}

/** Rounds to a tenth of a cent, the precision of X's prices. */
export const roundUsd = (usd: number): number => Math.round(usd * 1000) / 1000
