// One poll: requests the posts of some snapshots as a query would, and updates the snapshots.

import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { GatewayError } from '../infra/errors.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'
import type { SpendWarning } from '../money/spend.ts'
import { cachedPost } from '../pipeline/cached-post.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { Failed, FoundPost, PostResult } from '../pipeline/result.ts'
import { isPrivatePlan, type Plan } from '../plan/plan.ts'
import { PRIVATE_GROUPS } from '../x/fields.ts'
import { isSpendLimit } from './pace.ts'
import type { CallCounts } from './rate-share.ts'
import { failureOf, orStale, type Snapshot, update } from './snapshots.ts'
import type { CreatePollContext, PollContext } from './types.ts'

export interface PollResult {
  readonly calls: CallCounts
  readonly tally: Tally
  /** Spend limits of which 80 % are used. */
  readonly warnings: readonly SpendWarning[]
  /** Why X sent none of the posts. A spend limit is no failure of X. */
  readonly failure: GatewayError | undefined
  /** Set when X has refused the caller's own token. */
  readonly rejection: GatewayError | undefined
}

export interface PollOptions {
  readonly caller: Caller
  readonly createContext: CreatePollContext
  /** Results from before this time are not served from the cache. */
  readonly notBefore: number
  readonly now: () => number
  /** Called when the results have arrived, because polls overlap. */
  readonly nextVersion: () => number
}

/** @throws GatewayError when the caller's accounts cannot be determined */
export const poll = async (
  snapshots: readonly Snapshot[],
  { caller, createContext, notBefore, now, nextVersion }: PollOptions,
): Promise<PollResult> => {
  const at = now()
  const calls = new Map<string | undefined, number>()
  const warnings: SpendWarning[] = []
  const context = createContext(caller, {
    notBefore,
    onSpendWarning: (warning) => warnings.push(warning),
    onCall: ({ userId }) => calls.set(userId, (calls.get(userId) ?? 0) + 1),
  })
  const accounts = snapshots.some(isPrivate) ? await context.accounts() : []
  const loaded = await load(snapshots, context)
  const permissions = createPermissions(accounts, context)
  const version = nextVersion()
  const results = loaded.map(([snapshot, fresh]) => {
    const result = orStale(snapshot, fresh, at, permissions.maySee)
    const rights = isPrivatePlan(snapshot.selection.plan) ? permissions.rights : ''
    update(snapshot, result, { at, version, rights, mayShow: permissions.showing(result) })
    return result
  })
  const failures = results.flatMap((result) => failureOf(result) ?? [])
  return {
    calls,
    tally: context.tally,
    warnings,
    failure:
      failures.length === snapshots.length
        ? failures.findLast((each) => !isSpendLimit(each))
        : undefined,
    rejection: results.find(isRejection)?.error,
  }
}

const isRejection = (result: PostResult): result is Failed =>
  result.kind === 'failed' && result.error.code === 'UNAUTHENTICATED'

/** The memory for a post, half of it for its serialized texts. */
const POST_BYTES = 16_384

const load = async (
  snapshots: readonly Snapshot[],
  { posts }: PollContext,
): Promise<(readonly [Snapshot, PostResult])[]> => {
  // The snapshots of a post for several selections share one object.
  const compacted = memoizeByIdentity((result: PostResult) =>
    result.kind === 'post' ? cachedPost(result, { ...result, bytes: POST_BYTES }) : result,
  )
  const groups = [...Map.groupBy(snapshots, ({ selection }) => selection.plan)]
  const loaded = await Promise.all(
    groups.map(async ([plan, group]) => {
      const ids = group.map(({ id }) => id)
      const results = await posts.load(ids, plan)
      return group.flatMap((snapshot, index) => {
        const result = results[index]
        return result === undefined ? [] : [[snapshot, compacted(result)] as const]
      })
    }),
  )
  return loaded.flat()
}

/** The rights to private metrics at the time of the poll. */
const createPermissions = (accounts: readonly Account[], { access }: PollContext) => {
  const authorOf = ({ tweet }: FoundPost): Account | undefined =>
    accounts.find(({ userId, reconnectNeeded }) => userId === tweet.author_id && !reconnectNeeded)
  return {
    rights: describeRights(accounts, access),
    maySee: (post: FoundPost): boolean => {
      if (!isPrivatePlan(post.fieldSet.plan)) return true
      const author = authorOf(post)
      return author !== undefined && access.mayServe(author)
    },
    /** Returns the function that checks later whether the result may still be shown. */
    showing: (result: PostResult): (() => boolean) => {
      const author = showsPrivate(result) ? authorOf(result) : undefined
      return () => author === undefined || access.mayServe(author)
    },
  }
}

const isPrivate = ({ selection, result }: Snapshot): boolean =>
  isPrivatePlan(selection.plan) || (result?.kind === 'post' && isPrivatePlan(result.fieldSet.plan))

const showsPrivate = (result: PostResult): result is FoundPost =>
  result.kind === 'post' &&
  [result.tweet, ...result.related.media.values()].some((each) =>
    PRIVATE_GROUPS.some((group) => each[group]),
  )

/** Equal for equal rights. */
const describeRights = (
  accounts: readonly Account[],
  { generation }: PollContext['access'],
): string =>
  accounts
    .map((account) => `${account.scope} ${account.reconnectNeeded} ${generation(account)}`)
    .join()

/** The caller's present rights to the private metrics of a plan. Empty for a public plan. */
export const rightsFor = async (plan: Plan, context: PollContext): Promise<string> =>
  isPrivatePlan(plan) ? describeRights(await context.accounts(), context.access) : ''
