// The pipeline: how posts, users and pages are requested from X, for all requests of the process together. Each stage
// gets the next one, and returns a function of the same shape; the source is `fetched`.
//
//   loader → cached → shared → coalesced → recorded → judged → fetched → X

import { batchKey } from '../plan/field-set.ts'
import type { XClient } from '../x/client.ts'
import { MAX_IDS_PER_CALL } from '../x/fields.ts'
import type { Billing } from '../x/prices.ts'
import type { Archiving } from './archiving.ts'
import { cached } from './cached.ts'
import { cachedPages } from './cached-pages.ts'
import { coalesced } from './coalesced.ts'
import { type CacheLifetimes, createEntityCache } from './entity-cache.ts'
import type { Facts } from './facts.ts'
import { createFetched } from './fetched.ts'
import { judged, readPage, readPosts, readUsers } from './judged.ts'
import type { PrivateAccess } from './private-access.ts'
import { recorded } from './recorded.ts'
import {
  createArchiver,
  createFactRecorder,
  createPageStore,
  createPostCost,
  createPostStore,
  createPublisher,
  createUserCost,
  createUserStore,
  forPage,
  type PostRecorder,
} from './recorders.ts'
import type { EntityRequest, Fetch, Posts, Resource, Stage, Timeline, Users } from './request.ts'
import type { FoundPage, PageResult, PostResult, UserResult } from './result.ts'
import { shared } from './shared.ts'
import type { SharedPosts } from './shared-posts.ts'

export interface PipelineOptions {
  readonly client: XClient
  readonly cache: CacheLifetimes & { readonly maxBytes: number }
  readonly coalesceWindowMs: number
  readonly access: PrivateAccess
  readonly facts: Facts
  readonly billing: Billing
  /** The posts that processes share, if there is a Redis. */
  readonly sharedPosts: SharedPosts | undefined
  readonly archiving: Archiving | undefined
  readonly now: () => number
}

export interface Pipeline {
  readonly posts: Fetch<PostResult, Posts>
  readonly users: Fetch<UserResult, Users>
  readonly pages: Fetch<PageResult, Timeline>
  cacheSize(): CacheSize
}

interface CacheSize {
  readonly entries: number
  readonly bytes: number
}

/** The parts of CACHE_MAX_MB. */
const SHARES = { posts: 0.85, users: 0.1, pages: 0.05 }

const createCaches = ({ cache: { maxBytes, ...lifetimes }, now }: PipelineOptions) => {
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

export const createPipeline = (options: PipelineOptions): Pipeline => {
  const { access, facts, billing, sharedPosts, archiving } = options
  const { postCache, userCache, pageCache, cacheSize } = createCaches(options)
  const fetched = createFetched(options)
  const recorders: readonly PostRecorder[] = [
    createPostCost(billing),
    createFactRecorder(facts),
    createPostStore(postCache),
    ...(sharedPosts === undefined ? [] : [createPublisher(sharedPosts)]),
    ...(archiving === undefined ? [] : [createArchiver(archiving)]),
  ]
  /** Calls are never shared across a refusal of their credential. */
  const scopeOf = ({ source }: EntityRequest): string =>
    `${source.scope} ${access.generation(source)}`
  const batched = { windowMs: options.coalesceWindowMs, maxIds: MAX_IDS_PER_CALL }

  const posts = compose<PostResult, Posts>(
    cached({ cache: postCache, access, keyOf: postKey, postsIn: one }),
    ...(sharedPosts === undefined ? [] : [shared({ posts: sharedPosts, cache: postCache, facts })]),
    coalesced({
      ...batched,
      groupKey: (request) => `${scopeOf(request)} ${batchKey(request.fieldSet)}`,
      postsIn: one,
    }),
  )(
    recorded<PostResult, Posts>(recorders)(
      judged((request, response) => readPosts(request, response, facts.authorOf))(fetched),
    ),
  )

  const users = compose<UserResult, Users>(
    cached({ cache: userCache, access, keyOf: userKey, postsIn: none }),
    coalesced({
      ...batched,
      groupKey: (request) => `${scopeOf(request)} ${request.resource.by}`,
      postsIn: none,
    }),
  )(
    recorded<UserResult, Users>([createUserCost(billing), createUserStore(userCache, userKey)])(
      judged(readUsers)(fetched),
    ),
  )

  const pages = compose<PageResult, Timeline>(
    cachedPages({ pages: pageCache, posts: postCache, access }),
    coalesced<PageResult, Timeline>({
      windowMs: 0,
      maxIds: 1,
      groupKey: (request) => `${scopeOf(request)} ${request.ids.join()}`,
      postsIn: postsInPage,
    }),
  )(
    recorded<PageResult, Timeline>([createPageStore(pageCache), ...recorders.map(forPage)])(
      judged<PageResult, Timeline>((request, response) =>
        readPage(request, response, facts.authorOf),
      )(fetched),
    ),
  )

  return { posts, users, pages, cacheSize }
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
