// The context of one request: its own loaders, the accounts that it may use, and what it costs.

import type { Archive } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { Ended } from '../auth/connections.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Subscription, SubscriptionRequest } from '../live/types.ts'
import { type AuthorPostsLoader, createAuthorPostsLoader } from '../loaders/author-posts.ts'
import { createHistory, type History } from '../loaders/history.ts'
import { createPostsLoader, type PostsLoader } from '../loaders/posts.ts'
import { createUsersLoader, type UserKey, type UsersLoader } from '../loaders/users.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import { createOperation, type OperationOptions, type Tally } from '../pipeline/operation.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import type { UserResult } from '../pipeline/result.ts'
import type { Plan } from '../plan/plan.ts'
import type { Budget, Endpoint, Window } from '../x/budget.ts'
import type { NamedBy } from '../x/fields.ts'
import type { Notices } from './notices.ts'

export interface Context {
  readonly posts: PostsLoader
  /** Whose private numbers may be seen. */
  accounts(): Promise<readonly Account[]>
  /** Somebody's posts. @throws a GatewayError when none can be given */
  readonly byAuthor: AuthorPostsLoader['load']
  user(by: NamedBy, name: string, plan: Plan): Promise<UserResult>
  /** Whose kept private values may be served just now. */
  readonly access: Pick<PrivateAccess, 'mayServe' | 'generation'>
  /** The account's own user, asked in its own context. */
  accountUser(account: Account, plan: Plan): Promise<UserResult>
  /** With all that is kept of its private numbers. */
  disconnect(userId: string): Promise<Ended>
  /** What numbers were. */
  readonly history: History
  /** Where an account can be connected, if it can. */
  readonly loginUrl: string | undefined
  readonly tally: Tally
  /** When X said all of it, if everybody may see all of it. */
  publicSince(): number | undefined
  /** What is left of X’s windows, for the app and the caller’s accounts. */
  rateLimits(): Promise<readonly Window[]>
  readonly notices: Notices
  /** Whether X has ever said that the post is a repost. */
  isRepost(postId: string): boolean
  /** Told of what changes from now on. @throws LIMIT_EXCEEDED or BAD_USER_INPUT */
  subscribe(request: SubscriptionRequest): Promise<Subscription>
  readonly limits: { readonly postsPerRequest: number }
  readonly now: () => number
}

export interface ContextOptions {
  readonly pipeline: Pipeline
  readonly access: PrivateAccess
  readonly app: CredentialSource
  readonly caller: Caller
  readonly loginUrl: string | undefined
  readonly archive: Archive | undefined
  readonly forgetOwner: (userId: string) => Promise<void>
  readonly budget: Budget
  readonly facts: Facts
  /** Learns from other processes who wrote these. */
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
  readonly postsPerRequest: number
  readonly queryTimeoutMs: number
  readonly operation: OperationOptions | undefined
  readonly subscribe: Context['subscribe']
  readonly now: () => number
}

export const createContext = (options: ContextOptions): Context => {
  const { app, caller, budget } = options
  const operation = createOperation(options.queryTimeoutMs, options.operation)
  const { tally } = operation
  let found: Promise<readonly Account[]> | undefined
  const accounts = (): Promise<readonly Account[]> => {
    found ??= operation.within(
      caller.accounts(() => {
        tally.calls += 1
      }),
    )
    return found
  }

  const own = async (fits: (account: Account) => boolean): Promise<Account | undefined> =>
    (await accounts()).find((account) => !account.reconnectNeeded && fits(account))

  /** The app; or, when it has no budget left or may not be used, an account of the caller's own. */
  const open = async (endpoint: Endpoint): Promise<CredentialSource> => {
    const hasBudget = ({ userId }: CredentialSource): boolean => !budget.isSpent(userId, endpoint)
    if (caller.app) return hasBudget(app) ? app : ((await own(hasBudget)) ?? app)
    const account = (await own(hasBudget)) ?? (await own(() => true))
    if (account !== undefined) return account
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Without the gateway’s key X is asked as an account of this session, and none of them is connected any more. Log in again.',
    )
  }

  const prove = (account: Account): Promise<void> => options.access.prove(account, operation)
  const loading = {
    ...options,
    publicSource: () => open('GET /2/tweets'),
    accounts,
    prove,
    operation,
  }
  // Most requests have no use for these.
  let users: UsersLoader | undefined
  const loadUser = (key: UserKey): Promise<UserResult> => {
    users ??= createUsersLoader({ ...options, operation })
    return users.load(key)
  }
  let byAuthor: AuthorPostsLoader | undefined

  return {
    posts: createPostsLoader(loading),
    byAuthor: (userId, plan, section) => {
      byAuthor ??= createAuthorPostsLoader({
        ...loading,
        publicTimelineSource: () => open('GET /2/users/:id/tweets'),
      })
      return byAuthor.load(userId, plan, section)
    },
    accounts,
    access: options.access,
    user: async (by, name, plan) => {
      const source = await open(by === 'ids' ? 'GET /2/users' : 'GET /2/users/by')
      return loadUser({ source, by, name, plan })
    },
    accountUser: (account, plan) =>
      loadUser({ source: account, by: 'ids', name: account.userId, plan }),
    disconnect: async (userId) => {
      const ended = await caller.disconnect(userId, () => options.forgetOwner(userId))
      found = undefined
      return ended
    },
    history: createHistory({ archive: options.archive, accounts, prove }),
    loginUrl: options.loginUrl,
    tally,
    publicSince: () => {
      const nothing = tally.calls + tally.fromCache + tally.coalesced === 0
      return nothing || found !== undefined ? undefined : Math.min(tally.oldest, options.now())
    },
    rateLimits: async () => budget.windows((await accounts()).map(({ userId }) => userId)),
    notices: new Map(),
    isRepost: options.facts.isRepost,
    subscribe: options.subscribe,
    limits: { postsPerRequest: options.postsPerRequest },
    now: options.now,
  }
}
