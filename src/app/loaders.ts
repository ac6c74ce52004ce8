// All that posts are loaded with, put together once; and what each request gets of it.

import type { Archive } from '../archive/archive.ts'
import type { Caller } from '../auth/callers.ts'
import type { CredentialStatus } from '../auth/credential-status.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { Config } from '../config/index.ts'
import type { Redis } from '../infra/redis.ts'
import { createSharedCache } from '../infra/shared-cache.ts'
import { createLive, type Live } from '../live/index.ts'
import type { Clock } from '../live/types.ts'
import { createUserCache } from '../loaders/users.ts'
import { createKeeping } from '../pipeline/archiving.ts'
import { createFacts } from '../pipeline/facts.ts'
import { createLookups } from '../pipeline/lookups.ts'
import type { Followed, Tally, Wanted } from '../pipeline/operation.ts'
import { createPostCache, type PostCache } from '../pipeline/post-cache.ts'
import { createPrivateAccess } from '../pipeline/private-access.ts'
import { createReceiving } from '../pipeline/receiving.ts'
import { createSharedPosts } from '../pipeline/shared-posts.ts'
import { createTimelines } from '../pipeline/timelines.ts'
import { type Context, createContext } from '../schema/context.ts'
import type { Budget } from '../x/budget.ts'
import type { XClient } from '../x/client.ts'
import { createBill } from '../x/prices.ts'

export interface LoadersOptions {
  readonly config: Config
  readonly client: XClient
  readonly credentialStatus: CredentialStatus
  readonly budget: Budget
  readonly redis: Redis | undefined
  /** If numbers are kept through time. */
  readonly archive: Archive | undefined
  readonly app: CredentialSource
  readonly loginUrl: string | undefined
  readonly clock: Clock
  /** Told what following posts has cost, each time that X is asked. */
  readonly onLive: (tally: Tally) => void
  readonly onFault: (error: unknown) => void
}

export interface Loaders {
  context(caller: Caller, followed: Followed | undefined): Context
  readonly cacheSize: PostCache['size']
  readonly live: Pick<Live, 'size' | 'close'>
}

export const createLoaders = (options: LoadersOptions): Loaders => {
  const { config, client, budget, redis, archive, clock } = options
  const { now } = clock
  const facts = createFacts(now)
  const bill = createBill(now)
  const shared = redis && createSharedPosts(createSharedCache(redis), { ...config.cache, now })
  const { privateMs } = config.cache
  const access = createPrivateAccess({ ...options, privateMs })
  const cache = createPostCache({ ...config.cache, now })
  const longestMs = config.queryTimeoutMs * 2
  const keeping = archive && createKeeping({ archive, facts, longestMs, now })
  const receiving = createReceiving({ cache, shared, facts, keeping, now })
  const { coalesceWindowMs } = config
  const lookups = createLookups({
    client,
    cache,
    access,
    shared,
    receiving,
    bill,
    coalesceWindowMs,
  })
  const timelines = createTimelines({ client, cache, access, receiving, bill, now })
  const userCache = createUserCache({ isFresh: cache.isFresh, mayServe: access.mayServe, now })

  /** From other processes. */
  const recallAuthors = async (ids: readonly string[]): Promise<void> => {
    if (shared === undefined || ids.length === 0) return
    for (const [id, author] of await shared.authorsOf(ids)) facts.rememberAuthor(id, author)
  }

  const common = {
    client,
    access,
    app: options.app,
    loginUrl: options.loginUrl,
    lookups,
    timelines,
    userCache,
    archive,
    forgetOwner: async (userId: string) => keeping?.forgetOwner(userId),
    budget,
    bill,
    facts,
    recallAuthors,
    postsPerRequest: config.maxPostsPerRequest,
    queryTimeoutMs: config.queryTimeoutMs,
    now,
  }
  const context = (caller: Caller, wanted: Wanted | undefined): Context =>
    createContext({ ...common, caller, wanted, follow: (wish) => live.follow(caller, wish) })
  const live = createLive({
    limits: config.live,
    postsPerRequest: config.maxPostsPerRequest,
    context,
    budget,
    processes: config.workers,
    clock,
    onAsked: options.onLive,
    onFault: options.onFault,
  })
  return {
    context,
    cacheSize: cache.size,
    live,
  }
}
