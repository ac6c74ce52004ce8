// Composes the pipeline, the subscriptions and the context that each request gets.

import type { Archive } from '../archive/archive.ts'
import { type Caller, requireGrant } from '../auth/callers.ts'
import type { CredentialStatus } from '../auth/credential-status.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { Config } from '../config/index.ts'
import type { Clock } from '../infra/clock.ts'
import type { Redis } from '../infra/redis.ts'
import { createSharedCache } from '../infra/shared-cache.ts'
import { createLive, type Live } from '../live/index.ts'
import { createArchiving } from '../pipeline/archiving.ts'
import { createFacts } from '../pipeline/facts.ts'
import { createPipeline, type Pipeline } from '../pipeline/index.ts'
import type { OperationOptions, RequestContext, Tally } from '../pipeline/operation.ts'
import { createPrivateAccess } from '../pipeline/private-access.ts'
import { createSharedPosts } from '../pipeline/shared-posts.ts'
import { type Context, createContext } from '../schema/context.ts'
import type { XClient } from '../x/client.ts'
import { createBilling } from '../x/prices.ts'
import type { RateBudget } from '../x/rate-budget.ts'

export interface LoadersOptions {
  readonly config: Config
  readonly client: XClient
  readonly credentialStatus: CredentialStatus
  readonly budget: RateBudget
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
  context(caller: Caller, request: RequestContext | undefined): Context
  readonly cacheSize: Pipeline['cacheSize']
  readonly live: Pick<Live, 'size' | 'close'>
}

export const createLoaders = (options: LoadersOptions): Loaders => {
  const { config, client, budget, redis, archive, clock } = options
  const { now } = clock
  const facts = createFacts(now)
  const billing = createBilling(now)
  const sharedPosts = redis && createSharedPosts(createSharedCache(redis), { ...config.cache, now })
  const access = createPrivateAccess({ ...options, privateMs: config.cache.privateMs })
  const maxCallMs = config.queryTimeoutMs * 2
  const archiving = archive && createArchiving({ archive, facts, maxCallMs, now })
  const { cache, coalesceWindowMs } = config
  const pipeline = createPipeline({
    client,
    cache,
    coalesceWindowMs,
    access,
    facts,
    billing,
    sharedPosts,
    archiving,
    now,
  })

  /** Learns authors from other processes. */
  const recallAuthors = async (ids: readonly string[]): Promise<void> => {
    if (sharedPosts === undefined || ids.length === 0) return
    for (const [id, author] of await sharedPosts.authorsOf(ids)) facts.rememberAuthor(id, author)
  }

  const common = {
    pipeline,
    access,
    app: options.app,
    loginUrl: options.loginUrl,
    archive,
    forgetOwner: async (userId: string) => archiving?.forgetOwner(userId),
    budget,
    facts,
    recallAuthors,
    postsPerRequest: config.maxPostsPerRequest,
    queryTimeoutMs: config.queryTimeoutMs,
    now,
  }
  const context = (caller: Caller, operation: OperationOptions | undefined): Context =>
    createContext({
      ...common,
      caller,
      operation,
      subscribe: async (request) => {
        requireGrant(caller, 'LIVE')
        return live.subscribe(caller, request)
      },
    })
  const live = createLive({
    limits: config.live,
    postsPerRequest: config.maxPostsPerRequest,
    createContext: context,
    budget,
    processes: config.workers,
    clock,
    onPoll: options.onLive,
    onFault: options.onFault,
  })
  return {
    context,
    cacheSize: pipeline.cacheSize,
    live,
  }
}
