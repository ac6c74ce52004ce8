// The loaders of one request, and the credential of its public requests.

import type { Archive } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import type { Caller } from '../auth/callers.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { once } from '../infra/memoize.ts'
import { type AuthorPostsLoader, createAuthorPostsLoader } from '../loaders/author-posts.ts'
import { createHistory, type History } from '../loaders/history.ts'
import { createPostsLoader, type PostsLoader } from '../loaders/posts.ts'
import { usableAccounts } from '../loaders/routes.ts'
import { createUsersLoader } from '../loaders/users.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import type { Operation } from '../pipeline/operation.ts'
import type { PrivateAccess } from '../pipeline/private-access.ts'
import type { PostResult, UserResult } from '../pipeline/result.ts'
import { fieldSetOf } from '../plan/field-set.ts'
import { isPrivatePlan, loadsPostsBelow, type Plan } from '../plan/plan.ts'
import type { NamedBy } from '../x/fields.ts'
import type { Endpoint, RateBudget } from '../x/rate-budget.ts'
import { createArchiveReader } from './archive-reader.ts'
import type { Notices } from './notices.ts'

export interface RequestLoaders {
  readonly posts: PostsLoader
  /** Loads the posts of a user. @throws a GatewayError when no page can be read */
  readonly byAuthor: AuthorPostsLoader['load']
  user(by: NamedBy, name: string, plan: Plan): Promise<UserResult>
  /** Loads the user of an account, in the account's own context. */
  accountUser(account: Account, plan: Plan): Promise<UserResult>
  /** Past metrics. */
  history(): History
}

export interface LoaderParts {
  readonly pipeline: Pipeline
  readonly access: PrivateAccess
  readonly app: CredentialSource
  readonly archive: Archive | undefined
  readonly budget: RateBudget
  readonly facts: Facts
  /** Learns the authors of posts from other processes. */
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
}

interface RequestParts {
  readonly operation: Operation
  readonly notices: Notices
  readonly accounts: () => Promise<readonly Account[]>
}

/**
 * The credential of public requests: the app, or an account of the caller when the app's budget is spent or the app may
 * not be used.
 */
export const publicSourceOf = async (
  endpoint: Endpoint,
  accounts: RequestParts['accounts'],
  { app, budget }: Pick<LoaderParts, 'app' | 'budget'>,
  caller: Caller,
): Promise<CredentialSource> => {
  const hasBudget = ({ userId }: CredentialSource): boolean => !budget.isExhausted(userId, endpoint)
  if (caller.hasAppAccess && hasBudget(app)) return app
  const connected = usableAccounts(await accounts())
  const account = connected.find(hasBudget)
  if (account !== undefined) return account
  const source = caller.hasAppAccess ? app : connected[0]
  if (source !== undefined) return source
  throw new GatewayError(
    'UNAUTHENTICATED',
    'Without an API key, X is called as an account of this session, and no account is connected any more. Log in again.',
  )
}

const POSTS = { kind: 'posts' } as const

/** The loaders of one request. Most requests load posts by id only; the others are created on first use. */
export const createRequestLoaders = (
  parts: LoaderParts,
  caller: Caller,
  { operation, notices, accounts }: RequestParts,
): RequestLoaders => {
  const { pipeline, facts, recallAuthors } = parts
  const sourceOf = (endpoint: Endpoint): Promise<CredentialSource> =>
    publicSourceOf(endpoint, accounts, parts, caller)
  const publicSource = () => sourceOf('GET /2/tweets')
  const publicTimelineSource = () => sourceOf('GET /2/users/:id/tweets')
  const prove = (account: Account): Promise<void> => parts.access.prove(account, operation)
  const archive = parts.archive && createArchiveReader(parts.archive, notices)
  const reading = { archive, accounts, prove }
  const loading = { pipeline, facts, recallAuthors, operation, publicSource, ...reading }
  const freshPosts = (ids: readonly string[], plan: Plan): readonly PostResult[] | undefined => {
    // A trace has a span for each batch. Private posts are routed, and other credentials than the app's are chosen, first.
    // Posts below would join the batch of their parents' neighbors, and change what that requests.
    if (operation.trace !== undefined || isPrivatePlan(plan) || loadsPostsBelow(plan))
      return undefined
    const { app, budget } = parts
    if (!caller.hasAppAccess || budget.isExhausted(app.userId, 'GET /2/tweets')) return undefined
    const fieldSet = fieldSetOf(plan)
    return pipeline.freshPosts({ resource: POSTS, source: app, ids, fieldSet, operation })
  }
  const byAuthor = once(() => createAuthorPostsLoader({ ...loading, publicTimelineSource }))
  const users = once(() => createUsersLoader({ pipeline, operation }))
  return {
    posts: createPostsLoader({ ...loading, freshPosts }),
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
