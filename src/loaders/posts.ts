// Posts by id, for one request: DataLoader collects what the query's fields want, and each batch becomes
// as few calls as the routes allow: one per credential for up to a hundred posts.

import DataLoader from 'dataloader'

import type { Account } from '../auth/accounts.ts'
import type { AppContext } from '../auth/app.ts'
import type { Credential } from '../auth/credentials.ts'
import { GatewayError } from '../errors.ts'
import {
  type Ask,
  askFor,
  type Plan,
  planKey,
  privateGroupsOf,
  union,
  withoutPrivate,
  withoutPromoted,
  withoutReferenced,
} from '../plan.ts'
import type { XClient } from '../x/client.ts'
import { DEFAULT_TWEET_FIELDS, MOST_IDS, type PrivateGroup } from '../x/fields.ts'
import { type Joined, join, type Refusal, type Related } from '../x/join.ts'
import type { Tweet } from '../x/types.ts'
import type { Facts } from './facts.ts'
import { type Route, type RouteOptions, routeOf } from './routes.ts'

/** A post with what came with it. */
export interface LoadedPost {
  readonly tweet: Tweet
  readonly related: Related
  /** What was asked for, and so may be read. */
  readonly held: Plan
  /** The same for the posts that it refers to; none when they did not come along. */
  readonly included: Plan | undefined
  readonly refusals: ReadonlyMap<PrivateGroup, Refusal>
}

export interface PostsLoader {
  load(id: string, plan: Plan): Promise<LoadedPost | GatewayError>
}

export interface Reading {
  readonly posts: number
  readonly users: number
}

export interface PostsOptions {
  readonly client: XClient
  readonly app: AppContext
  readonly accounts: readonly Account[]
  readonly facts: Facts
  readonly privateMaxAgeDays: number
  readonly now: () => number
  /** Told of every call. */
  readonly onCall: (reading: Reading) => void
}

interface Key {
  readonly id: string
  readonly plan: Plan
}

type Loaded = LoadedPost | GatewayError

export const createPostsLoader = (options: PostsOptions): PostsLoader => {
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
  options: PostsOptions,
): Promise<ReadonlyMap<string, Loaded>> => {
  const wishes = new Map<string, Plan[]>()
  for (const { id, plan } of keys) wishes.set(id, [...(wishes.get(id) ?? []), plan])
  const plans = new Map([...wishes].map(([id, each]) => [id, union(each)]))

  const routing: RouteOptions = {
    accounts: options.accounts,
    facts: options.facts,
    maxAgeDays: options.privateMaxAgeDays,
    now: options.now(),
  }
  const routes = new Map([...plans].map(([id, plan]) => [id, routeOf(id, plan, routing)]))
  const loaded = new Map<string, Loaded>()
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

  await askOwners(routes, ask, options)
  for (const [id, plan] of plans) {
    const post = loaded.get(id)
    if (post !== undefined && !(post instanceof GatewayError)) {
      loaded.set(id, explained(post, plan, routes.get(id), options))
    }
  }
  return loaded
}

