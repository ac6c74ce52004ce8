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
import { createUsersLoader, type UserKey } from '../loaders/users.ts'
import type { Payer, SpendLimits, SpendState } from '../money/spend.ts'
import type { XUsage } from '../money/usage.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import { createOperation, type OperationOptions, type Tally } from '../pipeline/operation.ts'
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
  readonly history: History
  /** The API key of the request. */
  readonly key: ApiKey | undefined
  /** The spend that the caller may know. */
  spend(): Promise<SpendState | undefined>
  /** Whether the caller may know what concerns the whole gateway. */
  readonly isOperator: boolean
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

export interface ContextOptions {
  readonly pipeline: Pipeline
  readonly access: PrivateAccess
  readonly app: CredentialSource
  readonly caller: Caller
  readonly loginUrl: string | undefined
  readonly keyUrl: string | undefined
  readonly archive: Archive | undefined
  /** Undefined without an archive. */
  readonly forgetOwner: (userId: string) => Promise<DeletedData | undefined>
  readonly budget: RateBudget
  readonly facts: Facts
  /** Learns the authors of posts from other processes. */
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
  readonly postsPerRequest: number
  readonly queryTimeoutMs: number
  readonly operation: OperationOptions | undefined
  /** The spend limits that the operation counts for. */
  readonly limits: SpendLimits
  readonly spend: Context['spend']
  readonly gateway: Context['gateway']
  readonly usage: (onSend: () => void) => Promise<XUsage | undefined>
  readonly subscribe: Context['subscribe']
  readonly watchList: Context['watchList']
  readonly leftOut: Context['leftOut']
  readonly recordingOf: Context['recordingOf']
  readonly isSandbox: boolean
  readonly now: () => number
}

/**
 * The credential of public requests: the app, or an account of the caller when the app's budget is spent or the app may
 * not be used.
 */
export const publicSourceOf = async (
  endpoint: Endpoint,
  accounts: Context['accounts'],
  { app, caller, budget }: Pick<ContextOptions, 'app' | 'caller' | 'budget'>,
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
  { caller, forgetOwner }: Pick<ContextOptions, 'caller' | 'forgetOwner'>,
) => {
  let deleted: DeletedData | undefined
  const { revoked } = await caller.disconnect(userId, async () => {
    deleted = await forgetOwner(userId)
  })
  return { revoked, deleted }
}

const payerOf = ({ limits, operation }: ContextOptions, notices: Notices): Payer => ({
  limits,
  onWarning: (warning) => {
    addSpendNotice({ notices }, warning)
    operation?.onSpendWarning?.(warning)
  },
})

/** The time of the oldest value of an answer; undefined if it has none. */
const oldestIn = (tally: Tally, now: number): number | undefined =>
  tally.calls + tally.fromCache + tally.coalesced === 0 ? undefined : Math.min(tally.oldest, now)

/** The members of a context that come from its options. */
const passedOn = (options: ContextOptions) => {
  const { spend, loginUrl, keyUrl, subscribe, watchList, leftOut, recordingOf } = options
  const { isSandbox, now, caller } = options
  return {
    ...{ key: caller.key, isSandbox, now },
    ...{ spend, loginUrl, keyUrl, subscribe, watchList, leftOut, recordingOf },
  }
}

export const createContext = (options: ContextOptions): Context => {
  const { caller, budget } = options
  const notices: Notices = new Map()
  const operation = createOperation(options.queryTimeoutMs, {
    ...options.operation,
    payer: payerOf(options, notices),
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

  const publicSource = (endpoint: Endpoint): Promise<CredentialSource> =>
    publicSourceOf(endpoint, accounts, options)
  const prove = (account: Account): Promise<void> => options.access.prove(account, operation)
  const archive = options.archive && createArchiveReader(options.archive, notices)
  const reading = { caller, archive, accounts, prove }
  const publicPosts = () => publicSource('GET /2/tweets')
  const publicTimelineSource = () => publicSource('GET /2/users/:id/tweets')
  const loading = { ...options, ...reading, publicSource: publicPosts, operation }
  // Created on first use: most requests need none of them.
  const users = once(() => createUsersLoader({ ...options, operation }))
  const loadUser = (key: UserKey): Promise<UserResult> => users().load(key)
  const history = once(() => createHistory(reading))
  const byAuthor = once(() => createAuthorPostsLoader({ ...loading, publicTimelineSource }))

  return {
    ...passedOn(options),
    posts: createPostsLoader(loading),
    byAuthor: (userId, plan, section) => byAuthor().load(userId, plan, section),
    accounts,
    access: options.access,
    user: async (by, name, plan) => {
      const source = await publicSource(by === 'ids' ? 'GET /2/users' : 'GET /2/users/by')
      return loadUser({ source, by, name, plan })
    },
    accountUser: (account, plan) =>
      loadUser({ source: account, by: 'ids', name: account.userId, plan }),
    disconnect: async (userId) => {
      const ended = await disconnect(userId, options)
      found = undefined
      return ended
    },
    get history() {
      return history()
    },
    get isOperator() {
      return caller.isOperator
    },
    gateway: () => {
      isShared = false
      return options.gateway()
    },
    usage: async () => operation.within(options.usage(onSend)),
    tally,
    publicSince: () =>
      found === undefined && isShared ? oldestIn(tally, options.now()) : undefined,
    rateLimits: async () => budget.windows((await accounts()).map(({ userId }) => userId)),
    notices,
    isRepost: options.facts.isRepost,
    limits: { postsPerRequest: options.postsPerRequest },
  }
}
