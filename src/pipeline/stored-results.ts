// Results of posts, users and pages as text, for other gateways.

import { fieldNamesOf, parseFieldNames } from '../plan/field-names.ts'
import type { FieldSet } from '../plan/field-set.ts'
import type { PrivateGroup } from '../x/fields.ts'
import type { Gap } from '../x/gaps.ts'
import type { Refusal, Refusals } from '../x/refusals.ts'
import { type Related, relatedTo } from '../x/related.ts'
import type { Media, Place, Poll, Tweet, User } from '../x/types.ts'
import {
  type Absent,
  type Dropped,
  type Failed,
  type FoundPost,
  type FoundUser,
  isCacheable,
  type PageResult,
  type PostResult,
  type UserResult,
} from './result.ts'
import { isLocal, restoreError, type StoredError, storeError } from './stored-errors.ts'

export interface Codec<T> {
  /** Undefined for what only this process can know, and for what cannot be serialized. */
  write(result: T | Failed): string | undefined
  /** @throws an Error for text that no gateway of this version has written */
  read(text: string, now: number): T | Failed
  /** The fields that the result has. */
  fieldSetOf(result: T | Failed): FieldSet | undefined
  /** Whether later requests may be served the result, as the cache of the process serves it. */
  isCacheable(result: T | Failed): boolean
}

type Result = PostResult | UserResult | PageResult

const serialize = <T extends Result>(
  result: T,
  store: (result: T) => object,
): string | undefined => {
  if (result.kind === 'failed' && isLocal(result.error)) return undefined
  try {
    return JSON.stringify(store(result))
  } catch {
    // Unknown fields from X may be nested too deeply.
    return undefined
  }
}

type RefusalEntries = readonly (readonly [PrivateGroup, Refusal])[]
type Entries<T> = readonly (readonly [string, T])[]

interface StoredMissing {
  readonly kind: 'absent' | 'failed'
  readonly error: StoredError
}

interface StoredDropped {
  readonly kind: 'dropped'
  readonly refusals: RefusalEntries
}

interface StoredFound {
  readonly at: number
  readonly fields: string
  readonly gaps?: readonly Gap[]
}

interface StoredPost extends StoredFound {
  readonly kind: 'post'
  readonly tweet: Tweet
  readonly tweets: readonly Tweet[]
  readonly users: readonly User[]
  readonly named: readonly User[]
  readonly media: readonly Media[]
  readonly polls: readonly Poll[]
  readonly places: readonly Place[]
  readonly missing: Entries<StoredError>
  readonly missingUsers: Entries<StoredError>
  readonly refusals: RefusalEntries
  readonly incomplete?: string
}

type StoredPostResult = StoredPost | StoredDropped | StoredMissing

const storeMissing = ({ kind, error }: Absent | Failed): StoredMissing => ({
  kind,
  error: storeError(error),
})

const restoreMissing = ({ kind, error }: StoredMissing, now: number): Absent | Failed => ({
  kind,
  error: restoreError(error, now),
})

const storeErrors = (errors: Related['missing']): Entries<StoredError> =>
  [...errors].map(([key, error]) => [key, storeError(error)])

const restoreErrors = (errors: Entries<StoredError>, now: number): Related['missing'] =>
  new Map(errors.map(([key, error]) => [key, restoreError(error, now)]))

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const storeFound = ({ at, fieldSet, gaps }: FoundPost | FoundUser): StoredFound => ({
  at,
  fields: fieldNamesOf(fieldSet),
  ...(gaps !== undefined && { gaps }),
})

const restoreFound = ({ at, fields, gaps }: StoredFound) => ({
  at,
  fieldSet: parseFieldNames(fields),
  ...(gaps !== undefined && { gaps }),
})

const storePost = (post: FoundPost): StoredPost => {
  const { tweet, refusals, incomplete } = post
  const own = relatedTo(tweet, post.related)
  return {
    kind: 'post',
    ...storeFound(post),
    tweet,
    tweets: [...own.tweets.values()],
    users: [...own.users.values()],
    named: [...own.usersByName.values()],
    media: [...own.media.values()],
    polls: [...own.polls.values()],
    places: [...own.places.values()],
    missing: storeErrors(own.missing),
    missingUsers: storeErrors(own.missingUsers),
    refusals: [...refusals],
    ...(incomplete !== undefined && { incomplete }),
  }
}

