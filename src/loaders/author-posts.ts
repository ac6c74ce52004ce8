// Loads the posts of one user for one request: page after page until there are as many as requested. The posts of a
// connected account are requested in its own context, with their private numbers; all others publicly.

import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { EntityRequest, Timeline } from '../pipeline/request.ts'
import { type FoundPage, failed, type PostResult } from '../pipeline/result.ts'
import { fieldSetOf } from '../plan/field-set.ts'
import {
  isPrivatePlan,
  type Plan,
  withoutPrivate,
  withoutReferenced,
  withReasons,
} from '../plan/plan.ts'
import type { TimelineParameters } from '../x/client.ts'
import { fillFromArchive } from './archived.ts'
import type { LoaderOptions, PostResults } from './post-requests.ts'
import { explain, withRefusals } from './reasons.ts'
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

/** X shows the last 3,200 posts. Pages may be empty, so their number needs a bound of its own. */
const MAX_PAGES = 64

export const createAuthorPostsLoader = (options: AuthorPostsOptions): AuthorPostsLoader => {
  const { pipeline, facts, operation } = options

  /** Requests publicly the posts that X dropped from a page because of private fields. */
  const withDropped = async (
    source: CredentialSource,
    plan: Plan,
    { posts }: FoundPage,
  ): Promise<PostResults> => {
    const dropped = [...posts].flatMap(([id, { kind }]) => (kind === 'dropped' ? id : []))
    if (dropped.length === 0) return posts
    const fieldSet = fieldSetOf(withoutPrivate(plan))
    const resource = { kind: 'posts' } as const
    const retried = await pipeline.posts({ resource, source, ids: dropped, fieldSet, operation })
    const all = new Map(posts)
    for (const id of dropped) {
      const before = posts.get(id)
      const result = retried.get(id)
      if (result === undefined || before?.kind !== 'dropped') continue
      if (result.kind !== 'post') all.set(id, result)
      else {
        facts.learn(result.tweet, before.refusals)
        all.set(id, withRefusals(result, before.refusals))
      }
    }
    return all
  }

  const routeTo = async (
    userId: string,
    plan: Plan,
    { untilId }: Section,
    accounts: readonly Account[],
  ) => {
    const owner = accounts.find((each) => each.userId === userId && !each.reconnectNeeded)
    const source = owner ?? (await options.publicTimelineSource())
    const tooOld =
      owner !== undefined && untilId !== undefined && facts.ages.isRefused(userId, untilId)
    const isOwnerRequest = owner !== undefined && isPrivatePlan(plan) && !tooOld
    const route: Route = isOwnerRequest
      ? { kind: 'owner', account: owner, speculative: false }
      : { kind: 'public', ...(tooOld && { reason: 'EXPIRED' }) }
    const fieldSet = fieldSetOf(
      isOwnerRequest ? withoutReferenced(withReasons(plan)) : withoutPrivate(plan),
    )
    const price = owner?.owned ? 'ownPost' : 'post'
    return { source, route, fieldSet, price } as const
  }

  /** @throws the GatewayError of a page that cannot be read */
  const readPage = async (request: EntityRequest<Timeline>): Promise<FoundPage> => {
    const [page] = (await pipeline.pages(request)).values()
    if (page?.kind === 'page') return page
    throw page?.error ?? unanswered(request.resource.userId)
  }

  /** Reads pages until there are enough posts. What was read before a failure is served. */
  const readPages = async (
    userId: string,
    plan: Plan,
    section: Section,
    { source, fieldSet, price }: Awaited<ReturnType<typeof routeTo>>,
  ) => {
    const { count, from, ...bounds } = section
    const results = new Map<string, PostResult>()
    const enough = from === 'newest' ? count : MAX_BACKWARDS + 1
    /** The tokens of the pages read: a list that names one of them again has no end. */
    const tokens = new Set<string>()
    let token: string | undefined
    for (let pages = 0; pages < MAX_PAGES && results.size < enough; pages++) {
      const maxResults = Math.max(MIN_PAGE, Math.min(MAX_PAGE, enough - results.size))
      const part = { ...bounds, maxResults, ...(token !== undefined && { paginationToken: token }) }
      const resource = { kind: 'timeline', userId, part, price } as const
      try {
        const page = await readPage({
          resource,
          source,
          ids: [pageKey(userId, part)],
          fieldSet,
          operation,
        })
        const posts = await withDropped(source, plan, page)
        for (const id of page.ids) results.set(id, posts.get(id) ?? failed(unanswered(id)))
        token = page.nextToken
        if (token !== undefined && tokens.has(token)) throw repeatedPage()
        if (token !== undefined) tokens.add(token)
      } catch (error) {
        if (!(error instanceof GatewayError) || results.size === 0) throw error
        return { results, token, failure: error }
      }
      if (token === undefined) break
    }
    return { results, token, failure: undefined }
  }

  const loadSection = async (
    userId: string,
    plan: Plan,
    section: Section,
    accounts: readonly Account[],
  ): Promise<AuthorPosts> => {
    const { count, from } = section
    const routing = await routeTo(userId, plan, section, accounts)
    const { results, token, failure } = await readPages(userId, plan, section, routing)
    const shown = new Map(
      [...results].map(([id, result]) => [
        id,
        result.kind === 'post' && isPrivatePlan(plan)
          ? explain(result, plan, { route: routing.route, accounts, facts })
          : result,
      ]),
    )
    const plans = new Map([...shown.keys()].map((id) => [id, plan]))
    const filled =
      options.archive === undefined
        ? shown
        : await fillFromArchive(options.archive, {
            plans,
            results: shown,
            accounts,
            prove: options.prove,
          })
    const posts = [...filled].map(([id, result]) => ({ id, result }))
    if (from === 'newest') {
      // An empty section has no cursor from which to continue.
      const more = posts.length > count || (posts.length > 0 && token !== undefined)
      return { posts: posts.slice(0, count), more, ...(failure && { failure }) }
    }
    if (failure !== undefined) throw failure
    if (posts.length > MAX_BACKWARDS || token !== undefined) throw tooMany()
    return { posts: posts.slice(-count), more: posts.length > count }
  }

  return {
    load: async (userId, plan, section) => {
      if (section.count === 0) return { posts: [], more: false }
      const accounts = await options.accounts()
      try {
        return await loadSection(userId, plan, section, accounts)
      } catch (error) {
        if (!(error instanceof ReconnectNeeded)) throw error
        // Until it is connected again, the account's posts are requested publicly.
        const others = accounts.map((account) =>
          account.userId === userId ? { ...account, reconnectNeeded: true } : account,
        )
        return loadSection(userId, plan, section, others)
      }
    },
  }
}

const pageKey = (
  userId: string,
  { sinceId, untilId, exclude, maxResults, paginationToken }: TimelineParameters,
): string => [userId, sinceId, untilId, exclude.join(), maxResults, paginationToken].join(' ')

const unanswered = (id: string): GatewayError =>
  new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s answer says nothing of ${id}.`)

const repeatedPage = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s list of posts names a page as its own continuation, so the posts behind it cannot be read. Try again in a moment.',
  )

const tooMany = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The section has more than ${MAX_BACKWARDS} posts, and X sends the newest first: all of them would have to be read to find the oldest ones. Give since or before, or use first and after.`,
  )
