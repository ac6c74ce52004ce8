// The request that the stages of the pipeline pass on, and the results that they return.

import type { CredentialSource } from '../auth/credentials.ts'
import type { FieldSet } from '../plan/field-set.ts'
import type { TimelineParameters } from '../x/client.ts'
import type { NamedBy } from '../x/fields.ts'
import type { PostPrice } from '../x/prices.ts'
import type { Operation } from './operation.ts'
import type { Failed, PageResult, PostResult, UserResult } from './result.ts'

export interface Posts {
  readonly kind: 'posts'
}

export interface Users {
  readonly kind: 'users'
  readonly by: NamedBy
}

/** One page of the posts of a user. */
export interface TimelinePage {
  readonly kind: 'timeline'
  readonly userId: string
  readonly page: TimelineParameters
  readonly price: PostPrice
  /** The posts that X is known to list on this page, if all of them are known. */
  readonly listed?: readonly string[]
}

/** The key of a page among all pages. */
export const pageKey = ({ userId, page }: Pick<TimelinePage, 'userId' | 'page'>): string => {
  const { sinceId, untilId, exclude, maxResults, paginationToken } = page
  return [userId, sinceId, untilId, exclude.join(), maxResults, paginationToken].join(' ')
}

export type Resource = Posts | Users | TimelinePage

/** A request for entities of one resource, with one credential. */
export interface EntityRequest<R extends Resource = Resource> {
  readonly resource: R
  readonly source: CredentialSource
  /** Unique ids or usernames; a page has one, its `pageKey`. */
  readonly ids: readonly string[]
  readonly fieldSet: FieldSet
  /** The part of the field set that is needed of one entity. @default all of it */
  readonly neededOf?: (id: string) => FieldSet
  readonly operation: Operation
  /** No caller waits for the results. */
  readonly background?: true
  /** Another gateway has not brought the entities: the call waits for no more of them. */
  readonly overdue?: true
}

/** The results by id. */
export type Results<T> = ReadonlyMap<string, T | Failed>

/** Resolves with a result for each id. Failures are results; only defects of the gateway reject. */
export type Fetch<T, R extends Resource> = (request: EntityRequest<R>) => Promise<Results<T>>

/** Requests posts, users and pages. */
export interface EntityFetchers {
  readonly posts: Fetch<PostResult, Posts>
  readonly users: Fetch<UserResult, Users>
  readonly pages: Fetch<PageResult, TimelinePage>
}

export type Stage<T, R extends Resource> = (next: Fetch<T, R>) => Fetch<T, R>
