// Posts by id, for one request: DataLoader collects what the query's fields want, and each batch becomes
// as few calls as the routes allow: one per credential for up to a hundred posts.

import DataLoader from 'dataloader'

import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Loaded } from '../pipeline/result.ts'
import { covers, type Plan, privateGroupsOf, union } from '../plan/plan.ts'
import { showKept } from './archived.ts'
import { type Asker, type AskOptions, createAsker } from './ask.ts'
import { explained } from './reasons.ts'
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
  const routing: RouteOptions = { accounts, facts: options.facts }
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

  await askOwners(routes, ask, plans, routing)
  for (const [id, plan] of plans) {
    const post = loaded.get(id)
    if (post !== undefined && !(post instanceof GatewayError) && wantsPrivate(plan)) {
      loaded.set(id, explained(post, plan, { route: routes.get(id), ...routing }))
    }
  }
  if (options.archive !== undefined)
    await showKept(options.archive, plans, loaded, accounts, options.prove)
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

/** Requests, of the posts whose author is known after a public request, those of the accounts. */
const askOwners = async (
  routes: Map<string, Route>,
  ask: Asker,
  plans: Plans,
  routing: RouteOptions,
): Promise<void> => {
  const owned = new Map<Account, string[]>()
  for (const [id, { kind }] of routes) {
    const plan = plans.get(id)
    if (kind !== 'open-first' || plan === undefined) continue
    const route = routeOf(id, plan, routing)
    routes.set(id, route)
    if (route.kind === 'owned') {
      owned.set(route.account, [...(owned.get(route.account) ?? []), id])
    }
  }
  await Promise.all([...owned].map(([account, ids]) => ask.owned(account, ids)))
}
