// The recorders of posts, users and pages: facts, cache, shared authors and archive.

import { sortProblems } from '../x/refusals.ts'
import type { Related } from '../x/related.ts'
import type { Archiving } from './archiving.ts'
import { cachedPost } from './cached-post.ts'
import type { EntityCache } from './entity-cache.ts'
import type { Facts } from './facts.ts'
import type { XResponse } from './fetched.ts'
import type { ResultOrigin, ResultRecorder } from './recorded.ts'
import type { Posts, TimelinePage, Users } from './request.ts'
import {
  type FoundPage,
  type FoundPost,
  isCacheable,
  type PageResult,
  type PostResult,
  type UserResult,
} from './result.ts'
import type { SharedAuthors } from './shared-authors.ts'

export type PostRecorder<Origin = XResponse> = ResultRecorder<
  PostResult,
  Posts | TimelinePage,
  Origin
>

export const createFactRecorder =
  (facts: Facts): PostRecorder<unknown> =>
  (_, results) => {
    let related: Related | undefined
    for (const result of results.values()) {
      if (result.kind !== 'post') continue
      facts.learn(result.tweet, result.refusals)
      related = result.related
    }
    for (const { id, author_id } of related?.tweets.values() ?? []) {
      if (author_id) facts.rememberAuthor(id, author_id)
    }
  }

const ABSENCE_BYTES = 500

/** A parsed post takes about three times the room of its text; Maps and serialized texts add to that. */
const bytesOf = (textBytes: number, entities: number): number =>
  Math.ceil((textBytes * 5) / Math.max(1, entities)) + 1000

export const createPostStore =
  (cache: EntityCache<PostResult>): PostRecorder<ResultOrigin> =>
  ({ source: { scope }, fieldSet }, results, { at, bytes }) => {
    if (!cache.isEnabled(scope)) return
    const storing = { fieldSet, at, bytes: bytesOf(bytes, results.size) }
    for (const [id, result] of results) {
      if (!isCacheable(result)) continue
      if (result.kind === 'absent') {
        cache.store(scope, id, { ...result, fieldSet: undefined, at, bytes: ABSENCE_BYTES })
      } else {
        // The key and the post share one text.
        cache.store(scope, result.tweet.id, cachedPost(result, storing))
      }
    }
  }

export const createUserStore =
  (
    cache: EntityCache<UserResult>,
    keyOf: (resource: Users, id: string) => string,
  ): ResultRecorder<UserResult, Users, ResultOrigin> =>
  ({ source: { scope }, fieldSet, resource }, results, { at, bytes }) => {
    const share = bytesOf(bytes, results.size)
    for (const [id, result] of results) {
      if (result.kind === 'user') {
        cache.store(scope, keyOf(resource, id), { ...result, fieldSet, at, bytes: share })
      }
    }
  }

export const createUsernameRecorder =
  (facts: Pick<Facts, 'rememberUsername'>): ResultRecorder<UserResult, Users, unknown> =>
  (_, results) => {
    for (const result of results.values()) {
      const { id, username } = result.kind === 'user' ? result.user : NOBODY
      if (username) facts.rememberUsername(id, username)
    }
  }

/** Shares the authors of posts with other processes. */
export const createAuthorPublisher =
  (shared: SharedAuthors): PostRecorder =>
  (_, results) => {
    const posts = foundIn(results)
    const authors = new Map<string, string>()
    for (const { id, author_id } of [
      ...(relatedOf(posts)?.tweets.values() ?? []),
      ...posts.map(({ tweet }) => tweet),
    ]) {
      if (author_id) authors.set(id, author_id)
    }
    if (authors.size > 0) shared.store(authors)
  }

export const createArchiver =
  (archiving: Pick<Archiving, 'add'>): PostRecorder =>
  (request, results, { envelope: { errors = [], data = [] }, at }) => {
    const posts = foundIn(results)
    const { tweets = NONE, media = NONE } = relatedOf(posts) ?? {}
    const missing = errors.length === 0 ? NONE : sortProblems(errors, data).errors
    archiving.add(
      request,
      posts.map(({ tweet }) => tweet),
      { tweets, media, missing },
      at,
    )
  }

export const createUserArchiver =
  (archiving: Pick<Archiving, 'addUsers'>): ResultRecorder<UserResult, Users> =>
  ({ source }, results, { at }) => {
    const users = [...results.values()].flatMap((each) => (each.kind === 'user' ? each.user : []))
    archiving.addUsers(source, users, at)
  }

/** Applies a recorder of posts to the posts of a page. */
export const forPage =
  <Origin>(record: PostRecorder<Origin>): ResultRecorder<PageResult, TimelinePage, Origin> =>
  (request, results, origin) => {
    for (const page of results.values()) {
      if (page.kind === 'page') record({ ...request, ids: page.ids }, page.posts, origin)
    }
  }

const BYTES_PER_ID = 60

/** Caches the order of a page. Its posts are cached one by one. */
export const createPageStore =
  (cache: EntityCache<FoundPage>): ResultRecorder<PageResult, TimelinePage, ResultOrigin> =>
  ({ source: { scope }, fieldSet }, results, { at }) => {
    for (const [key, page] of results) {
      if (page.kind !== 'page') continue
      const bytes = 500 + page.ids.length * BYTES_PER_ID
      cache.store(scope, key, { ...page, posts: NONE, fieldSet, at, bytes })
    }
  }

const NOBODY = { id: '', username: undefined } as const

const NONE: ReadonlyMap<string, never> = new Map<string, never>()

const foundIn = (results: ReadonlyMap<string, PostResult>): readonly FoundPost[] =>
  [...results.values()].filter((result) => result.kind === 'post')

/** All posts of one answer share their included objects. */
const relatedOf = ([first]: readonly FoundPost[]): Related | undefined => first?.related
