// Facts that outlive a request. Those about posts let later requests avoid what X would refuse: the author of a post, and
// whether it is a repost, never change; that it was never promoted, or is too old, is valid for a while. Handles of users
// name the accounts on the operator's page.

import { createLru } from '../infra/lru.ts'
import { PRIVATE_GROUPS } from '../x/fields.ts'
import type { Refusals } from '../x/refusals.ts'
import { isRetweet } from '../x/tweets.ts'
import type { Tweet } from '../x/types.ts'
import { type AgeLimits, createAgeLimits } from './age-limits.ts'

export interface Facts {
  /** Records a post that X sent, and the private metrics that X refused. */
  learn(tweet: Tweet, refusals: Refusals): void
  readonly ages: AgeLimits
  authorOf(postId: string): string | undefined
  rememberAuthor(postId: string, userId: string): void
  isRepost(postId: string): boolean
  /** Whether X said within the last ten minutes that the post was never promoted. */
  isUnpromoted(postId: string): boolean
  /** The handle of a user, as X last sent it. */
  usernameOf(userId: string): string | undefined
  rememberUsername(userId: string, username: string): void
}

interface Fact {
  author?: string
  repost?: true
  unpromotedUntil?: number
}

const MAX_USERNAMES = 10_000

/** The delay until a new campaign is noticed. */
const UNPROMOTED_FOR_MS = 10 * 60_000

/** @param maxPosts about 200 bytes each */
export const createFacts = (now: () => number, maxPosts = 200_000): Facts => {
  const facts = new Map<string, Fact>()
  const usernames = createLru<string>(MAX_USERNAMES)
  const remember = (postId: string, update: Fact): void => {
    const fact = { ...facts.get(postId), ...update }
    // A Map iterates in insertion order: the first entry is the oldest.
    facts.delete(postId)
    facts.set(postId, fact)
    if (facts.size <= maxPosts) return
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
    usernameOf: (userId) => usernames.get(userId),
    rememberUsername: (userId, username) => {
      usernames.set(userId, username)
    },
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
