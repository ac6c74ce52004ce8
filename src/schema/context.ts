// The context of one request: its own loaders, the accounts that it may use, and what it costs.

import type { Archive, DeletedData } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { Disconnection } from '../auth/connections.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { ApiKey } from '../auth/keys/api-key.ts'
import { GatewayError } from '../infra/errors.ts'
import { once } from '../infra/memoize.ts'
import type { Subscription, SubscriptionRequest } from '../live/types.ts'
import { type AuthorPostsLoader, createAuthorPostsLoader } from '../loaders/author-posts.ts'
import { createHistory, type History } from '../loaders/history.ts'
import { createPostsLoader, type PostsLoader } from '../loaders/posts.ts'
import { createUsersLoader } from '../loaders/users.ts'
import type { Payer, SpendLimits, SpendState } from '../money/spend.ts'
import type { XUsage } from '../money/usage.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import {
  createOperation,
  type Operation,
  type OperationOptions,
  type Tally,
} from '../pipeline/operation.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import type { UserResult } from '../pipeline/result.ts'
import type { Plan } from '../plan/plan.ts'
import type { AccountRecording } from '../recorder/account-recording.ts'
import type { LeftOut } from '../recorder/store.ts'
import type { WatchList } from '../recorder/watch-lists.ts'
import type { NamedBy } from '../x/fields.ts'
import type { Endpoint, RateBudget, RateWindow } from '../x/rate-budget.ts'
import { createArchiveReader } from './archive-reader.ts'
import type { GatewayState } from './gateway-state.ts'
import { addSpendNotice, type Notices } from './notices.ts'

export interface Context {
  readonly posts: PostsLoader
  /** The accounts whose private metrics the caller may see. */
  accounts(): Promise<readonly Account[]>
  /** Loads the posts of a user. @throws a GatewayError when no page can be read */
  readonly byAuthor: AuthorPostsLoader['load']
  user(by: NamedBy, name: string, plan: Plan): Promise<UserResult>
  /** Tells whether cached and archived private values of an account may be served. */
  readonly access: Pick<PrivateAccess, 'mayServe' | 'generation'>
  /** Loads the user of an account, in the account's own context. */
  accountUser(account: Account, plan: Plan): Promise<UserResult>
  /** Disconnects an account and deletes its archived private metrics. */
  disconnect(userId: string): Promise<Disconnection & { readonly deleted: DeletedData | undefined }>
  /** Past numbers. */
  history(): History
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
export interface ContextParts {
  readonly pipeline: Pipeline
  readonly access: PrivateAccess
  readonly app: CredentialSource
  readonly loginUrl: string | undefined
  readonly keyUrl: string | undefined
  readonly archive: Archive | undefined
  /** Undefined without an archive. */
  readonly forgetOwner: (userId: string) => Promise<DeletedData | undefined>
  readonly budget: RateBudget
  readonly facts: Facts
  /** Learns the authors of posts from other processes. */
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
  readonly leftOut: Context['leftOut']
  readonly recordingOf: Context['recordingOf']
  readonly postsPerRequest: number
  readonly queryTimeoutMs: number
  readonly isSandbox: boolean
  readonly now: () => number
}

/** The parts that belong to one request. */
export interface ContextRequest {
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

/**
 * The credential of public requests: the app, or an account of the caller when the app's budget is spent or the app may
 * not be used.
 */
export const publicSourceOf = async (
  endpoint: Endpoint,
  accounts: Context['accounts'],
  { app, budget }: Pick<ContextParts, 'app' | 'budget'>,
  caller: Caller,
): Promise<CredentialSource> => {
  const hasBudget = ({ userId }: CredentialSource): boolean => !budget.isExhausted(userId, endpoint)
  if (caller.hasAppAccess && hasBudget(app)) return app
  const connected = (await accounts()).filter(({ reconnectNeeded }) => !reconnectNeeded)
  const account = connected.find(hasBudget)
  if (account !== undefined) return account
  const source = caller.hasAppAccess ? app : connected[0]
  if (source !== undefined) return source
  throw new GatewayError(
    'UNAUTHENTICATED',
    'Without an API key, X is called as an account of this session, and no account is connected any more. Log in again.',
  )
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

const payerOf = ({ limits, operation }: ContextRequest, notices: Notices): Payer => ({
  limits,
  onWarning: (warning) => {
    addSpendNotice({ notices }, warning)
    operation?.onSpendWarning?.(warning)
  },
})

/** The time of the oldest value of an answer; undefined if it has none. */
const oldestIn = (tally: Tally, now: number): number | undefined =>
  tally.calls + tally.fromCache + tally.coalesced === 0 ? undefined : Math.min(tally.oldest, now)

interface RequestParts {
  readonly operation: Operation
  readonly notices: Notices
  readonly accounts: Context['accounts']
}

/** The loaders of one request. Most requests load posts by id only; the others are created on first use. */
const createRequestLoaders = (
  parts: ContextParts,
  caller: Caller,
  { operation, notices, accounts }: RequestParts,
): Pick<Context, 'posts' | 'byAuthor' | 'user' | 'accountUser' | 'history'> => {
  const { pipeline, facts, recallAuthors } = parts
  const sourceOf = (endpoint: Endpoint): Promise<CredentialSource> =>
    publicSourceOf(endpoint, accounts, parts, caller)
  const publicSource = () => sourceOf('GET /2/tweets')
  const publicTimelineSource = () => sourceOf('GET /2/users/:id/tweets')
  const prove = (account: Account): Promise<void> => parts.access.prove(account, operation)
  const archive = parts.archive && createArchiveReader(parts.archive, notices)
  const reading = { archive, accounts, prove }
  const loading = { pipeline, facts, recallAuthors, operation, publicSource, ...reading }
  const byAuthor = once(() => createAuthorPostsLoader({ ...loading, publicTimelineSource }))
  const users = once(() => createUsersLoader({ pipeline, operation }))
  return {
    posts: createPostsLoader(loading),
    byAuthor: (userId, plan, section) => byAuthor().load(userId, plan, section),
    user: async (by, name, plan) => {
      const source = await sourceOf(by === 'ids' ? 'GET /2/users' : 'GET /2/users/by')
      return users().load({ source, by, name, plan })
    },
    accountUser: (account, plan) =>
      users().load({ source: account, by: 'ids', name: account.userId, plan }),
    history: once(() => createHistory({ caller, ...reading })),
  }
}

export const createContext = (parts: ContextParts, request: ContextRequest): Context => {
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
  let found: Promise<readonly Account[]> | undefined
  /** Whether everyone may see what has been read, apart from accounts. */
  let isShared = true
  const accounts = (): Promise<readonly Account[]> => {
    found ??= operation.within(caller.accounts(onSend))
    return found
  }
  const loaders = createRequestLoaders(parts, caller, { operation, notices, accounts })
  // Members one by one: V8 copies objects of this size slowly, and getters too.
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
      found = undefined
      return ended
    },
    gateway: () => {
      isShared = false
      return request.gateway()
    },
    usage: async () => operation.within(request.usage(onSend)),
    tally,
    publicSince: () => (found === undefined && isShared ? oldestIn(tally, parts.now()) : undefined),
    rateLimits: async () => budget.windows((await accounts()).map(({ userId }) => userId)),
    notices,
    isRepost: facts.isRepost,
    limits: parts,
  }
}
