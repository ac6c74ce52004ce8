// Posts by id, for one request: DataLoader collects what the query's fields want, and each batch becomes
// as few calls as the routes allow: one per credential for up to a hundred posts.

import DataLoader from 'dataloader'

import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../errors.ts'
import { type Plan, planKey, privateGroupsOf, union } from '../plan.ts'
import { type Asker, type AskOptions, createAsker } from './ask.ts'
import type { Facts } from './facts.ts'
import type { Loaded, LoadedPost } from './loaded.ts'
import { type Route, type RouteOptions, routeOf } from './routes.ts'

export interface PostsLoader {
  load(id: string, plan: Plan): Promise<LoadedPost | GatewayError>
}

interface Key {
  readonly id: string
  readonly plan: Plan
}

export const createPostsLoader = (options: AskOptions): PostsLoader => {
  // No maxBatchSize: a hundred keys may be sixty ids. The hundred is counted in ids, below.
  const loader = new DataLoader<Key, Loaded, string>(
    async (keys) => {
      const loaded = await loadBatch(keys, options)
      return keys.map(({ id }) => loaded.get(id) ?? lost(id))
    },
    { cacheKeyFn: ({ id, plan }) => `${id} ${planKey(plan)}` },
  )
  return {
    load: (id, plan) =>
      loader.load({ id, plan }).catch((error: unknown) => {
        if (error instanceof GatewayError) return error
        throw error
      }),
  }
}

/** Cannot be, as every id asked is answered; but a key without a value would be worse. */
const lost = (id: string): GatewayError =>
  new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s answer says nothing of post ${id}.`)

const loadBatch = async (
  keys: readonly Key[],
  options: AskOptions,
): Promise<ReadonlyMap<string, Loaded>> => {
  const wishes = new Map<string, Plan[]>()
  for (const { id, plan } of keys) wishes.set(id, [...(wishes.get(id) ?? []), plan])
  const plans = new Map([...wishes].map(([id, each]) => [id, union(each)]))

  const loaded = new Map<string, Loaded>()
  const accounts = await accountsFor(plans, loaded, options)
  const routing: RouteOptions = {
    accounts,
    facts: options.facts,
    maxAgeDays: options.privateMaxAgeDays,
    now: options.now(),
  }
  const routes = new Map([...plans].map(([id, plan]) => [id, routeOf(id, plan, routing)]))
  const ask = createAsker(plans, loaded, options)

  const open: string[] = []
  const owned = new Map<Account, string[]>()
  let hopeful = false
  for (const [id, route] of routes) {
    if (route.kind !== 'owned') open.push(id)
    else {
      owned.set(route.account, [...(owned.get(route.account) ?? []), id])
      hopeful ||= route.hopeful
    }
  }

  const asked = Promise.all([...owned].map(([account, ids]) => ask.owned(account, ids)))
  if (hopeful) {
    // What X drops of a hopeful ask joins the open one, which waits for it: one call less.
    const dropped = (await asked).flat()
    await ask.open([...open, ...dropped])
  } else {
    const [dropped] = await Promise.all([asked, ask.open(open)])
    await ask.open(dropped.flat())
  }

  await askOwners(routes, ask, accounts, options.facts)
  for (const [id, plan] of plans) {
    const post = loaded.get(id)
    if (post !== undefined && !(post instanceof GatewayError)) {
      loaded.set(id, explained(post, plan, routes.get(id), accounts, options.facts))
    }
  }
  return loaded
}

/** Who may see something private, when some is wanted; when that cannot be told, those posts cannot be given. */
const accountsFor = async (
  plans: Map<string, Plan>,
  loaded: Map<string, Loaded>,
  { accounts, facts, recallAuthors }: AskOptions,
): Promise<readonly Account[]> => {
  const wanting = [...plans].filter(([, plan]) => privateGroupsOf(plan).length > 0)
  if (wanting.length === 0) return []
  const unknown = wanting.map(([id]) => id).filter((id) => facts.authorOf(id) === undefined)
  try {
    const [all] = await Promise.all([accounts(), recallAuthors(unknown)])
    return all
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    for (const [id] of wanting) {
      plans.delete(id)
      loaded.set(id, error)
    }
    return []
  }
}

/** Those asked openly first, whose author has turned out to be one of the accounts. */
const askOwners = async (
  routes: ReadonlyMap<string, Route>,
  ask: Asker,
  accounts: readonly Account[],
  facts: Facts,
): Promise<void> => {
  const owned = new Map<Account, string[]>()
  for (const [id, { kind }] of routes) {
    const owner = accounts.find(({ userId }) => userId === facts.authorOf(id))
    if (kind === 'open-first' && owner !== undefined) {
      owned.set(owner, [...(owned.get(owner) ?? []), id])
    }
  }
  await Promise.all([...owned].map(([account, ids]) => ask.owned(account, ids)))
}

/** Every private group wanted has its number or its reason. */
const explained = (
  post: LoadedPost,
  plan: Plan,
  route: Route | undefined,
  accounts: readonly Account[],
  facts: Facts,
): LoadedPost => {
  const owner = accounts.find(({ userId }) => userId === post.tweet.author_id)
  const refusals = new Map(post.refusals)
  for (const group of privateGroupsOf(plan)) {
    if (refusals.has(group)) continue
    if (accounts.length === 0) refusals.set(group, { reason: 'USER_CONTEXT_REQUIRED' })
    else if (owner === undefined) refusals.set(group, { reason: 'NOT_OWNER' })
    else if (owner.reconnectNeeded) refusals.set(group, { reason: 'RECONNECT_NEEDED' })
    else if (route?.kind === 'open' && route.reason !== undefined) {
      refusals.set(group, { reason: route.reason })
    } else if (group === 'promoted_metrics' && facts.isUnpromoted(post.tweet.id)) {
      refusals.set(group, { reason: 'NOT_PROMOTED' })
    } else if (plan.tweet.has(group) && post.tweet[group] === undefined) {
      refusals.set(group, { reason: 'REFUSED', words: 'X gave neither a number nor a reason.' })
    }
  }
  return { ...post, refusals }
}
