// The context of one request: its loaders, the accounts that it may use, and its cost.

import type { DeletedData } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { Disconnection } from '../auth/connections.ts'
import type { ApiKey } from '../auth/keys/api-key.ts'
import type { Subscription, SubscriptionRequest } from '../live/types.ts'
import type { Payer, SpendLimits, SpendState } from '../money/spend.ts'
import type { XUsage } from '../money/usage.ts'
import { createOperation, type OperationOptions, type Tally } from '../pipeline/operation.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import type { AccountRecording } from '../recorder/account-recording.ts'
import type { LeftOut } from '../recorder/store.ts'
import type { WatchList } from '../recorder/watch-lists.ts'
import type { RateWindow } from '../x/rate-budget.ts'
import type { GatewayState } from './gateway-state.ts'
import { addSpendNotice, type Notices } from './notices.ts'
import { createRequestLoaders, type LoaderParts, type RequestLoaders } from './request-loaders.ts'

export interface Context extends RequestLoaders {
  /** The accounts whose private metrics the caller may see. */
  accounts(): Promise<readonly Account[]>
  /** Tells whether cached and archived private values of an account may be served. */
  readonly access: Pick<PrivateAccess, 'mayServe' | 'generation'>
  /** Disconnects an account and deletes its archived private metrics. */
  disconnect(userId: string): Promise<Disconnection & { readonly deleted: DeletedData | undefined }>
  /** The API key of the request. */
  readonly key: ApiKey | undefined
  /** The spend that the caller may know. */
  spend(): Promise<SpendState | undefined>
  /** Whether the caller may know what concerns the whole gateway. */
  isOperator(): boolean
  /** The state of the whole gateway. @throws FORBIDDEN */
  gateway(): GatewayState
  /** X's own count of what was read. @throws FORBIDDEN */
  usage(): Promise<XUsage | undefined>
  /** The address where a browser connects an account, if logins are set up. */
  readonly loginUrl: string | undefined
  /** The address where a browser enters an API key, if there are keys. */
  readonly keyUrl: string | undefined
  readonly tally: Tally
  /** The age of the oldest value in the answer, if everyone may see the whole answer. */
  publicSince(): number | undefined
  /** The rate limit windows of the app and of the caller’s accounts. */
  rateLimits(): Promise<readonly RateWindow[]>
  readonly notices: Notices
  /** Whether X has ever said that the post is a repost. */
  isRepost(postId: string): boolean
  /** Subscribes to changes. @throws LIMIT_EXCEEDED or BAD_USER_INPUT */
  subscribe(request: SubscriptionRequest): Promise<Subscription>
  /** The caller's watch list. @throws FORBIDDEN or RECORDER_OFF */
  watchList(): Promise<WatchList>
  /** The number of posts that the recorder leaves out today because of its spend limit. */
  leftOut(): Promise<LeftOut | undefined>
  /** Whether the recorder samples an account, and how far behind it is; undefined if it is off. */
  recordingOf(account: Account): Promise<AccountRecording | undefined>
  /** Whether the gateway runs on its built-in sandbox, whose data is invented. */
  readonly isSandbox: boolean
  readonly limits: { readonly postsPerRequest: number }
  readonly now: () => number
}

/** The parts that all requests share. */
export interface ContextParts extends LoaderParts {
  readonly loginUrl: string | undefined
  readonly keyUrl: string | undefined
  /** Undefined without an archive. */
  readonly forgetOwner: (userId: string) => Promise<DeletedData | undefined>
  readonly leftOut: Context['leftOut']
  readonly recordingOf: Context['recordingOf']
  readonly postsPerRequest: number
  readonly queryTimeoutMs: number
  readonly isSandbox: boolean
  readonly now: () => number
}

/** The parts that belong to one request. */
export interface PerRequestParts {
  readonly caller: Caller
  readonly operation: OperationOptions | undefined
  /** The spend limits that the operation counts for. */
  readonly limits: SpendLimits
  readonly spend: Context['spend']
  readonly gateway: Context['gateway']
  readonly usage: (onSend: () => void) => Promise<XUsage | undefined>
  readonly subscribe: Context['subscribe']
  readonly watchList: Context['watchList']
}

const disconnect = async (
  userId: string,
  caller: Caller,
  forgetOwner: ContextParts['forgetOwner'],
) => {
  let deleted: DeletedData | undefined
  const { revoked } = await caller.disconnect(userId, async () => {
    deleted = await forgetOwner(userId)
  })
  return { revoked, deleted }
}

const payerOf = ({ limits, operation }: PerRequestParts, notices: Notices): Payer => ({
  limits,
  onWarning: (warning) => {
    addSpendNotice({ notices }, warning)
    operation?.onSpendWarning?.(warning)
  },
})

/** The time of the oldest value of an answer; undefined if it has none. */
const oldestIn = (tally: Tally, now: number): number | undefined =>
  tally.calls + tally.fromCache + tally.coalesced === 0 ? undefined : Math.min(tally.oldest, now)

export const createContext = (parts: ContextParts, request: PerRequestParts): Context => {
  const { access, budget, facts } = parts
  const { caller } = request
  const notices: Notices = new Map()
  const operation = createOperation(parts.queryTimeoutMs, {
    ...request.operation,
    payer: payerOf(request, notices),
  })
  const { tally } = operation
  const onSend = (): void => {
    tally.calls += 1
  }
  let accountsRead: Promise<readonly Account[]> | undefined
  /** False once something was read that only the operator may see. */
  let isPublic = true
  const accounts = (): Promise<readonly Account[]> => {
    accountsRead ??= operation.within(caller.accounts(onSend))
    return accountsRead
  }
  const loaders = createRequestLoaders(parts, caller, { operation, notices, accounts })
  // The members are listed: V8 copies objects of this size slowly, and creates slow ones from getters.
  return {
    key: caller.key,
    isOperator: caller.isOperator,
    isSandbox: parts.isSandbox,
    now: parts.now,
    spend: request.spend,
    loginUrl: parts.loginUrl,
    keyUrl: parts.keyUrl,
    subscribe: request.subscribe,
    watchList: request.watchList,
    leftOut: parts.leftOut,
    recordingOf: parts.recordingOf,
    posts: loaders.posts,
    byAuthor: loaders.byAuthor,
    user: loaders.user,
    accountUser: loaders.accountUser,
    history: loaders.history,
    accounts,
    access,
    disconnect: async (userId) => {
      const ended = await disconnect(userId, caller, parts.forgetOwner)
      accountsRead = undefined
      return ended
    },
    gateway: () => {
      isPublic = false
      return request.gateway()
    },
    usage: async () => operation.within(request.usage(onSend)),
    tally,
    publicSince: () =>
      accountsRead === undefined && isPublic ? oldestIn(tally, parts.now()) : undefined,
    rateLimits: async () => budget.windows((await accounts()).map(({ userId }) => userId)),
    notices,
    isRepost: facts.isRepost,
    limits: { postsPerRequest: parts.postsPerRequest },
  }
}
