// What one request gets: loaders of its own, the accounts it may use, and a place to say what it cost.

import type { Account } from '../auth/accounts.ts'
import type { AppContext } from '../auth/app.ts'
import type { XClient } from '../x/client.ts'
import type { User } from '../x/types.ts'
import type { Reading } from './ask.ts'
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
  readonly accounts: readonly Account[]
  /** The account's own user, asked in its own context. */
  readonly accountUser: (account: Account, fields: readonly string[]) => Promise<User | undefined>
  readonly usage: Usage
  readonly notices: Map<string, Notice>
  readonly limits: { readonly postsPerRequest: number }
  readonly now: () => number
}

export interface ContextOptions {
  readonly client: XClient
  readonly app: AppContext
  readonly accounts: readonly Account[]
  readonly facts: Facts
  readonly privateMaxAgeDays: number
  readonly postsPerRequest: number
  readonly now: () => number
}

export const createContext = (options: ContextOptions): Context => {
  const usage: Usage = { calls: 0, posts: 0, users: 0 }
  const onCall = ({ posts, users }: Reading): void => {
    usage.calls += 1
    usage.posts += posts
    usage.users += users
  }
  return {
    posts: createPostsLoader({ ...options, onCall }),
    accounts: options.accounts,
    accountUser: async (account, fields) => {
      const user = await options.client.user(account.credential, account.userId, fields)
      onCall({ posts: 0, users: 1 })
      return user
    },
    usage,
    notices: new Map(),
    limits: { postsPerRequest: options.postsPerRequest },
    now: options.now,
  }
}
