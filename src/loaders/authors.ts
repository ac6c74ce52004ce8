// Who wrote what. An author never changes, so a post once seen goes straight to the right credential.

export interface Authors {
  get(postId: string): string | undefined
  remember(postId: string, userId: string): void
}

/** A few dozen bytes each. */
const MOST = 200_000

export const createAuthors = (most = MOST): Authors => {
  const authors = new Map<string, string>()
  return {
    get: (postId) => authors.get(postId),
    remember: (postId, userId) => {
      // Newest last, so that the oldest is the first to go.
      authors.delete(postId)
      authors.set(postId, userId)
      if (authors.size <= most) return
      const [oldest] = authors.keys()
      if (oldest !== undefined) authors.delete(oldest)
    },
  }
}
