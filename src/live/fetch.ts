// One asking: what of X is wanted for all who follow, asked for as a query asks, and what came of it.

import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { GatewayError } from '../infra/errors.ts'
import type { Tally, Wanted } from '../pipeline/operation.ts'
import { compact } from '../pipeline/recorders.ts'
import type { FoundPost, PostResult } from '../pipeline/result.ts'
import { isPrivatePlan, type Plan } from '../plan/plan.ts'
import type { Context } from '../schema/context.ts'
import { PRIVATE_GROUPS } from '../x/fields.ts'
import type { Calls } from './changes.ts'
import { differ } from './shown.ts'
import { failureOf, orStale, type View } from './views.ts'

/** For what is written of a post, beside what X said of it. */
const TEXT_BYTES = 8192

export type ContextOf = (caller: Caller, wanted: Wanted) => Context

export interface Asked {
  readonly calls: Calls
  readonly tally: Tally
  /** Why X has said nothing of any of them. */
  readonly failure: GatewayError | undefined
  /** The caller may not ask any more. */
  readonly rejected: GatewayError | undefined
}

export interface AskingOptions {
  readonly caller: Caller
  readonly context: ContextOf
  readonly notBefore: number
  readonly now: () => number
  /** Of what has become different. Taken when it is there: askings that overlap end in any order. */
  readonly nextVersion: () => number
}

/** @throws GatewayError when nobody can tell whose private numbers may be seen */
export const askX = async (views: readonly View[], options: AskingOptions): Promise<Asked> => {
  const { notBefore, now } = options
  const begun = now()
  const calls = new Map<string | undefined, number>()
  const context = options.context(options.caller, {
    notBefore,
    onCall: ({ userId }) => calls.set(userId, (calls.get(userId) ?? 0) + 1),
  })
  const accounts = views.some(isPrivate) ? await context.accounts() : []
  const { access } = context
  const answers = await Promise.all(
    [...Map.groupBy(views, ({ shown }) => shown.plan)].map(async ([plan, wanted]) => {
      const loaded = await context.posts.load(
        wanted.map(({ id }) => id),
        plan,
      )
      return wanted.map((view, index) => [view, loaded[index] as PostResult] as const)
    }),
  )
  const rights = rightsIn(accounts, access)
  const authorOf = ({ tweet }: FoundPost): Account | undefined =>
    accounts.find(({ userId, reconnectNeeded }) => userId === tweet.author_id && !reconnectNeeded)
  const mayStillSee = (post: FoundPost): boolean => {
    if (!isPrivatePlan(post.fieldSet.plan)) return true
    const author = authorOf(post)
    return author !== undefined && access.mayServe(author)
  }

  const version = options.nextVersion()
  /** A post that several want differently is one. */
  const own = new Map<PostResult, PostResult>()
  let failure: GatewayError | undefined
  let rejected: GatewayError | undefined
  let failures = 0
  for (const [view, given] of answers.flat()) {
    if (given.kind === 'failed' && given.error.code === 'UNAUTHENTICATED') rejected = given.error
    const known = own.get(given) ?? (given.kind === 'post' ? compact(given, TEXT_BYTES) : given)
    own.set(given, known)
    const loaded = orStale(view, known, begun, mayStillSee)
    const reason = failureOf(loaded)
    if (reason !== undefined) {
      failures += 1
      failure = reason
    }
    // One that began later was faster.
    if (begun < view.at) continue
    if (reason === undefined) view.at = begun
    view.rights = isPrivatePlan(view.shown.plan) ? rights : ''
    if (!differ(view.loaded, loaded, view.shown)) continue
    view.loaded = loaded
    view.version = version
    const author = showsPrivate(loaded) ? authorOf(loaded) : undefined
    view.mayShow = () => author === undefined || access.mayServe(author)
  }
  return {
    calls,
    tally: context.tally,
    failure: failures === views.length ? failure : undefined,
    rejected,
  }
}

const isPrivate = ({ shown, loaded }: View): boolean =>
  isPrivatePlan(shown.plan) || (loaded?.kind === 'post' && isPrivatePlan(loaded.fieldSet.plan))

const showsPrivate = (loaded: PostResult): loaded is FoundPost =>
  loaded.kind === 'post' &&
  [loaded.tweet, ...loaded.related.media.values()].some((each) =>
    PRIVATE_GROUPS.some((group) => each[group]),
  )

const rightsIn = (accounts: readonly Account[], { generation }: Context['access']): string =>
  accounts
    .map((account) => `${account.scope} ${account.reconnectNeeded} ${generation(account)}`)
    .join()

/** Whose private numbers may be seen just now, when some are wanted. */
export const rightsFor = async (plan: Plan, context: Context): Promise<string> =>
  isPrivatePlan(plan) ? rightsIn(await context.accounts(), context.access) : ''
