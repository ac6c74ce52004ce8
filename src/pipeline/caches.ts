// The caches of posts, users and pages, which share CACHE_MAX_MB.

import { type CacheLifetimes, createEntityCache, type EntityCache } from './entity-cache.ts'
import type { FoundPage, PostResult, UserResult } from './result.ts'

export interface CacheSize {
  readonly entries: number
  readonly bytes: number
}

export interface Caches {
  readonly postCache: EntityCache<PostResult>
  readonly userCache: EntityCache<UserResult>
  readonly pageCache: EntityCache<FoundPage>
}

export interface CachesOptions {
  readonly cache: CacheLifetimes & { readonly maxBytes: number }
  readonly now: () => number
}

/** The parts of CACHE_MAX_MB. */
const SHARES = { posts: 0.85, users: 0.1, pages: 0.05 }

export const createCaches = ({
  cache: { maxBytes, ...lifetimes },
  now,
}: CachesOptions): Caches & { cacheSize(): CacheSize } => {
  const cacheOf = <T>(share: number) =>
    createEntityCache<T>({ ...lifetimes, maxBytes: Math.ceil(maxBytes * share), now })
  const postCache = cacheOf<PostResult>(SHARES.posts)
  const userCache = cacheOf<UserResult>(SHARES.users)
  const pageCache = cacheOf<FoundPage>(SHARES.pages)
  const cacheSize = (): CacheSize =>
    [postCache, userCache, pageCache]
      .map((cache) => cache.size())
      .reduce((one, other) => ({
        entries: one.entries + other.entries,
        bytes: one.bytes + other.bytes,
      }))
  return { postCache, userCache, pageCache, cacheSize }
}