/** Those asked openly first, whose author has turned out to be one of the accounts. */
const askOwners = async (
  routes: ReadonlyMap<string, Route>,
  ask: Asker,
  { accounts, facts }: PostsOptions,
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
  { accounts, facts }: PostsOptions,
): LoadedPost => {
  const foreign = !accounts.some(({ userId }) => userId === post.tweet.author_id)
  const refusals = new Map(post.refusals)
  for (const group of privateGroupsOf(plan)) {
    if (refusals.has(group)) continue
    if (accounts.length === 0) refusals.set(group, { reason: 'USER_CONTEXT_REQUIRED' })
    else if (foreign) refusals.set(group, { reason: 'NOT_OWNER' })
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

interface Asker {
  open(ids: readonly string[]): Promise<void>
  /** Gives the ids that X dropped for their private fields. */
  owned(account: Account, ids: readonly string[]): Promise<readonly string[]>
}

const createAsker = (
  plans: ReadonlyMap<string, Plan>,
  loaded: Map<string, Loaded>,
  options: PostsOptions,
): Asker => {
  const { facts } = options
  const planOfId = (id: string): Plan => plans.get(id) ?? union([])
  /** What X said of posts that it dropped; they are asked again without those fields. */
  const earlier = new Map<string, ReadonlyMap<PrivateGroup, Refusal>>()

  /** One call for up to a hundred ids, its failure theirs alone. */
  const call = async (
    credential: () => Promise<Credential>,
    ids: readonly string[],
    asked: Ask,
  ): Promise<readonly string[]> => {
    try {
      const envelope = await options.client.lookup(await credential(), ids, parameters(asked))
      options.onCall({
        posts: envelope.data?.length ?? 0,
        users: envelope.includes?.users?.length ?? 0,
      })
      return keep(join(envelope, ids), ids, asked)
    } catch (error) {
      options.onCall({ posts: 0, users: 0 })
      const failure =
        error instanceof GatewayError
          ? error
          : new GatewayError('UPSTREAM_INVALID_RESPONSE', 'X’s answer could not be understood.', {
              cause: error,
            })
      for (const id of ids) loaded.set(id, failure)
      return []
    }
  }

  const keep = ({ posts, related }: Joined, ids: readonly string[], asked: Ask): string[] => {
    const dropped: string[] = []
    for (const tweet of related.tweets.values()) remember(tweet)
    for (const id of ids) {
      const judged = posts.get(id)
      if (judged?.kind === 'post') {
        const { tweet, refusals } = judged
        remember(tweet)
        learn(id, refusals)
        loaded.set(id, {
          tweet,
          related,
          held: asked.plan,
          included: asked.included,
          refusals: new Map([...(earlier.get(id) ?? []), ...refusals]),
        })
      } else if (judged?.kind === 'dropped') {
        dropped.push(id)
        earlier.set(id, judged.refusals)
      } else if (judged?.kind === 'error') loaded.set(id, judged.error)
    }
    return dropped
  }
  const remember = ({ id, author_id }: Tweet): void => {
    if (author_id !== undefined) facts.rememberAuthor(id, author_id)
  }

  const learn = (id: string, refusals: ReadonlyMap<PrivateGroup, Refusal>): void => {
    for (const { reason } of refusals.values()) {
      if (reason === 'REPOST') facts.rememberRepost(id)
      if (reason === 'NOT_PROMOTED') facts.rememberUnpromoted(id)
    }
  }

  return {
    open: async (ids) => {
      // Fields are free; expansions bring objects that X bills, so only posts that want the same share a call.
      const groups = new Map<string, string[]>()
      for (const id of ids) {
        const key = [...askFor(withoutPrivate(planOfId(id))).expansions].sort().join()
        groups.set(key, [...(groups.get(key) ?? []), id])
      }
      await Promise.all(
        [...groups.values()].flatMap((group) => {
          const asked = askFor(withoutPrivate(union(group.map(planOfId))))
          return chunks(group).map((chunk) => call(options.app.credential, chunk, asked))
        }),
      )
    },
    owned: async (account, ids) => {
      const wanted = withoutReferenced(union(ids.map(planOfId)))
      // Five refusals for each post that was never promoted: only when there may be one that was.
      const asked = askFor(ids.every(facts.isUnpromoted) ? withoutPromoted(wanted) : wanted)
      const calls = chunks(ids).map((chunk) =>
        call(() => Promise.resolve(account.credential), chunk, asked),
      )
      return (await Promise.all(calls)).flat()
    },
  }
}

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / MOST_IDS) }, (_, index) =>
    items.slice(index * MOST_IDS, (index + 1) * MOST_IDS),
  )

const parameters = ({ plan, expansions }: Ask) => ({
  tweet: [...plan.tweet].filter((name) => !DEFAULT_TWEET_FIELDS.includes(name)),
  media: [...plan.media],
  user: [...plan.user],
  poll: [...plan.poll],
  place: [...plan.place],
  expansions: [...expansions],
})
