// The caches without X: entities that no cache holds are reported instead of requested.

import { GatewayError } from '../infra/errors.ts'
import type { EntityRequest, Fetch, Posts, Resource, Stage, Timeline, Users } from './request.ts'
import { type Absent, absent, type PageResult, type PostResult, type UserResult } from './result.ts'

/** The three kinds of entities. */
export interface Entities {
  readonly posts: Fetch<PostResult, Posts>
  readonly users: Fetch<UserResult, Users>
  readonly pages: Fetch<PageResult, Timeline>
}

/** The stages that serve them from the cache of the process. */
export interface CachedStages {
  readonly posts: Stage<PostResult, Posts>
  readonly users: Stage<UserResult, Users>
  readonly pages: Stage<PageResult, Timeline>
}

/** The result of entities that would have to be requested. */
export const NOT_REQUESTED: Absent = absent(
  new GatewayError('UPSTREAM_UNAVAILABLE', 'A dry run requests nothing from X.'),
)

/** Caches that hold nothing. */
export const NO_STAGES: CachedStages = {
  posts: (next) => next,
  users: (next) => next,
  pages: (next) => next,
}

/** @param onMissing called with the entities that no cache holds */
export const cachedOnly = (
  { posts, users, pages }: CachedStages,
  onMissing: (request: EntityRequest) => void,
): Entities => {
  const missing = async (request: EntityRequest<Resource>) => {
    onMissing(request)
    return new Map(request.ids.map((id) => [id, NOT_REQUESTED]))
  }
  return { posts: posts(missing), users: users(missing), pages: pages(missing) }
}
