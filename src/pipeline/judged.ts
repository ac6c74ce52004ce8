// Stage: turns X's answer, or the failure of the call, into one result per entity. Entities are matched by id, never by
// position: X leaves out what it does not give.

import { GatewayError } from '../infra/errors.ts'
import type { Envelope } from '../x/envelope.ts'
import { invalidPost, postNotFound } from '../x/errors.ts'
import { isId, newestFirst } from '../x/fields.ts'
import { createIncompleteness } from '../x/incomplete.ts'
import { read } from '../x/reading.ts'
import { type Refusals, refusedIn, sortProblems } from '../x/refusals.ts'
import { relatedIn } from '../x/related.ts'
import type { Fields } from '../x/scalars.ts'
import { isTweet } from '../x/shape.ts'
import type { Tweet } from '../x/types.ts'
import { joinUsers, timelineErrorIn } from '../x/users.ts'
import type { XResponse } from './fetched.ts'
import type { EntityRequest, Resource, Results, TimelinePage, Users } from './request.ts'
import {
  absent,
  type FoundPage,
  type FoundPost,
  failed,
  failuresOf,
  type PageResult,
  type PostResult,
  type UserResult,
} from './result.ts'

/** The results of one call, with the answer that they were read from unless the call failed. */
export interface Judgment<T> {
  readonly results: Results<T>
  readonly response: XResponse | undefined
}

export type Judge<T, R extends Resource> = (request: EntityRequest<R>) => Promise<Judgment<T>>

/** @param resultsOf throws a GatewayError when the answer as a whole cannot be read */
export const judged =
  <T, R extends Resource>(
    resultsOf: (request: EntityRequest<R>, response: XResponse) => ReadonlyMap<string, T>,
  ) =>
  (fetched: (request: EntityRequest<R>) => Promise<XResponse>): Judge<T, R> =>
  async (request) => {
    try {
      const response = await fetched(request)
      return { results: resultsOf(request, response), response }
    } catch (error) {
      return { results: failuresOf(request.ids, error), response: undefined }
    }
  }

/** Finds the author of a post that X sent without one: authors never change. */
type AuthorOf = (postId: string) => string | undefined

export const readPosts = (
  { ids, fieldSet }: Pick<EntityRequest, 'ids' | 'fieldSet'>,
  { envelope, at, gaps: unrequested }: Pick<XResponse, 'envelope' | 'at' | 'gaps'>,
  authorOf: AuthorOf,
): ReadonlyMap<string, PostResult> => {
  const { data = [], includes = {}, errors = [] } = envelope
  const tweetOf = createFinder(data)
  const problems = sortProblems(errors, data)
  const { related, isWhole, gapsAround } = relatedIn(includes, problems.errors, errors)
  const incompletenessOf = createIncompleteness(errors)
  let understood: boolean | undefined
  /** A missing post does not exist only if everything else in the answer is understood. */
  const isUnderstood = (): boolean => {
    understood ??= !problems.unclear && areAmong(data, new Set(ids))
    return understood
  }
  const resultOf = (id: string): PostResult => {
    const tweet = tweetOf(id)
    const refusals = problems.refusals.get(id) ?? NO_REFUSALS
    if (tweet !== undefined) {
      const found = read('tweet', tweet, isTweet, ['id'])
      if (found === undefined || !isWhole(found.value)) return failed(invalidPost(id))
      const post: FoundPost = {
        kind: 'post',
        at,
        tweet: withAuthor(found.value, authorOf),
        related,
        fieldSet,
        refusals,
      }
      const gaps = concat(unrequested, found.gaps, gapsAround(found.value))
      const incomplete = incompletenessOf(found.value)
      if (gaps.length === 0 && incomplete === undefined) return post
      return {
        ...post,
        ...(gaps.length > 0 && { gaps }),
        ...(incomplete !== undefined && { incomplete }),
      }
    }
    const error = problems.errors.get(id)
    if (error !== undefined) return absent(error)
    if (refusals.size > 0) return { kind: 'dropped', refusals }
    return isUnderstood() ? absent(postNotFound(id)) : failed(invalidPost(id))
  }
  const results = new Map<string, PostResult>()
  for (const id of ids) results.set(id, resultOf(id))
  return results
}

const NO_REFUSALS: Refusals = new Map()

/** Most posts have no gaps, and need no list of their own. */
const concat = <T>(some: readonly T[], more: readonly T[], others: readonly T[]): readonly T[] =>
  more.length + others.length === 0 ? some : [...some, ...more, ...others]

const withAuthor = (tweet: Tweet, authorOf: AuthorOf): Tweet => {
  if (tweet.author_id) return tweet
  const author_id = authorOf(tweet.id)
  return author_id === undefined ? tweet : { ...tweet, author_id }
}

const areAmong = (tweets: readonly Fields[], ids: ReadonlySet<unknown>): boolean =>
  tweets.every(({ id }) => ids.has(id))

/** Finds posts by id. X mostly keeps the order of the request, so the next post is tried first. */
const createFinder = (tweets: readonly Fields[]): ((id: string) => Fields | undefined) => {
  let next = 0
  let byId: ReadonlyMap<unknown, Fields> | undefined
  return (id) => {
    const tweet = tweets[next]
    if (tweet?.id === id) {
      next += 1
      return tweet
    }
    byId ??= new Map(tweets.map((each) => [each.id, each]))
    return byId.get(id)
  }
}

export const readUsers = (
  { ids, fieldSet, resource: { by } }: EntityRequest<Users>,
  { envelope, at, gaps: unrequested }: XResponse,
): ReadonlyMap<string, UserResult> => {
  const userOf = joinUsers(envelope, by, ids)
  const resultOf = (id: string): UserResult => {
    const user = userOf(id)
    if (user instanceof GatewayError) {
      return user.code === 'UPSTREAM_INVALID_RESPONSE' ? failed(user) : absent(user)
    }
    const gaps = [...unrequested, ...user.gaps]
    return { kind: 'user', user: user.value, fieldSet, at, ...(gaps.length > 0 && { gaps }) }
  }
  return new Map(ids.map((id) => [id, resultOf(id)]))
}

export const readPage = (
  request: EntityRequest<TimelinePage>,
  response: XResponse,
  authorOf: AuthorOf,
): ReadonlyMap<string, PageResult> => {
  const { envelope, nextToken } = response
  const error = timelineErrorIn(envelope, request.resource.userId)
  const ids = idsIn(envelope)
  const page = (): FoundPage => ({
    kind: 'page',
    ids,
    posts: readPosts({ ...request, ids }, response, authorOf),
    nextToken,
  })
  return new Map(request.ids.map((key) => [key, error === undefined ? page() : absent(error)]))
}

/** The posts of a page: the ones that came, and the ones that X only mentions in a refusal. */
const idsIn = ({ data = [], errors = [] }: Envelope): string[] => {
  const sent = data.flatMap(({ id }) => (isId(id) ? id : []))
  const refused = refusedIn(errors)
  return refused.size === 0 ? sent : [...new Set([...sent, ...refused])].sort(newestFirst)
}
