// A post as it is cached: without the other objects of its answer, which would otherwise live as long as it does.

import type { GatewayError } from '../infra/errors.ts'
import { createInterner } from '../infra/intern.ts'
import type { FieldSet } from '../plan/field-set.ts'
import type { Gap } from '../x/gaps.ts'
import type { Refusals } from '../x/refusals.ts'
import { type Related, relatedTo } from '../x/related.ts'
import type { Media, Tweet, User } from '../x/types.ts'
import type { Entry } from './entity-cache.ts'
import type { FoundPost } from './result.ts'
import { Texts } from './texts.ts'

type Storing = Pick<Entry<object>, 'at' | 'bytes'> & { readonly fieldSet: FieldSet }

/** A class, because V8 stores the properties that a literal adds to a spread in an object of their own. */
class CachedPost implements FoundPost {
  readonly kind = 'post'
  readonly at: number
  readonly tweet: Tweet
  readonly related: Related
  readonly fieldSet: FieldSet
  readonly refusals: Refusals
  readonly bytes: number
  declare readonly gaps?: readonly Gap[]
  declare readonly incomplete?: string
  declare readonly refreshError?: GatewayError
  #texts: Texts | undefined

  constructor(post: FoundPost, { at, bytes, fieldSet }: Storing) {
    const { tweet, related, refusals, gaps, incomplete, refreshError } = post
    shareStrings(tweet, related)
    this.at = sharedTime(at)
    this.tweet = tweet
    this.related = relatedTo(tweet, related)
    this.fieldSet = fieldSet
    this.refusals = refusals
    this.bytes = bytes
    if (gaps !== undefined) this.gaps = gaps
    if (incomplete !== undefined) this.incomplete = incomplete
    if (refreshError !== undefined) this.refreshError = refreshError
  }

  /** Created when the post is first served: many are never served again. */
  get texts(): Texts {
    this.#texts ??= new Texts(this.bytes / 2)
    return this.#texts
  }
}

let lastTime = 0

/** V8 stores a time outside of its object. The posts of one answer share it. */
const sharedTime = (time: number): number => {
  if (time !== lastTime) lastTime = time
  return lastTime
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

const intern = createInterner()

/** Replaces ids and names by equal strings that are in memory anyway, which no reader of the objects notices. */
const shareStrings = (tweet: Tweet, { users, media }: Related): void => {
  const post: Writable<Tweet> = tweet
  if (post.author_id) {
    post.author_id = intern(post.author_id)
    const user: Writable<User> | undefined = users.get(post.author_id)
    if (user !== undefined) shareNames(user)
  }
  if (post.edit_history_tweet_ids?.length === 1 && post.edit_history_tweet_ids[0] === post.id) {
    post.edit_history_tweet_ids = [post.id]
  }
  const attachments: Writable<NonNullable<Tweet['attachments']>> | null | undefined =
    tweet.attachments
  if (attachments?.media_keys) {
    attachments.media_keys = attachments.media_keys.map((key) => {
      const medium: Writable<Media> | undefined = media.get(key)
      if (medium === undefined) return key
      medium.type = intern(medium.type)
      return medium.media_key
    })
  }
}

const shareNames = (user: Writable<User>): void => {
  user.id = intern(user.id)
  if (user.username) user.username = intern(user.username)
  if (user.name) user.name = intern(user.name)
}

export const cachedPost = (post: FoundPost, storing: Storing): Entry<FoundPost> =>
  new CachedPost(post, storing)
