// What one request gets: loaders of its own, the accounts it may use, and a place to say what it cost.

import type { Archive } from '../archive/archive.ts'
import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { Disconnection } from '../auth/connections.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Following, Wish } from '../live/types.ts'
import { type ByAuthorLoader, createByAuthorLoader } from '../loaders/author-posts.ts'
import { createHistory, type History } from '../loaders/history.ts'
import { createPostsLoader, type PostsLoader } from '../loaders/posts.ts'
import {
  createUsersLoader,
  type LoadedUser,
  type UserCache,
  type UsersLoader,
  type UserWish,
} from '../loaders/users.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Lookups } from '../pipeline/lookups.ts'
import { createOperation, type Tally, type Wanted } from '../pipeline/operation.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import type { Timelines } from '../pipeline/timelines.ts'
import type { Budget, Endpoint, Window } from '../x/budget.ts'
import type { NamedBy, XClient } from '../x/client.ts'
import type { Bill } from '../x/prices.ts'
import { type Notices, say, sayGap } from './notices.ts'

export interface Context {
  readonly posts: PostsLoader
  /** Whose private numbers may be seen. */
  accounts(): Promise<readonly Account[]>
  /** Somebody's posts. @throws a GatewayError when none can be given */
  readonly byAuthor: ByAuthorLoader['load']
  user(by: NamedBy, name: string, fields: readonly string[]): Promise<LoadedUser>
  /** Whose kept private values may be served just now. */
  readonly access: Pick<PrivateAccess, 'mayServe' | 'generation'>
  /** The account's own user, asked in its own context. */
  accountUser(account: Account, fields: readonly string[]): Promise<LoadedUser>
  /** With all that is kept of its private numbers. */
  disconnect(userId: string): Promise<Disconnection>
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
  follow(wish: Wish): Promise<Following>
  readonly limits: { readonly postsPerRequest: number }
  readonly now: () => number
}

export interface ContextOptions {
  readonly client: XClient
  readonly access: PrivateAccess
  readonly app: CredentialSource
  readonly caller: Caller
  readonly loginUrl: string | undefined
  readonly lookups: Lookups
  readonly timelines: Timelines
  readonly userCache: UserCache
  readonly archive: Archive | undefined
  readonly forgetOwner: (userId: string) => Promise<void>
  readonly budget: Budget
  readonly bill: Bill
  readonly facts: Facts
  /** Learns from other processes who wrote these. */
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
  readonly postsPerRequest: number
  readonly queryTimeoutMs: number
  readonly wanted: Wanted | undefined
  readonly follow: Context['follow']
  readonly now: () => number
}

export const createContext = (options: ContextOptions): Context => {
  const { app, caller, budget } = options
  const operation = createOperation(options.queryTimeoutMs, options.wanted)
  const { tally } = operation
  const notices: Notices = new Map()
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
    if (caller.hasAppAccess) return hasBudget(app) ? app : ((await own(hasBudget)) ?? app)
    const account = (await own(hasBudget)) ?? (await own(() => true))
    if (account !== undefined) return account
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Without the gateway’s key X is asked as an account of this session, and none of them is connected any more. Log in again.',
    )
  }

  const prove = (account: Account): Promise<void> => options.access.prove(account, operation)
  const asking = { ...options, open: () => open('GET /2/tweets'), accounts, prove, operation }
  // Most requests have no use for these.
  let users: UsersLoader | undefined
  const loadUser = (wish: UserWish): Promise<LoadedUser> => {
    users ??= createUsersLoader({
      ...options,
      cache: options.userCache,
      operation,
      onGap: (gap) => sayGap({ notices }, [], gap),
    })
    return users.load(wish)
  }
  let byAuthor: ByAuthorLoader | undefined

  return {
    posts: createPostsLoader(asking),
    byAuthor: (userId, plan, stretch) => {
      byAuthor ??= createByAuthorLoader({
        ...asking,
        openTimeline: () => open('GET /2/users/:id/tweets'),
      })
      return byAuthor.load(userId, plan, stretch)
    },
    accounts,
    access: options.access,
    user: async (by, name, fields) => {
      const source = await open(by === 'ids' ? 'GET /2/users' : 'GET /2/users/by')
      return loadUser({ source, by, name, fields })
    },
    accountUser: async (source, fields) => {
      const { userId } = source
      const user = await loadUser({ source, by: 'ids', name: userId, fields })
      // A connected account resolves even if X returns no profile.
      const isNobody = user instanceof GatewayError && user.code === 'USER_NOT_FOUND'
      if (!(user instanceof ReconnectNeeded || isNobody)) return user
      const message = `X gives no profile of the connected account ${userId}, so only its id is shown. ${user.message}`
      say({ notices }, [], { code: 'INCOMPLETE', message })
      return { id: userId }
    },
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
    notices,
    isRepost: options.facts.isRepost,
    follow: options.follow,
    limits: { postsPerRequest: options.postsPerRequest },
    now: options.now,
  }
}