const restorePost = (stored: StoredPost, now: number): FoundPost => {
  const { tweet, media, incomplete } = stored
  const users = [...stored.users, ...stored.named]
  return {
    kind: 'post',
    ...restoreFound(stored),
    tweet,
    related: {
      tweets: byId(stored.tweets),
      users: byId(users),
      usersByName: new Map(users.map((user) => [(user.username ?? '').toLowerCase(), user])),
      media: new Map(media.map((medium) => [medium.media_key, medium])),
      polls: byId(stored.polls),
      places: byId(stored.places),
      missing: restoreErrors(stored.missing, now),
      missingUsers: restoreErrors(stored.missingUsers, now),
    },
    refusals: restoreRefusals(stored.refusals),
    ...(incomplete !== undefined && { incomplete }),
  }
}

const restoreRefusals = (refusals: RefusalEntries): Refusals => new Map(refusals)

const storePostResult = (result: PostResult): StoredPostResult => {
  switch (result.kind) {
    case 'post':
      return storePost(result)
    case 'dropped':
      return { kind: 'dropped', refusals: [...result.refusals] }
    default:
      return storeMissing(result)
  }
}

const restorePostResult = (stored: StoredPostResult, now: number): PostResult => {
  switch (stored.kind) {
    case 'post':
      return restorePost(stored, now)
    case 'dropped':
      return { kind: 'dropped', refusals: restoreRefusals(stored.refusals) } satisfies Dropped
    default:
      return restoreMissing(stored, now)
  }
}

export const postCodec: Codec<PostResult> = {
  write: (result) => serialize(result, storePostResult),
  read: (text, now) => restorePostResult(JSON.parse(text), now),
  fieldSetOf: (result) => (result.kind === 'post' ? result.fieldSet : undefined),
  isCacheable,
}

type StoredUserResult =
  | (StoredFound & { readonly kind: 'user'; readonly user: User })
  | StoredMissing

const storeUserResult = (result: UserResult): StoredUserResult =>
  result.kind === 'user'
    ? { kind: 'user', ...storeFound(result), user: result.user }
    : storeMissing(result)

export const userCodec: Codec<UserResult> = {
  write: (result) => serialize(result, storeUserResult),
  read: (text, now) => {
    const stored: StoredUserResult = JSON.parse(text)
    return stored.kind === 'user'
      ? { kind: 'user', ...restoreFound(stored), user: stored.user }
      : restoreMissing(stored, now)
  },
  fieldSetOf: (result) => (result.kind === 'user' ? result.fieldSet : undefined),
  isCacheable: ({ kind }) => kind === 'user',
}

interface StoredPage {
  readonly kind: 'page'
  readonly ids: readonly string[]
  readonly posts: Entries<StoredPostResult>
  readonly nextToken?: string
}

const storePageResult = (result: PageResult): StoredPage | StoredMissing => {
  if (result.kind !== 'page') return storeMissing(result)
  const { ids, posts, nextToken } = result
  return {
    kind: 'page',
    ids,
    posts: [...posts].map(([id, post]) => [id, storePostResult(post)]),
    ...(nextToken !== undefined && { nextToken }),
  }
}

export const pageCodec: Codec<PageResult> = {
  write: (result) => serialize(result, storePageResult),
  read: (text, now) => {
    const stored: StoredPage | StoredMissing = JSON.parse(text)
    if (stored.kind !== 'page') return restoreMissing(stored, now)
    const { ids, posts, nextToken } = stored
    return {
      kind: 'page',
      ids,
      posts: new Map(posts.map(([id, post]) => [id, restorePostResult(post, now)])),
      nextToken,
    }
  },
  fieldSetOf: () => undefined,
  isCacheable: ({ kind }) => kind === 'page',
}
