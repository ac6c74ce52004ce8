// What of X's answers goes into the archive, and what has to leave it: the numbers that came just now, each with whose it
// is, and what X said is gone.

import type { Archive, NewSample } from '../archive/archive.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { PRIVATE_GROUPS } from '../x/fields.ts'
import { nullIfAllNull } from '../x/numbers.ts'
import type { Related } from '../x/related.ts'
import type { Media, Tweet } from '../x/types.ts'
import type { Facts } from './facts.ts'

export interface Archiving {
  /** Of one answer of X. */
  take(
    source: CredentialSource,
    posts: readonly Tweet[],
    related: Pick<Related, 'tweets' | 'media' | 'missing'>,
    at: number,
  ): void
  /** The private numbers of an account: they are gone when this returns, and those on their way are not kept. */
  forgetOwner(userId: string): Promise<void>
}

export interface ArchivingOptions {
  readonly archive: Archive
  readonly facts: Facts
  /** How long what is asked of X can be on its way. */
  readonly longestMs: number
  readonly now: () => number
}

export const createArchiving = (options: ArchivingOptions): Archiving => {
  const { archive, facts, longestMs, now } = options

  /** Whose the private numbers of a post are, if they are the asker's. */
  const ownerOf = ({ author_id }: Tweet, { userId }: CredentialSource): string | undefined =>
    userId !== undefined && userId === author_id ? userId : undefined

  const addNumbers = (
    samples: NewSample[],
    subject: string,
    of: Tweet | Media,
    known: { readonly postId: string; readonly at: number; readonly owner: string | undefined },
  ): void => {
    const { postId, at, owner } = known
    if (of.public_metrics) {
      samples.push({ subject, group: 'public_metrics', postId, at, numbers: of.public_metrics })
    }
    if (owner === undefined) return
    for (const group of PRIVATE_GROUPS) {
      const numbers = nullIfAllNull(of[group])
      if (numbers !== null) samples.push({ subject, group, owner, postId, at, numbers })
    }
  }

  return {
    take: (source, posts, { tweets, media, missing }, at) => {
      const samples: NewSample[] = []
      for (const tweet of posts) {
        const known = { postId: tweet.id, at, owner: ownerOf(tweet, source) }
        addNumbers(samples, tweet.id, tweet, known)
        if (media.size === 0) continue
        for (const key of tweet.attachments?.media_keys ?? []) {
          const medium = media.get(key)
          if (medium !== undefined) addNumbers(samples, key, medium, known)
        }
      }
      for (const tweet of tweets.values()) {
        // Private fields never travel with those.
        addNumbers(samples, tweet.id, tweet, { postId: tweet.id, at, owner: undefined })
      }
      if (samples.length > 0) archive.record(samples)
      if (missing.size === 0) return
      // Only what X says in so many words: an answer that leaves a post out is no reason to forget it.
      const said = [...missing].filter(
        ([id]) => !tweets.has(id) && !posts.some((post) => post.id === id),
      )
      const gone = said.filter(([, { code }]) => code === 'POST_NOT_FOUND').map(([id]) => id)
      const hidden = said
        .filter(([id, { code }]) => code === 'POST_NOT_VISIBLE' && !isOwn(id, source, facts))
        .map(([id]) => id)
      if (gone.length > 0) archive.deletePosts(gone)
      if (hidden.length > 0) archive.deleteHiddenPosts(hidden)
    },
    forgetOwner: (userId) => archive.deleteOwner(userId, now() + longestMs),
  }
}

const isOwn = (postId: string, { userId }: CredentialSource, facts: Facts): boolean =>
  userId !== undefined && facts.authorOf(postId) === userId
