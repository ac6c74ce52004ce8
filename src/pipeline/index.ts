// The pipeline: how posts, users and pages are requested from X, for all requests of the process together. Each stage
// gets the next one, and returns a function of the same shape; the source is `fetched`.
//
//   loader → cached → claimed → reserved → coalesced → settled → published → recorded → judged → fetched → X
//
// `claimed` and `published` need Redis, and are left out without it.

import type { Spend } from '../money/spend.ts'
import { batchKey } from '../plan/field-set.ts'
import type { XClient } from '../x/client.ts'
import { MAX_IDS_PER_CALL } from '../x/fields.ts'
import type { Archiving } from './archiving.ts'
import { cached, freshValues } from './cached.ts'
import { type CachedOnly, type CachedStages, cachedOnly } from './cached-only.ts'
import { cachedPages } from './cached-pages.ts'
import { type CacheSize, type Caches, createCaches } from './caches.ts'
import type { CallGroupsOptions } from './call-groups.ts'
import type { ClaimedOptions } from './claimed.ts'
import { coalesced } from './coalesced.ts'
import {
  createPageCost,
  createPostCost,
  createUserCost,
  mostForPage,
  mostForPosts,
  mostForUsers,
  type Pricing,
} from './costs.ts'
import type { CacheLifetimes } from './entity-cache.ts'
import type { Facts } from './facts.ts'
import { fetched, type XResponse } from './fetched.ts'
import { judged, readPage, readPosts, readUsers } from './judged.ts'
import type { PrivateAccess } from './private-access.ts'
import { type ResultOrigin, type ResultRecorder, recorded } from './recorded.ts'
import {
  createArchiver,
  createAuthorPublisher,
  createFactRecorder,
  createPageStore,
  createPostStore,
  createUserArchiver,
  createUsernameRecorder,
  createUserStore,
  forPage,
  type PostRecorder,
} from './recorders.ts'
import { createRedisStages, type SharedParts } from './redis-stages.ts'
import type {
  EntityFetchers,
  EntityRequest,
  Fetch,
  Posts,
  Resource,
  Stage,
  TimelinePage,
  Users,
} from './request.ts'
import { createReservations, type Reservations } from './reserved.ts'
import type { PageResult, PostResult, UserResult } from './result.ts'
import { pageCodec, postCodec, userCodec } from './stored-results.ts'

export interface PipelineOptions {
  readonly client: XClient
  readonly cache: CacheLifetimes & { readonly maxBytes: number }
  readonly coalesceWindowMs: number
  readonly access: PrivateAccess
  readonly facts: Facts
  readonly spend: Spend
  readonly pricing: Pricing
  /** The parts that gateways share, if there is a Redis. */
  readonly shared: SharedParts | undefined
  readonly archiving: Archiving | undefined
  readonly now: () => number
}

export interface Pipeline extends EntityFetchers {
  /** The posts in the order of their ids, if the cache of the process has fresh values of all of them. */
  freshPosts(request: EntityRequest<Posts>): readonly PostResult[] | undefined
  readonly cachedOnly: CachedOnly
  cacheSize(): CacheSize
}

export const createPipeline = (options: PipelineOptions): Pipeline => {
  const { facts, shared, archiving } = options
  const { cacheSize, ...caches } = createCaches(options)
  const parts: Parts = {
    ...options,
    ...caches,
    stages: createCachedStages(caches, options.access),
    fetched: fetched(options),
    batching: {
      windowMs: options.coalesceWindowMs,
      maxIds: MAX_IDS_PER_CALL,
      ...(shared && { gateways: shared.claims.gateways }),
    },
    postRecorders: [createFactRecorder(facts), createPostStore(caches.postCache)],
    answerRecorders: [
      ...(shared === undefined ? [] : [createAuthorPublisher(shared.authors)]),
      ...(archiving === undefined ? [] : [createArchiver(archiving)]),
    ],
  }
  return {
    posts: createPosts(parts),
    freshPosts: freshValues({ cache: caches.postCache, access: options.access, keyOf: postKey }),
    users: createUsers(parts),
    pages: createPages(parts),
    cachedOnly: (onMissing) => cachedOnly(parts.stages, onMissing),
    cacheSize,
  }
}

/** The parts that the pipelines of the three kinds of entities have in common. */
interface Parts extends PipelineOptions, Caches {
  readonly stages: CachedStages
  readonly fetched: ReturnType<typeof fetched>
  readonly batching: CallGroupsOptions
  readonly postRecorders: readonly PostRecorder<ResultOrigin>[]
  readonly answerRecorders: readonly PostRecorder[]
}

const createCachedStages = (
  { postCache, userCache, pageCache }: Caches,
  access: PrivateAccess,
): CachedStages => ({
  posts: cached({ cache: postCache, access, keyOf: postKey, postsIn: one }),
  users: cached({ cache: userCache, access, keyOf: userKey, postsIn: none }),
  pages: cachedPages({ pages: pageCache, posts: postCache, access }),
})

