// What is known of posts beyond one request, so that X is not asked what it would refuse: who wrote a post
// and that it is a repost never change; that it was never promoted holds for a while.

export interface Facts {
  authorOf(postId: string): string | undefined
  rememberAuthor(postId: string, userId: string): void
  isRepost(postId: string): boolean
  rememberRepost(postId: string): void
  /** X said a short while ago that the post was never promoted. */
  isUnpromoted(postId: string): boolean
  rememberUnpromoted(postId: string): void
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
  const learn = (postId: string, news: Fact): void => {
    const fact = { ...facts.get(postId), ...news }
    // Newest last, so that the oldest is the first to go.
    facts.delete(postId)
    facts.set(postId, fact)
    if (facts.size <= most) return
    const [oldest] = facts.keys()
    if (oldest !== undefined) facts.delete(oldest)
  }
  return {
    authorOf: (postId) => facts.get(postId)?.author,
    rememberAuthor: (postId, author) => {
      if (facts.get(postId)?.author !== author) learn(postId, { author })
    },
    isRepost: (postId) => facts.get(postId)?.repost === true,
    rememberRepost: (postId) => learn(postId, { repost: true }),
    isUnpromoted: (postId) => (facts.get(postId)?.unpromotedUntil ?? 0) > now(),
    rememberUnpromoted: (postId) => learn(postId, { unpromotedUntil: now() + UNPROMOTED_FOR_MS }),
  }
}
