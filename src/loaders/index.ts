// What one request gets: loaders of its own, the accounts it may use, and a place to say what it cost.

import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../errors.ts'
import type { XClient } from '../x/client.ts'
import type { User } from '../x/types.ts'
import type { Facts } from './facts.ts'
import { createPostsLoader, type PostsLoader } from './posts.ts'

/** Said once per reason in `extensions.notices`. */
export interface Notice {
  readonly code: string
  readonly variant: string
  readonly postIds: Set<string>
  readonly message: string
}

export interface Usage {
  calls: number
  posts: number
  users: number
}

export interface Context {
  readonly posts: PostsLoader
  /** Whose private numbers may be seen. */
  accounts(): Promise<readonly Account[]>
  /** The account's own user, asked in its own context. */
  accountUser(account: Account, fields: readonly string[]): Promise<User>
  disconnect(userId: string): Promise<void>
  /** Where an account can be connected, if it can. */
  readonly loginUrl: string | undefined
  readonly usage: Usage
  readonly notices: Map<string, Notice>
  readonly limits: { readonly postsPerRequest: number }
  readonly now: () => number
}

export interface ContextOptions {
  readonly client: XClient
  readonly app: CredentialSource
  readonly caller: Caller
  readonly loginUrl: string | undefined
  readonly facts: Facts
  readonly privateMaxAgeDays: number
  readonly postsPerRequest: number
  readonly now: () => number
}

export const createContext = (options: ContextOptions): Context => {
  const { client, app, caller } = options
  const usage: Usage = { calls: 0, posts: 0, users: 0 }
  const onSend = (): void => {
    usage.calls += 1
  }

  let found: Promise<readonly Account[]> | undefined
  const accounts = (): Promise<readonly Account[]> => {
    found ??= caller.accounts(onSend)
    return found
  }

  /** Whoever may not use the app's token asks as one of its own accounts. */
  const open = async (): Promise<CredentialSource> => {
    if (caller.app) return app
    const own = (await accounts()).find(({ reconnectNeeded }) => !reconnectNeeded)
    if (own !== undefined) return own
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Without the gateway’s key X is asked as an account of this session, and none of them is connected any more. Log in again.',
    )
  }

  return {
    posts: createPostsLoader({
      ...options,
      open,
      accounts,
      onSend,
      onRead: ({ posts, users }) => {
        usage.posts += posts
        usage.users += users
      },
    }),
    accounts,
    accountUser: async (account, fields) => {
      try {
        const user = await client.user({ as: account, onSend }, account.userId, fields)
        usage.users += 1
        return user ?? { id: account.userId }
      } catch (error) {
        if (error instanceof ReconnectNeeded) return { id: account.userId }
        throw error
      }
    },
    disconnect: async (userId) => {
      await caller.disconnect(userId)
      found = undefined
    },
    loginUrl: options.loginUrl,
    usage,
    notices: new Map(),
    limits: { postsPerRequest: options.postsPerRequest },
    now: options.now,
  }
}