const createPosts = (parts: Parts): Pipeline['posts'] =>
  createEntityPipeline<PostResult, Posts>(parts, {
    cached: parts.stages.posts,
    keyOf: (_, id) => `post ${id}`,
    codec: postCodec,
    postsIn: one,
    callKey: ({ fieldSet }) => batchKey(fieldSet),
    batching: parts.batching,
    mostUsd: mostForPosts,
    createCost: createPostCost,
    recorders: parts.postRecorders,
    answerRecorders: parts.answerRecorders,
    read: (request, response) => readPosts(request, response, parts.facts.authorOf),
  })

const createUsers = (parts: Parts): Pipeline['users'] =>
  createEntityPipeline<UserResult, Users>(parts, {
    cached: parts.stages.users,
    keyOf: (resource, name) => `user ${userKey(resource, name)}`,
    codec: userCodec,
    postsIn: none,
    callKey: ({ resource }) => resource.by,
    batching: parts.batching,
    mostUsd: mostForUsers,
    createCost: createUserCost,
    recorders: [createUserStore(parts.userCache, userKey), createUsernameRecorder(parts.facts)],
    answerRecorders: parts.archiving === undefined ? [] : [createUserArchiver(parts.archiving)],
    read: readUsers,
  })

const createPages = (parts: Parts): Pipeline['pages'] =>
  createEntityPipeline<PageResult, TimelinePage>(parts, {
    cached: parts.stages.pages,
    keyOf: (_, key) => `page ${key}`,
    codec: pageCodec,
    postsIn: postsInPage,
    callKey: ({ ids }) => ids.join(),
    batching: { windowMs: 0, maxIds: 1 },
    mostUsd: mostForPage,
    createCost: createPageCost,
    recorders: [
      createPageStore(parts.pageCache),
      ...parts.postRecorders.map((each) => forPage(each)),
    ],
    answerRecorders: parts.answerRecorders.map((each) => forPage(each)),
    read: (request, response) => readPage(request, response, parts.facts.authorOf),
  })

/** The parts in which the pipelines differ. */
interface EntityKind<T extends object, R extends Resource>
  extends Pick<ClaimedOptions<T, R>, 'keyOf' | 'codec' | 'postsIn' | 'recorders'> {
  readonly cached: Stage<T, R>
  /** Requests with equal keys and one credential can share a call. */
  readonly callKey: (request: EntityRequest<R>) => string
  readonly batching: CallGroupsOptions
  readonly mostUsd: (pricing: Pricing) => (request: EntityRequest<R>) => number
  readonly createCost: (pricing: Pricing, pay: Reservations<T, R>['pay']) => ResultRecorder<T, R>
  /** Recorders of X's answers only, not of what other gateways have requested. */
  readonly answerRecorders: readonly ResultRecorder<T, R>[]
  readonly read: (request: EntityRequest<R>, response: XResponse) => ReadonlyMap<string, T>
}

const createEntityPipeline = <T extends { readonly kind: string }, R extends Resource>(
  parts: Parts,
  kind: EntityKind<T, R>,
): Fetch<T, R> => {
  const { access, spend, pricing } = parts
  const { callKey, batching, postsIn } = kind
  const redis = createRedisStages<T, R>(parts, kind)
  const { reserved, settled, pay } = createReservations<T, R>({
    spend,
    // Without the generation of the credential, which a refusal changes between reserving and settling.
    groupKey: (request) => `${request.source.scope} ${callKey(request)}`,
    mostUsd: kind.mostUsd(pricing),
  })
  const sharedCalls = coalesced<T, R>({
    ...batching,
    // Calls are never shared across a refusal of their credential.
    groupKey: (request) =>
      `${request.source.scope} ${access.generation(request.source)} ${callKey(request)}`,
    postsIn,
  })
  const record = recorded<T, R>([
    kind.createCost(pricing, pay),
    ...kind.recorders,
    ...kind.answerRecorders,
  ])
  return compose<T, R>(
    kind.cached,
    ...redis.claim,
    reserved,
    sharedCalls,
    settled,
    ...redis.publish,
  )(record(judged(kind.read)(parts.fetched)))
}

/** Composes stages from left to right: the first one sees the request first. */
const compose =
  <T, R extends Resource>(...stages: readonly Stage<T, R>[]): Stage<T, R> =>
  (source) =>
    stages.reduceRight((next, stage) => stage(next), source)

const postKey = (_: Posts, id: string): string => id

const userKey = ({ by }: Users, name: string): string =>
  by === 'ids' ? name : `@${name.toLowerCase()}`

const one = (): number => 1
const none = (): number => 0
const postsInPage = (page: PageResult): number => (page.kind === 'page' ? page.ids.length : 0)
