// The caches without X: entities that no cache holds are reported instead of requested.

import { GatewayError } from '../infra/errors.ts'
import type {
  EntityFetchers,
  EntityRequest,
  Posts,
  Resource,
  Stage,
  TimelinePage,
  Users,
} from './request.ts'
import { type Absent, absent, type PageResult, type PostResult, type UserResult } from './result.ts'

/** The caches without X. `onMissing` is called with the entities that no cache holds. */
export type CachedOnly = (onMissing: (request: EntityRequest) => void) => EntityFetchers

/** The stages that serve entities from the cache of the process. */
export interface CachedStages {
  readonly posts: Stage<PostResult, Posts>
  readonly users: Stage<UserResult, Users>
  readonly pages: Stage<PageResult, TimelinePage>
}

/** The result of entities that would have to be requested. */
export const NOT_REQUESTED: Absent = absent(
  new GatewayError('UPSTREAM_UNAVAILABLE', 'A dry run requests nothing from X.'),
)

/** Stages without a cache: every entity is missing. */
export const UNCACHED: CachedStages = {
  posts: (next) => next,
  users: (next) => next,
  pages: (next) => next,
}

/** @param onMissing called with the entities that no cache holds */
export const cachedOnly = (
  { posts, users, pages }: CachedStages,
  onMissing: (request: EntityRequest) => void,
): EntityFetchers => {
  const missing = async (request: EntityRequest<Resource>) => {
    onMissing(request)
    return new Map(request.ids.map((id) => [id, NOT_REQUESTED]))
  }
  return { posts: posts(missing), users: users(missing), pages: pages(missing) }
}
