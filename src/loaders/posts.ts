// Posts by id, for one request: DataLoader collects what the query's fields want, and each batch becomes
// as few calls as the routes allow: one per credential for up to a hundred posts.

import DataLoader from 'dataloader'

import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../errors.ts'
import { covers, type Plan, privateGroupsOf, union } from '../plan.ts'
import { type Asker, type AskOptions, createAsker } from './ask.ts'
import type { Facts } from './facts.ts'
import { showKept } from './kept.ts'
import type { Loaded, LoadedPost } from './loaded.ts'
import { type Route, type RouteOptions, routeOf } from './routes.ts'

export interface PostsLoader {
  /** One for each id, in their order. */
  load(ids: readonly string[], plan: Plan): Promise<readonly Loaded[]>
}

/** What one field of the query wants. */
interface Wish {
  readonly ids: readonly string[]
  readonly plan: Plan
}

type Plans = ReadonlyMap<string, Plan>

interface Batch {
  readonly plans: Plans
  readonly loaded: ReadonlyMap<string, Loaded>
}

export const createPostsLoader = (options: AskOptions): PostsLoader => {
  /** What this request has already. */
  const earlier: Batch[] = []

  const found = (id: string, plan: Plan): Loaded | undefined =>
    earlier
      .find(({ plans }) => {
        const held = plans.get(id)
        return held !== undefined && suffices(held, plan)
      })
      ?.loaded.get(id)

  // No maxBatchSize: a wish is many ids, and the same id may be wished for twice. The hundred is counted below.
  const loader = new DataLoader<Wish, readonly Loaded[]>(
    async (wishes) => {
      const plans = new Map<string, Plan>()
      for (const { ids, plan } of wishes) {
        for (const id of ids) {
          if (earlier.length > 0 && found(id, plan) !== undefined) continue
          const before = plans.get(id)
          plans.set(id, before === undefined || before === plan ? plan : union([before, plan]))
        }
      }
      const loaded = await traced(plans, options)
      const answers = wishes.map(({ ids, plan }) =>
        ids.map((id) => loaded.get(id) ?? found(id, plan) ?? lost(id)),
      )
      earlier.push({ plans, loaded })
      return answers
    },
    { cache: false },
  )
  return {
    load: (ids, plan) =>
      loader.load({ ids, plan }).catch((error: unknown) => {
        if (error instanceof GatewayError) return ids.map(() => error)
        throw error
      }),
  }
}

const suffices = (held: Plan, plan: Plan): boolean =>
  held === plan || (held.referenced === plan.referenced && covers(held, plan))

/** Cannot be, as every id asked is answered; but a key without a value would be worse. */
const lost = (id: string): GatewayError =>
  new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s answer says nothing of post ${id}.`)

/** What was planned, and what came of it, for those who follow the query. */
const traced = async (plans: Plans, options: AskOptions): ReturnType<typeof loadBatch> => {
  const { operation } = options
  const { trace, tally } = operation
  if (trace === undefined) return loadBatch(plans, options)
  const span = trace.begin('plan', {
    'x.posts': plans.size,
    'x.private': [...new Set(plans.values())].some(wantsPrivate),
  })
  const { fromCache, coalesced } = tally
  try {
    return await loadBatch(plans, { ...options, operation: { ...operation, trace: span } })
  } finally {
    span.set({
      'x.posts.cached': tally.fromCache - fromCache,
      'x.posts.coalesced': tally.coalesced - coalesced,
    })
    span.end()
  }
}

const loadBatch = async (
  plans: Plans,
  options: AskOptions,
): Promise<ReadonlyMap<string, Loaded>> => {
  const loaded = new Map<string, Loaded>()
  const ask = createAsker(plans, loaded, options)
  if (![...new Set(plans.values())].some(wantsPrivate)) {
    await ask.open([...plans.keys()])
    return loaded
  }

  const accounts = await accountsFor(plans, loaded, options)
  const routing: RouteOptions = {
    accounts,
    facts: options.facts,
    maxAgeDays: options.privateMaxAgeDays,
    now: options.now(),
  }
  const routes = new Map(
    [...plans].flatMap(([id, plan]) =>
      loaded.has(id) ? [] : [[id, routeOf(id, plan, routing)] as const],
    ),
  )

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
    if (post !== undefined && !(post instanceof GatewayError) && wantsPrivate(plan)) {
      loaded.set(id, explained(post, plan, routes.get(id), accounts, options.facts))
    }
  }
  if (options.archive !== undefined) await showKept(options.archive, plans, loaded, accounts)
  return loaded
}

const wantsPrivate = (plan: Plan): boolean => privateGroupsOf(plan).length > 0

/** Who may see something private, when some is wanted; when that cannot be told, those posts cannot be given. */
const accountsFor = async (
  plans: Plans,
  loaded: Map<string, Loaded>,
  { accounts, facts, recallAuthors }: AskOptions,
): Promise<readonly Account[]> => {
  const wanting = [...plans].filter(([, plan]) => wantsPrivate(plan))
  const unknown = wanting.map(([id]) => id).filter((id) => facts.authorOf(id) === undefined)
  try {
    const [all] = await Promise.all([accounts(), recallAuthors(unknown)])
    return all
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    for (const [id] of wanting) loaded.set(id, error)
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
export const explained = (
  post: LoadedPost,
  plan: Plan,
  route: Route | undefined,
  accounts: readonly Account[],
  facts: Facts,
): LoadedPost => {
  const owner = accounts.find(({ userId }) => userId === post.tweet.author_id)
  const refusals = new Map(post.refusals)
  for (const group of privateGroupsOf(plan)) {
    // What X has said of it then was said to another account.
    if (owner?.reconnectNeeded) refusals.set(group, { reason: 'RECONNECT_NEEDED' })
    else if (refusals.has(group)) continue
    else if (accounts.length === 0) refusals.set(group, { reason: 'USER_CONTEXT_REQUIRED' })
    else if (owner === undefined) refusals.set(group, { reason: 'NOT_OWNER' })
    else if (route?.kind === 'open' && route.reason !== undefined) {
      refusals.set(group, { reason: route.reason })
    } else if (group === 'promoted_metrics' && facts.isUnpromoted(post.tweet.id)) {
      refusals.set(group, { reason: 'NOT_PROMOTED' })
    } else if (plan.tweet.has(group) && !post.tweet[group]) {
      refusals.set(group, {
        reason: 'REFUSED',
        words:
          post.gaps?.find(({ list, name }) => list === 'tweet' && name === group)?.message ??
          post.incomplete ??
          'X gave neither a number nor a reason.',
      })
    }
  }
  return { ...post, refusals }
}
