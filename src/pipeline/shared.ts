// Stage: takes public posts from Redis that another process has fetched.

import { PUBLIC } from '../auth/credentials.ts'
import type { EntityCache } from './entity-cache.ts'
import type { Facts } from './facts.ts'
import { bytesOf, compact } from './recorders.ts'
import type { Posts, Stage } from './request.ts'
import type { Failed, PostResult } from './result.ts'
import type { SharedPosts } from './shared-posts.ts'

export interface SharedOptions {
  readonly posts: SharedPosts
  readonly cache: EntityCache<PostResult>
  readonly facts: Facts
}

export const shared =
  ({ posts, cache, facts }: SharedOptions): Stage<PostResult, Posts> =>
  (next) =>
  async (request) => {
    const { source, ids, fieldSet, operation, background } = request
    const { tally, notBefore = 0 } = operation
    if (source.scope !== PUBLIC || background || !cache.isEnabled(PUBLIC)) return next(request)
    const results = new Map<string, PostResult | Failed>()
    for (const [id, { post, at, bytes }] of await posts.find(ids, fieldSet)) {
      if (at < notBefore) continue
      const size = bytesOf(bytes, 1)
      facts.learn(post.tweet, post.refusals)
      cache.store(PUBLIC, id, {
        value: compact(post, size / 2),
        fieldSet: post.fieldSet,
        at,
        bytes: size,
      })
      results.set(id, post)
      tally.oldest = Math.min(tally.oldest, at)
    }
    tally.fromCache += results.size
    if (results.size === 0) return next(request)
    const missing = ids.filter((id) => !results.has(id))
    if (missing.length === 0) return results
    const fetched = await next({ ...request, ids: missing })
    for (const id of missing) {
      const result = fetched.get(id)
      if (result !== undefined) results.set(id, result)
    }
    return results
  }
