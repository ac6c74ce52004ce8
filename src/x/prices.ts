// X's prices in US dollars, and what of X's answers is billed. X bills a post or a user once per UTC day, which it calls a
// soft guarantee.
//
// @see https://docs.x.com/x-api/getting-started/pricing, as of 2026-04-20

import { DAY_MS } from '../infra/clock.ts'
import { createIdSet, type IdSet } from '../infra/id-set.ts'
import { type Expansion, isId } from './fields.ts'

const PRICES = {
  post: 0.005,
  /** A post in the timeline of the user who owns the app. */
  ownPost: 0.001,
  user: 0.01,
} as const

export type PostPrice = 'post' | 'ownPost'

export const priceOf = (resource: keyof typeof PRICES): number => PRICES[resource]

/**
 * The most users that an expansion adds to one post. X documents no maximum of mentions: 50 is an assumption. A post has up
 * to three references: a repost, a quote and a reply.
 */
const USERS_PER_POST: Readonly<Partial<Record<Expansion, number>>> = {
  author_id: 1,
  in_reply_to_user_id: 1,
  'entities.mentions.username': 50,
  'entities.note.mentions.username': 50,
  'referenced_tweets.id.author_id': 3,
}

export const usersPerPost = (expansion: Expansion): number => USERS_PER_POST[expansion] ?? 0

/** The maximum of posts, and of users. Reads beyond it are billed again: the estimate may be too high, but not too low. */
export const MAX_BILLED_IDS = 500_000

/** The posts and users that X has billed in this UTC day. */
export interface Billing {
  isBilled(resource: 'post' | 'user', id: string): boolean
  /** Returns the price of a resource that X has sent: 0 if it was billed before. */
  bill(resource: keyof typeof PRICES, id: unknown): number
  /** Takes over what X has billed today for reads of another process. */
  learn(others: BilledIds): void
}

export interface BillingOptions {
  /** The wall clock: X's day is that of UTC. */
  readonly wall: () => number
  readonly maxIds?: number
  /** Called for each post that was not billed before. */
  readonly onPost?: () => void
  /** Called for each post and user that was not billed before, with the number of the UTC day. */
  readonly onBilled?: (resource: 'post' | 'user', id: string, day: number) => void
}

/** The posts and users that X has billed for another process of the gateway. */
export interface BilledIds {
  /** The number of the UTC day. */
  readonly day: number
  readonly post: readonly string[]
  readonly user: readonly string[]
}

export const createBilling = ({
  wall,
  maxIds = MAX_BILLED_IDS,
  onPost = () => {},
  onBilled = () => {},
}: BillingOptions): Billing => {
  let day = -1
  const billed = { post: createIdSet(), user: createIdSet() }

  const billedToday = (resource: 'post' | 'user'): IdSet => {
    const today = Math.floor(wall() / DAY_MS)
    if (today !== day) {
      day = today
      billed.post.clear()
      billed.user.clear()
    }
    return billed[resource]
  }

  return {
    isBilled: (resource, id) => billedToday(resource).has(id),
    bill: (resource, id) => {
      const kind = resource === 'user' ? 'user' : 'post'
      const known = billedToday(kind)
      if (isId(id)) {
        if (known.has(id)) return 0
        if (known.size < maxIds) known.add(id)
        onBilled(kind, id, day)
      }
      if (resource !== 'user') onPost()
      return PRICES[resource]
    },
    learn: (others) => {
      for (const kind of ['post', 'user'] as const) {
        const known = billedToday(kind)
        if (others.day !== day) return
        for (const id of others[kind]) if (known.size < maxIds && isId(id)) known.add(id)
      }
    },
  }
}

/** Rounds to a tenth of a cent, the precision of X's prices. */
export const roundUsd = (usd: number): number => Math.round(usd * 1000) / 1000
