// The age from which X refuses an account's private metrics, learned from X's answers. X documents 30 days, has served
// 76, and serves some posts at any age, so the limit is never assumed: posts are requested, and refusals remembered.

import { createLru } from '../infra/lru.ts'
import { newestFirst, timeOfId } from '../x/fields.ts'

export interface AgeLimits {
  /**
   * Whether X refused the post, or a younger one of its author, for its age within the last day. A refusal does not
   * count once X has served a post of the same author that was as old.
   */
  isRefused(userId: string, postId: string): boolean
  rememberRefused(userId: string, postId: string): void
  rememberServed(userId: string, postId: string): void
}

interface Refused {
  readonly postId: string
  readonly at: number
}

interface Limit {
  /** The youngest post that X refused. */
  readonly refused?: Refused
  /** The greatest age at which X served a post. */
  readonly servedAge: number
}

const REFUSED_FOR_MS = 86_400_000

/** Accounts, about 200 bytes each. */
const MAX_ACCOUNTS = 10_000

const NOTHING_KNOWN: Limit = { servedAge: Number.NEGATIVE_INFINITY }

/** Ids without a time are older than all others. */
const ageOf = (postId: string, at: number): number => at - (timeOfId(postId) ?? 0)

const isNewer = (one: string, other: string): boolean => newestFirst(one, other) < 0

export const createAgeLimits = (now: () => number, maxAccounts = MAX_ACCOUNTS): AgeLimits => {
  const limits = createLru<Limit>(maxAccounts)
  const limitOf = (userId: string): Limit => limits.get(userId) ?? NOTHING_KNOWN
  const isValid = (refused: Refused | undefined): refused is Refused =>
    refused !== undefined && now() - refused.at < REFUSED_FOR_MS

  return {
    isRefused: (userId, postId) => {
      const { refused } = limitOf(userId)
      return isValid(refused) && !isNewer(postId, refused.postId)
    },
    rememberRefused: (userId, postId) => {
      const { refused, servedAge } = limitOf(userId)
      const at = now()
      if (ageOf(postId, at) <= servedAge) return
      // The refusal of a younger post says more, until it is a day old.
      if (isValid(refused) && isNewer(refused.postId, postId)) return
      limits.set(userId, { refused: { postId, at }, servedAge })
    },
    rememberServed: (userId, postId) => {
      const { refused, servedAge } = limitOf(userId)
      const age = ageOf(postId, now())
      if (age <= servedAge) return
      const contradicts = refused !== undefined && age >= ageOf(refused.postId, refused.at)
      limits.set(userId, { servedAge: age, ...(!contradicts && refused && { refused }) })
    },
  }
}
