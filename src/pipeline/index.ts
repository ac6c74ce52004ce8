// The pipeline: how posts, users and pages are requested from X, for all requests of the process together. Each stage
// gets the next one, and returns a function of the same shape; the source is `fetched`.
//
//   loader → cached → claimed → reserved → coalesced → settled → published → recorded → judged → fetched → X
//
// `claimed` and `published` need Redis, and are left out without it.

import type { CredentialSource } from '../auth/credentials.ts'
import type { Spend } from '../money/spend.ts'
import { batchKey } from '../plan/field-set.ts'
import type { XClient } from '../x/client.ts'
import { MAX_IDS_PER_CALL } from '../x/fields.ts'
import type { Archiving } from './archiving.ts'
import { cached } from './cached.ts'
import { type CachedOnly, type CachedStages, cachedOnly } from './cached-only.ts'
import { cachedPages } from './cached-pages.ts'
import { type CacheSize, type Caches, createCaches } from './caches.ts'
import type { CallGroupsOptions } from './call-groups.ts'
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
import { fetched } from './fetched.ts'
import { judged, readPage, readPosts, readUsers } from './judged.ts'
import type { PrivateAccess } from './private-access.ts'
import { type ResultOrigin, recorded } from './recorded.ts'
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
import type { EntityFetchers, Posts, Resource, Stage, TimelinePage, Users } from './request.ts'
import { createReservations } from './reserved.ts'
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
  readonly cachedOnly: CachedOnly
  cacheSize(): CacheSize
}

export const createPipeline = (options: PipelineOptions): Pipeline => {
  const { facts, shared, archiving } = options
  const { cacheSize, ...caches } = createCaches(options)
  const learnFacts = createFactRecorder(facts)
  const storePosts = createPostStore(caches.postCache)
  const parts: Parts = {
    ...options,
    stages: createCachedStages(caches, options.access),
    ...caches,
    learnFacts,
    storePosts,
    recorders: [
      learnFacts,
      storePosts,
      ...(shared === undefined ? [] : [createAuthorPublisher(shared.authors)]),
      ...(archiving === undefined ? [] : [createArchiver(archiving)]),
    ],
    fetched: fetched(options),
    batching: {
      windowMs: options.coalesceWindowMs,
      maxIds: MAX_IDS_PER_CALL,
      ...(shared && { gateways: shared.claims.gateways }),
    },
  }
  return {
    posts: createPosts(parts),
    users: createUsers(parts),
    pages: createPages(parts),
    cachedOnly: (onMissing) => cachedOnly(parts.stages, onMissing),
    cacheSize,
  }
}

/** The parts that the pipelines of the three kinds of entities have in common. */
interface Parts extends PipelineOptions, Caches {
  readonly stages: CachedStages
  readonly learnFacts: PostRecorder<unknown>
  readonly storePosts: PostRecorder<ResultOrigin>
  readonly recorders: readonly PostRecorder[]
  readonly fetched: ReturnType<typeof fetched>
  readonly batching: CallGroupsOptions
}

const createCachedStages = (
  { postCache, userCache, pageCache }: Caches,
  access: PrivateAccess,
): CachedStages => ({
  posts: cached({ cache: postCache, access, keyOf: postKey, postsIn: one }),
  users: cached({ cache: userCache, access, keyOf: userKey, postsIn: none }),
  pages: cachedPages({ pages: pageCache, posts: postCache, access }),
})

const createPosts = (parts: Parts): Pipeline['posts'] => {
  const { access, facts, spend, pricing } = parts
  const redis = createRedisStages<PostResult, Posts>(parts, {
    keyOf: (_, id) => `post ${id}`,
    codec: postCodec,
    recorders: [parts.learnFacts, parts.storePosts],
    postsIn: one,
  })
  const { reserved, settled, pay } = createReservations<PostResult, Posts>({
    spend,
    groupKey: ({ source, fieldSet }) => `${source.scope} ${batchKey(fieldSet)}`,
    mostUsd: mostForPosts(pricing),
  })
  return compose<PostResult, Posts>(
    parts.stages.posts,
    ...redis.claim,
    reserved,
    coalesced({
      ...parts.batching,
      groupKey: (request) => `${scopeIn(request.source, access)} ${batchKey(request.fieldSet)}`,
      postsIn: one,
    }),
    settled,
    ...redis.publish,
  )(
    recorded<PostResult, Posts>([createPostCost(pricing, pay), ...parts.recorders])(
      judged((request, response) => readPosts(request, response, facts.authorOf))(parts.fetched),
    ),
  )
}

const createUsers = (parts: Parts): Pipeline['users'] => {
  const { access, userCache, spend, pricing, archiving, facts } = parts
  const storeUsers = createUserStore(userCache, userKey)
  const learnUsernames = createUsernameRecorder(facts)
  const redis = createRedisStages<UserResult, Users>(parts, {
    keyOf: (resource, name) => `user ${userKey(resource, name)}`,
    codec: userCodec,
    recorders: [storeUsers, learnUsernames],
    postsIn: none,
  })
  const { reserved, settled, pay } = createReservations<UserResult, Users>({
    spend,
    groupKey: ({ source, resource }) => `${source.scope} ${resource.by}`,
    mostUsd: mostForUsers(pricing),
  })
  return compose<UserResult, Users>(
    parts.stages.users,
    ...redis.claim,
    reserved,
    coalesced({
      ...parts.batching,
      groupKey: (request) => `${scopeIn(request.source, access)} ${request.resource.by}`,
      postsIn: none,
    }),
    settled,
    ...redis.publish,
  )(
    recorded<UserResult, Users>([
      createUserCost(pricing, pay),
      storeUsers,
      learnUsernames,
      ...(archiving === undefined ? [] : [createUserArchiver(archiving)]),
    ])(judged(readUsers)(parts.fetched)),
  )
}

const createPages = (parts: Parts): Pipeline['pages'] => {
  const { access, facts, pageCache, spend, pricing } = parts
  const storePages = createPageStore(pageCache)
  const redis = createRedisStages<PageResult, TimelinePage>(parts, {
    keyOf: (_, key) => `page ${key}`,
    codec: pageCodec,
    recorders: [storePages, forPage(parts.learnFacts), forPage(parts.storePosts)],
    postsIn: postsInPage,
  })
  const { reserved, settled, pay } = createReservations<PageResult, TimelinePage>({
    spend,
    groupKey: ({ source }) => source.scope,
    mostUsd: mostForPage(pricing),
  })
  return compose<PageResult, TimelinePage>(
    parts.stages.pages,
    ...redis.claim,
    reserved,
    coalesced<PageResult, TimelinePage>({
      windowMs: 0,
      maxIds: 1,
      groupKey: (request) => `${scopeIn(request.source, access)} ${request.ids.join()}`,
      postsIn: postsInPage,
    }),
    settled,
    ...redis.publish,
  )(
    recorded<PageResult, TimelinePage>([
      createPageCost(pricing, pay),
      storePages,
      ...parts.recorders.map((each) => forPage(each)),
    ])(
      judged<PageResult, TimelinePage>((request, response) =>
        readPage(request, response, facts.authorOf),
      )(parts.fetched),
    ),
  )
}

/** Calls are never shared across a refusal of their credential. */
const scopeIn = (source: CredentialSource, access: PrivateAccess): string =>
  `${source.scope} ${access.generation(source)}`

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
