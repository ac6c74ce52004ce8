// Loads the posts of one user for one request: page after page until there are as many as requested. The posts of a
// connected account are requested in its own context, with their private metrics; all others publicly.

import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { type EntityRequest, pageKey, type TimelinePage } from '../pipeline/request.ts'
import { type FoundPage, failed, type PostResult } from '../pipeline/result.ts'
import { fieldSetOf } from '../plan/field-set.ts'
import {
  isPrivatePlan,
  type Plan,
  withoutPrivate,
  withoutReferenced,
  withReasons,
  withRecord,
} from '../plan/plan.ts'
import type { TimelineParameters } from '../x/client.ts'
import { missingFromResponse, repeatedPage, tooManyPosts } from './errors.ts'
import type { LoaderOptions, PostResults } from './post-requests.ts'
import { complete, droppedFrom, withPublic } from './results.ts'
import type { Route } from './routes.ts'

/** A section of the posts of a user. */
export interface Section extends Pick<TimelineParameters, 'sinceId' | 'untilId' | 'exclude'> {
  readonly count: number
  /** The end that `count` is counted from. X sends the newest first: from the other end, all posts have to be read. */
  readonly from: 'newest' | 'oldest'
}

export interface AuthoredPost {
  readonly id: string
  readonly result: PostResult
}

export interface AuthorPosts {
  /** Newest first. */
  readonly posts: readonly AuthoredPost[]
  /** Whether the section has more posts, beyond the last one or before the first. */
  readonly more: boolean
  /** Why later pages are missing. */
  readonly failure?: GatewayError
}

export interface AuthorPostsLoader {
  /** @throws a GatewayError when no page could be read */
  load(userId: string, plan: Plan, section: Section): Promise<AuthorPosts>
}

export interface AuthorPostsOptions extends LoaderOptions {
  /** Chooses the credential of a public timeline request. */
  readonly publicTimelineSource: () => Promise<CredentialSource>
}

/** The bounds of X's `max_results`. */
const MIN_PAGE = 5
const MAX_PAGE = 100

/** The number of posts that may be read to find the oldest ones. */
export const MAX_BACKWARDS = 500

/** X shows the last 3,200 posts. Where posts are excluded, pages may be empty. */
const MAX_PAGES = 64

/** The number of posts that are read to fill a section. */
const enoughFor = ({ count, from }: Pick<Section, 'count' | 'from'>): number =>
  from === 'newest' ? count : MAX_BACKWARDS + 1

/** The maximum number of pages. One more than needed, because X leaves a few posts out of some. */
export const maxPagesFor = (section: Pick<Section, 'count' | 'from' | 'exclude'>): number =>
  section.exclude.length > 0 ? MAX_PAGES : Math.ceil(enoughFor(section) / MAX_PAGE) + 1

/** The maximum number of posts that these pages have: the last page may bring more than is missing. */
export const maxPostsFor = (section: Pick<Section, 'count' | 'from'>): number =>
  enoughFor(section) + MIN_PAGE - 1

export const createAuthorPostsLoader = (options: AuthorPostsOptions): AuthorPostsLoader => {
  const load = async (request: SectionRequest): Promise<AuthorPosts> => {
    const { plan, section, accounts } = request
    const { facts, archive, prove } = options
    const timelineRequest = await timelineRequestOf(request, options)
    const pages = await readPages(request, timelineRequest, options)
    if (!isPrivatePlan(plan)) return sectionOf(pages.results, section, pages)
    const results = await complete(
      pages.results,
      { get: () => plan },
      { get: () => timelineRequest.route },
      { accounts, facts, archive, prove },
    )
    return sectionOf(results, section, pages)
  }

  return {
    load: async (userId, plan, section) => {
      if (section.count === 0) return { posts: [], more: false }
      const accounts = await options.accounts()
      const request = { userId, plan, section, accounts }
      try {
        return await load(request)
      } catch (error) {
        if (!(error instanceof ReconnectNeeded)) throw error
        // Until it is connected again, the account's posts are requested publicly.
        const others = accounts.map((account) =>
          account.userId === userId ? { ...account, reconnectNeeded: true } : account,
        )
        return load({ ...request, accounts: others })
      }
    },
  }
}

interface SectionRequest {
  readonly userId: string
  readonly plan: Plan
  readonly section: Section
  readonly accounts: readonly Account[]
}

type TimelineRequest = Awaited<ReturnType<typeof timelineRequestOf>>

type TimelineRequestOptions = Pick<AuthorPostsOptions, 'facts' | 'publicTimelineSource'> &
  Partial<Pick<AuthorPostsOptions, 'archive'>>

