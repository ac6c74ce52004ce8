// Archives the metrics of X's responses, private ones under their owner, and deletes from the archive what X says is gone.

import type { Archive, DeletedData, NewSample } from '../archive/archive.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { PRIVATE_GROUPS } from '../x/fields.ts'
import { nullIfAllNull } from '../x/numbers.ts'
import type { Related } from '../x/related.ts'
import type { Media, Tweet, User } from '../x/types.ts'
import type { Facts } from './facts.ts'
import { recordOf } from './post-record.ts'
import type { EntityRequest } from './request.ts'

export interface Archiving {
  /** Archives one response of X. */
  add(
    request: Pick<EntityRequest, 'source' | 'fieldSet'>,
    posts: readonly Tweet[],
    related: Pick<Related, 'tweets' | 'media' | 'missing'>,
    at: number,
  ): void
  /** Archives the counts of a connected account's profile, which X sent to the account itself. */
  addUsers(source: CredentialSource, users: readonly User[], at: number): void
  /** Resolves when the private metrics of an account are deleted. Those of calls in flight are not archived. */
  forgetOwner(userId: string): Promise<DeletedData>
}

export interface ArchivingOptions {
  readonly archive: Pick<
    Archive,
    'record' | 'recordPosts' | 'deletePosts' | 'deleteHiddenPosts' | 'deleteOwner'
  >
  readonly facts: Facts
  /** The longest time that a call to X takes. */
  readonly maxCallMs: number
  readonly now: () => number
}

export const createArchiving = (options: ArchivingOptions): Archiving => {
  const { archive, facts, maxCallMs, now } = options

  /** The owner of a post's private metrics, if the credential is the author's. */
  const ownerOf = ({ author_id }: Tweet, { userId }: CredentialSource): string | undefined =>
    userId !== undefined && userId === author_id ? userId : undefined

  const addSamples = (
    samples: NewSample[],
    subject: string,
    object: Tweet | Media,
    {
      postId,
      at,
      owner,
    }: Pick<NewSample, 'postId' | 'at'> & { readonly owner: string | undefined },
  ): void => {
    const { public_metrics } = object
    if (public_metrics) {
      samples.push({ subject, group: 'public_metrics', postId, at, numbers: public_metrics })
    }
    if (owner === undefined) return
    for (const group of PRIVATE_GROUPS) {
      const numbers = nullIfAllNull(object[group])
      if (numbers !== null) samples.push({ subject, group, owner, postId, at, numbers })
    }
  }

  return {
    add: ({ source, fieldSet }, posts, { tweets, media, missing }, at) => {
      const samples: NewSample[] = []
      for (const tweet of posts) {
        const origin = { postId: tweet.id, at, owner: ownerOf(tweet, source) }
        addSamples(samples, tweet.id, tweet, origin)
        if (media.size === 0) continue
        for (const key of tweet.attachments?.media_keys ?? []) {
          const medium = media.get(key)
          if (medium !== undefined) addSamples(samples, key, medium, origin)
        }
      }
      for (const tweet of tweets.values()) {
        // Private metrics are never requested of referenced posts.
        addSamples(samples, tweet.id, tweet, { postId: tweet.id, at, owner: undefined })
      }
      const records = posts.flatMap((tweet) =>
        ownerOf(tweet, source) === undefined ? [] : (recordOf(tweet, media, fieldSet) ?? []),
      )
      if (records.length > 0) archive.recordPosts(records, at)
      if (samples.length > 0) archive.record(samples)
      if (missing.size === 0) return
      // A post that is missing without a problem from X stays in the archive.
      const problems = [...missing].filter(
        ([id]) => !tweets.has(id) && !posts.some((post) => post.id === id),
      )
      const gone = problems.filter(([, { code }]) => code === 'POST_NOT_FOUND').map(([id]) => id)
      const hidden = problems
        .filter(([id, { code }]) => code === 'POST_NOT_VISIBLE' && !isOwn(id, source, facts))
        .map(([id]) => id)
      if (gone.length > 0) archive.deletePosts(gone)
      if (hidden.length > 0) archive.deleteHiddenPosts(hidden)
    },
    addUsers: ({ userId }, users, at) => {
      const numbers = users.find(({ id }) => id === userId)?.public_metrics
      if (userId === undefined || !numbers) return
      const group = 'user_metrics' as const
      archive.record([{ subject: userId, group, owner: userId, postId: '', at, numbers }])
    },
    forgetOwner: (userId) => archive.deleteOwner(userId, now() + maxCallMs),
  }
}

const isOwn = (postId: string, { userId }: CredentialSource, facts: Facts): boolean =>
  userId !== undefined && facts.authorOf(postId) === userId
