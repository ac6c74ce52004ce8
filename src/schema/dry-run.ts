// The context of a dry run: resolvers run on what is cached, nothing is requested from X or changed, and the most that the
// rest can cost is added up.

import { requireGrant } from '../auth/callers.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import type { VariableValues } from '../execution/writing.ts'
import { once } from '../infra/memoize.ts'
import { endedSubscription } from '../live/index.ts'
import { checkIds, intervalOf } from '../live/limits.ts'
import {
  createDryRunLoaders,
  type DryRunLoaders,
  type DryRunOptions,
} from '../loaders/dry-run/index.ts'
import { createHistory } from '../loaders/history.ts'
import type { Use } from '../money/payers.ts'
import { createOperation } from '../pipeline/operation.ts'
import type { Endpoint } from '../x/rate-budget.ts'
import { createArchiveReader } from './archive-reader.ts'
import { type Context, type ContextParts, createContext, type PerRequestParts } from './context.ts'
import { type DryRunPrice, type LeftAfter, priceView } from './dry-run-price.ts'
import { publicSourceOf } from './request-loaders.ts'

export interface DryRun {
  readonly context: Context
  /** The price of what has been resolved. */
  price(): Promise<DryRunPrice>
}

export interface DryRunContextOptions
  extends ContextParts,
    PerRequestParts,
    Pick<DryRunOptions, 'pricing' | 'remembers'> {
  readonly variables: VariableValues
  /** The shortest interval of subscriptions. */
  readonly minIntervalSeconds: number
  readonly leftAfter: LeftAfter
}

export const createDryRun = (options: DryRunContextOptions): DryRun => {
  const base = createContext(options, options)
  const { accounts } = base
  const { isPaused, callLimit } = options.operation ?? {}
  const operation = createOperation(options.queryTimeoutMs, isPaused && { isPaused })
  const sourceOf = (endpoint: Endpoint): Promise<CredentialSource> =>
    publicSourceOf(endpoint, accounts, options, options.caller)
  const loading: DryRunOptions = {
    ...options,
    accounts,
    operation,
    prove: async () => {},
    publicSource: () => sourceOf('GET /2/tweets'),
    publicTimelineSource: () => sourceOf('GET /2/users/:id/tweets'),
    publicSourceOf: sourceOf,
  }
  let loaders = createDryRunLoaders(loading)
  let use: Use = 'query'
  const { posts, users, byAuthor, noteArchive } = loaders

  const context: Context = {
    ...base,
    posts,
    byAuthor,
    user: async (by, name, plan) => {
      const source = await sourceOf(by === 'ids' ? 'GET /2/users' : 'GET /2/users/by')
      return users.load({ source, by, name, plan })
    },
    accountUser: (account, plan) =>
      users.load({ source: account, by: 'ids', name: account.userId, plan }),
    disconnect: () => Promise.reject(new TypeError('A dry run changes nothing.')),
    // Its proofs would take calls, which are priced instead.
    history: once(() =>
      createHistory({
        caller: options.caller,
        archive: options.archive && createArchiveReader(options.archive, base.notices),
        accounts,
        prove: async () => noteArchive(),
      }),
    ),
    usage: async () => {
      requireGrant(options.caller, 'USAGE')
      loaders.estimate.addOther(options.app, 'GET /2/usage/tweets')
      loaders.estimate.addOther(options.app, 'GET /2/usage/credits')
      return undefined
    },
    subscribe: async ({ ids, plan, every }) => {
      requireGrant(options.caller, 'LIVE')
      checkIds(ids, options.postsPerRequest)
      intervalOf(every, options.minIntervalSeconds)
      use = 'subscription'
      // Each interval requests posts that are not older than itself.
      loaders = createDryRunLoaders({ ...loading, remembers: false })
      await loaders.posts.load([...new Set(ids)], plan)
      return endedSubscription(() => {})
    },
  }

  return {
    context,
    price: async () => {
      await addProofs(loaders, accounts, options)
      const { fromCache } = operation.tally
      return priceView(loaders.estimate, { ...options, use, maxCalls: callLimit?.max, fromCache })
    },
  }
}

/** Archived private metrics need a credential that X has accepted lately, which takes a call. */
const addProofs = async (
  { estimate, readsArchive }: DryRunLoaders,
  accounts: Context['accounts'],
  { archive, access }: Pick<ContextParts, 'archive' | 'access'>,
): Promise<void> => {
  if (archive === undefined || !readsArchive()) return
  for (const account of await accounts()) {
    if (!account.reconnectNeeded && !access.isProven(account)) {
      estimate.addOther(account, 'GET /2/tweets')
    }
  }
}
