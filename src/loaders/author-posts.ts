// Somebody's posts, for one request: page after page until there are as many as were asked for. An account's own posts
// are asked for in its own context, with their private numbers; all others openly.

import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Answered } from '../pipeline/receiving.ts'
import type { Loaded } from '../pipeline/result.ts'
import type { TimelinePage, Timelines } from '../pipeline/timelines.ts'
import {
  askFor,
  type Plan,
  privateGroupsOf,
  withoutPrivate,
  withoutReferenced,
  withReasons,
} from '../plan/plan.ts'
import type { TimelinePart } from '../x/client.ts'
import type { PostPrice } from '../x/prices.ts'
import { showKept } from './archived.ts'
import type { AskOptions } from './ask.ts'
import { explained } from './reasons.ts'
import type { Route } from './routes.ts'

/** Which of somebody's posts. */
export interface Stretch extends Pick<TimelinePart, 'sinceId' | 'untilId' | 'exclude'> {
  readonly count: number
  /** Those at which end. X gives the newest first: from the other end all have to be read. */
  readonly from: 'newest' | 'oldest'
}

export interface AuthoredPost {
  readonly id: string
  readonly loaded: Loaded
}

export interface Authored {
  /** Newest first. */
  readonly posts: readonly AuthoredPost[]
  /** Whether there are others within the stretch, beyond the last one or before the first. */
  readonly more: boolean
  /** Why there are no more of them just now. */
  readonly failure?: GatewayError
}

export interface ByAuthorLoader {
  /** @throws a GatewayError when none can be given */
  load(userId: string, plan: Plan, stretch: Stretch): Promise<Authored>
}

export interface ByAuthorOptions extends AskOptions {
  readonly timelines: Timelines
  /** Who asks what everybody may see of timelines. */
  readonly openTimeline: () => Promise<CredentialSource>
}

/** X's pages. */
const LEAST_PAGE = 5
const MOST_PAGE = 100

/** That are read to find those at the older end. */
export const MOST_BACKWARDS = 500

/** X lets the last 3,200 posts be reached. Pages may be empty, so that their number needs a bound of its own. */
const MOST_PAGES = 64

export const createByAuthorLoader = (options: ByAuthorOptions): ByAuthorLoader => {
  const { timelines, lookups, facts, operation } = options

  /** What X dropped of a page for its private fields, asked for again without them. */
  const withDropped = async (
    source: CredentialSource,
    plan: Plan,
    { ids, answers }: TimelinePage,
  ): Promise<ReadonlyMap<string, Answered>> => {
    const dropped = ids.filter((id) => answers.get(id)?.kind === 'dropped')
    if (dropped.length === 0) return answers
    const again = await lookups.load(source, dropped, askFor(withoutPrivate(plan)), operation)
    const all = new Map(answers)
    for (const id of dropped) {
      const before = answers.get(id)
      const now = again.get(id)
      if (now === undefined || before?.kind !== 'dropped') continue
      const { refusals } = before
      if (now.kind !== 'post') all.set(id, now)
      else {
        facts.learn(now.post.tweet, refusals)
        all.set(id, { kind: 'post', post: { ...now.post, refusals } })
      }
    }
    return all
  }

  /** Where it is asked, and what for. */
  const routeTo = async (
    userId: string,
    plan: Plan,
    { untilId }: Stretch,
    accounts: readonly Account[],
  ) => {
    const owner = accounts.find((each) => each.userId === userId && !each.reconnectNeeded)
    const source = owner ?? (await options.openTimeline())
    const tooOld =
      owner !== undefined && untilId !== undefined && facts.ages.isRefused(userId, untilId)
    const inside = owner !== undefined && privateGroupsOf(plan).length > 0 && !tooOld
    const route: Route = inside
      ? { kind: 'owned', account: owner, hopeful: false }
      : { kind: 'open', ...(tooOld && { reason: 'EXPIRED' }) }
    const ask = askFor(inside ? withoutReferenced(withReasons(plan)) : withoutPrivate(plan))
    const price: PostPrice = owner?.owned ? 'ownPost' : 'post'
    return { source, route, ask, price }
  }

  const walk = async (
    userId: string,
    plan: Plan,
    stretch: Stretch,
    accounts: readonly Account[],
  ): Promise<Authored> => {
    const { count, from, ...bounds } = stretch
    const { route, ...asked } = await routeTo(userId, plan, stretch, accounts)
    const wantsPrivate = privateGroupsOf(plan).length > 0
    const loadedOf = (answer: Answered | undefined, id: string): Loaded => {
      if (answer?.kind !== 'post') return errorOf(answer, id)
      return wantsPrivate ? explained(answer.post, plan, { route, accounts, facts }) : answer.post
    }

    const found = new Map<string, Loaded>()
    const enough = from === 'newest' ? count : MOST_BACKWARDS + 1
    /** Of the pages read. A page that names one of them as the next has no end. */
    const tokens = new Set<string>()
    let token: string | undefined
    let failure: GatewayError | undefined
    for (let pages = 0; pages < MOST_PAGES && found.size < enough; pages++) {
      const size = Math.max(LEAST_PAGE, Math.min(MOST_PAGE, enough - found.size))
      const part = { ...bounds, most: size, ...(token !== undefined && { token }) }
      try {
        const page = await timelines.page({ ...asked, userId, part }, operation)
        const answers = await withDropped(asked.source, plan, page)
        for (const id of page.ids) found.set(id, loadedOf(answers.get(id), id))
        token = page.next
        if (token !== undefined && tokens.has(token)) throw repeats()
        if (token !== undefined) tokens.add(token)
      } catch (error) {
        // What has come by then is served.
        if (!(error instanceof GatewayError) || found.size === 0) throw error
        failure = error
      }
      if (token === undefined || failure !== undefined) break
    }
    if (options.archive !== undefined) {
      const plans = new Map([...found.keys()].map((id) => [id, plan]))
      await showKept(options.archive, plans, found, accounts, options.prove)
    }
    const posts = [...found].map(([id, loaded]) => ({ id, loaded }))
    if (from === 'newest') {
      // Behind nothing at all there is no place to go on from.
      const more = posts.length > count || (posts.length > 0 && token !== undefined)
      return { posts: posts.slice(0, count), more, ...(failure && { failure }) }
    }
    if (failure !== undefined) throw failure
    if (posts.length > MOST_BACKWARDS || token !== undefined) throw tooMany()
    return { posts: posts.slice(-count), more: posts.length > count }
  }

  return {
    load: async (userId, plan, stretch) => {
      if (stretch.count === 0) return { posts: [], more: false }
      const accounts = await options.accounts()
      try {
        return await walk(userId, plan, stretch, accounts)
      } catch (error) {
        if (!(error instanceof ReconnectNeeded)) throw error
        // As anybody's, until it is connected again.
        const others = accounts.map((account) =>
          account.userId === userId ? { ...account, reconnectNeeded: true } : account,
        )
        return walk(userId, plan, stretch, others)
      }
    },
  }
}

const errorOf = (answer: Answered | undefined, id: string): GatewayError =>
  answer?.kind === 'error' || answer?.kind === 'failed'
    ? answer.error
    : new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s answer says nothing of post ${id}.`)

const repeats = (): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s list of posts names a page as its own continuation, so the posts behind it cannot be read. Try again in a moment.',
  )

const tooMany = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `There are more than ${MOST_BACKWARDS} posts, and X gives the newest first: all would have to be read to find the last ones. Say since or before, or take first and after.`,
  )