/** The credential, the route, the fields and the price of the posts of a user. */
export const timelineRequestOf = async (
  { userId, plan, section: { untilId }, accounts }: SectionRequest,
  { facts, publicTimelineSource, archive }: TimelineRequestOptions,
) => {
  const owner = accounts.find((each) => each.userId === userId && !each.reconnectNeeded)
  const recorded = archive === undefined ? (plan: Plan): Plan => plan : withRecord
  const source = owner ?? (await publicTimelineSource())
  const price = owner?.owned ? 'ownPost' : 'post'
  const isTooOld = untilId !== undefined && facts.ages.isRefused(userId, untilId)
  if (owner !== undefined && isPrivatePlan(plan) && !isTooOld) {
    const route: Route = { kind: 'owner', account: owner, speculative: false }
    return {
      source,
      route,
      fieldSet: fieldSetOf(recorded(withoutReferenced(withReasons(plan)))),
      price,
    } as const
  }
  const route: Route = { kind: 'public', ...(owner && isTooOld && { reason: 'EXPIRED' }) }
  const publicPlan = withoutPrivate(plan)
  const fieldSet = fieldSetOf(owner === undefined ? publicPlan : recorded(publicPlan))
  return { source, route, fieldSet, price } as const
}

type Pages = Awaited<ReturnType<typeof readPages>>

/** Reads pages until there are enough posts. What was read before a failure is served. */
const readPages = async (
  { userId, plan, section }: SectionRequest,
  { source, fieldSet, price }: TimelineRequest,
  options: AuthorPostsOptions,
) => {
  const { count: _, from: __, ...bounds } = section
  const { operation } = options
  const results = new Map<string, PostResult>()
  const enough = enoughFor(section)
  const maxPages = maxPagesFor(section)
  /** The tokens of the pages read: a list that names one of them again has no end. */
  const tokens = new Set<string>()
  let token: string | undefined
  for (let pages = 0; pages < maxPages && results.size < enough; pages++) {
    const maxResults = Math.max(MIN_PAGE, Math.min(MAX_PAGE, enough - results.size))
    const parameters = {
      ...bounds,
      maxResults,
      ...(token !== undefined && { paginationToken: token }),
    }
    const resource = { kind: 'timeline', userId, page: parameters, price } as const
    const ids = [pageKey(resource)]
    try {
      const page = await readPage({ resource, source, ids, fieldSet, operation }, options)
      const posts = await retryDropped(source, plan, page, options)
      for (const id of page.ids) {
        results.set(id, posts.get(id) ?? failed(missingFromResponse(`post ${id}`)))
      }
      token = page.nextToken
      if (token === undefined) break
      if (tokens.has(token)) throw repeatedPage()
      tokens.add(token)
    } catch (error) {
      if (!(error instanceof GatewayError) || results.size === 0) throw error
      return { results, token, failure: error }
    }
  }
  return { results, token, failure: undefined }
}

/** @throws the GatewayError of a page that cannot be read */
const readPage = async (
  request: EntityRequest<TimelinePage>,
  { pipeline }: AuthorPostsOptions,
): Promise<FoundPage> => {
  const [page] = (await pipeline.pages(request)).values()
  if (page?.kind === 'page') return page
  throw page?.error ?? missingFromResponse(`the posts of user ${request.resource.userId}`)
}

/** Requests publicly the posts that X dropped from a page because of private fields. */
const retryDropped = async (
  source: CredentialSource,
  plan: Plan,
  { posts }: FoundPage,
  { pipeline, facts, operation }: AuthorPostsOptions,
): Promise<PostResults> => {
  const ids = droppedFrom(posts)
  if (ids.length === 0) return posts
  const fieldSet = fieldSetOf(withoutPrivate(plan))
  const resource = { kind: 'posts' } as const
  const retried = await pipeline.posts({ resource, source, ids, fieldSet, operation })
  return withPublic(posts, retried, facts)
}

const sectionOf = (
  results: PostResults,
  { count, from }: Section,
  { token, failure }: Pages,
): AuthorPosts => {
  const posts = [...results].map(([id, result]) => ({ id, result }))
  if (from === 'newest') {
    // An empty section has no cursor from which to continue.
    const more = posts.length > count || (posts.length > 0 && token !== undefined)
    return { posts: posts.slice(0, count), more, ...(failure && { failure }) }
  }
  if (failure !== undefined) throw failure
  if (posts.length > MAX_BACKWARDS || token !== undefined) throw tooManyPosts(MAX_BACKWARDS)
  return { posts: posts.slice(-count), more: posts.length > count }
}
