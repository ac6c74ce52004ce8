// What is known of posts beyond one request, so that X is not asked what it would refuse: who wrote a post
// and that it is a repost never change; that it was never promoted, or was too old, holds for a while.

import { PRIVATE_GROUPS } from '../x/fields.ts'
import type { Refusals } from '../x/refusals.ts'
import { isRetweet } from '../x/tweets.ts'
import type { Tweet } from '../x/types.ts'
import { type AgeLimits, createAgeLimits } from './age-limits.ts'

export interface Facts {
  /** What X said of a post just now, and what it refused of it. */
  learn(tweet: Tweet, refusals: Refusals): void
  readonly ages: AgeLimits
  authorOf(postId: string): string | undefined
  rememberAuthor(postId: string, userId: string): void
  isRepost(postId: string): boolean
  /** X said a short while ago that the post was never promoted. */
  isUnpromoted(postId: string): boolean
}

interface Fact {
  author?: string
  repost?: true
  unpromotedUntil?: number
}

/** About a hundred bytes each. */
const MOST = 200_000

/** A campaign that has just begun is seen this much later. */
const UNPROMOTED_FOR_MS = 10 * 60_000

export const createFacts = (now: () => number, most = MOST): Facts => {
  const facts = new Map<string, Fact>()
  const remember = (postId: string, news: Fact): void => {
    const fact = { ...facts.get(postId), ...news }
    // Newest last, so that the oldest is the first to go.
    facts.delete(postId)
    facts.set(postId, fact)
    if (facts.size <= most) return
    const [oldest] = facts.keys()
    if (oldest !== undefined) facts.delete(oldest)
  }
  const ages = createAgeLimits(now)
  const authorOf = (postId: string): string | undefined => facts.get(postId)?.author
  const rememberAuthor = (postId: string, author: string): void => {
    if (authorOf(postId) !== author) remember(postId, { author })
  }
  const isRepost = (postId: string): boolean => facts.get(postId)?.repost === true

  const learnRefusals = ({ id, author_id }: Tweet, refusals: Refusals): void => {
    const reasons = new Set([...refusals.values()].map(({ reason }) => reason))
    if (reasons.has('REPOST')) remember(id, { repost: true })
    if (reasons.has('NOT_PROMOTED')) remember(id, { unpromotedUntil: now() + UNPROMOTED_FOR_MS })
    if (reasons.has('EXPIRED') && author_id) ages.rememberRefused(author_id, id)
  }

  return {
    ages,
    authorOf,
    rememberAuthor,
    isRepost,
    isUnpromoted: (postId) => (facts.get(postId)?.unpromotedUntil ?? 0) > now(),
    learn: (tweet, refusals) => {
      const { id, author_id } = tweet
      if (author_id) {
        rememberAuthor(id, author_id)
        if (PRIVATE_GROUPS.some((group) => tweet[group])) ages.rememberServed(author_id, id)
      }
      if (isRetweet(tweet) && !isRepost(id)) remember(id, { repost: true })
      if (refusals.size > 0) learnRefusals(tweet, refusals)
    },
  }
}
