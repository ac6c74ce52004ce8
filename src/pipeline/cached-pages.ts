// Stage: serves a page from the cache as long as its order and each of its posts are cached and fresh.

import { orStale } from './cached.ts'
import type { EntityCache, Hit } from './entity-cache.ts'
import type { PrivateAccess } from './private-access.ts'
import type { EntityRequest, Stage, TimelinePage } from './request.ts'
import type { Failed, FoundPage, PageResult, PostResult } from './result.ts'

export interface CachedPagesOptions {
  readonly pages: EntityCache<FoundPage>
  readonly posts: EntityCache<PostResult>
  readonly access: Pick<PrivateAccess, 'mayServe'>
}

export const cachedPages =
  ({ pages, posts, access }: CachedPagesOptions): Stage<PageResult, TimelinePage> =>
  (next) => {
    /** The page with its posts, if all of them are served by `serve`. */
    const assemble = (
      { value: page }: Hit<FoundPage>,
      { source, fieldSet }: EntityRequest<TimelinePage>,
      serve: (hit: Hit<PostResult> | undefined) => PostResult | undefined,
    ): FoundPage | undefined => {
      const found = new Map<string, PostResult>()
      const find = posts.reader(source.scope, fieldSet)
      for (const id of page.ids) {
        const post = serve(find(id))
        if (post === undefined) return undefined
        found.set(id, post)
      }
      return { ...page, posts: found }
    }

    const fresh = (
      hit: Hit<FoundPage>,
      request: EntityRequest<TimelinePage>,
    ): FoundPage | undefined => {
      const { tally, notBefore = 0 } = request.operation
      let oldest = hit.at
      const isFresh = ({ age, at }: Hit<unknown>): boolean => age === 'fresh' && at >= notBefore
      const page = isFresh(hit)
        ? assemble(hit, request, (post) => {
            if (post === undefined || !isFresh(post)) return undefined
            oldest = Math.min(oldest, post.at)
            return post.value
          })
        : undefined
      if (page === undefined) return undefined
      tally.fromCache += page.ids.length
      tally.oldest = Math.min(tally.oldest, oldest)
      return page
    }

    const stale = (
      hit: Hit<FoundPage>,
      request: EntityRequest<TimelinePage>,
      failure: Failed,
    ): FoundPage | undefined =>
      assemble(hit, request, (post) => {
        const result = orStale(failure, post?.value, request.source)
        return result.kind === 'failed' ? undefined : result
      })

    return async (request) => {
      const [key = ''] = request.ids
      const { source, fieldSet } = request
      const hit = access.mayServe(source) ? pages.reader(source.scope, fieldSet)(key) : undefined
      if (hit === undefined) return next(request)
      const page = fresh(hit, request)
      if (page !== undefined) return new Map([[key, page]])
      const results = await next(request)
      const result = results.get(key)
      if (result?.kind !== 'failed' || !access.mayServe(source)) return results
      return new Map([[key, stale(hit, request, result) ?? result]])
    }
  }
