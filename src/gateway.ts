// The composition root: settings in, a running gateway out. Without any credential of X it starts the
// sandbox and uses that.

import { type AuthOptions, createAuth } from './auth/index.ts'
import type { StorePlace } from './auth/store/index.ts'
import { type ClosableNews, createRedisNews } from './cache/news.ts'
import { createSharedCache } from './cache/shared.ts'
import type { Config, XKeys } from './config.ts'
import { exampleOperations } from './examples.ts'
import { createFacts } from './loaders/facts.ts'
import { createContext } from './loaders/index.ts'
import { createLookups } from './loaders/lookups.ts'
import { createPostCache } from './loaders/post-cache.ts'
import { createSharedPosts } from './loaders/shared-posts.ts'
import { connectRedis, type Redis } from './redis.ts'
import type { Sandbox } from './sandbox/index.ts'
import { schema } from './schema/index.ts'
import { type RunningServer, startServer } from './server/index.ts'
import { readManifest } from './server/manifest.ts'
import { createBudget, type Window } from './x/budget.ts'
import { createXClient } from './x/client.ts'
import { createBill } from './x/prices.ts'

export interface GatewayOptions {
  readonly config: Config
  /** @default one that is started when no credential is set, on a port of its own */
  readonly sandbox?: Pick<Sandbox, 'url' | 'credentials'> & Partial<Pick<Sandbox, 'world'>>
  /** GraphiQL's tabs. @default by what the sandbox's world holds */
  readonly operations?: readonly string[]
  /** Where accounts are kept. @default by the settings; with the sandbox, nowhere */
  readonly dataDir?: string
  /** From other processes, when there is no Redis. */
  readonly news?: ClosableNews
  readonly now?: () => number
  readonly onFault?: (error: unknown) => void
}

export interface Gateway {
  /** Where it listens: `<url>/graphql`. */
  readonly url: string
  /** What it is connected to. */
  readonly upstream: { readonly kind: 'x' | 'sandbox'; readonly url: string }
  /** The id of the account of its settings. */
  readonly owned: string | undefined
  /** Where browsers connect accounts. */
  readonly loginUrl: string | undefined
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { config, now = Date.now, onFault = () => {} } = options
  const persistedQueries =
    config.persistedQueries === undefined ? undefined : await readManifest(config.persistedQueries)
  const own = options.sandbox === undefined && config.x === undefined
  const started = own ? await startSandbox(now) : undefined
  const sandbox = started ?? options.sandbox
  const keys = config.x ?? keysOf(sandbox)
  const apiUrl = config.x === undefined && sandbox !== undefined ? sandbox.url : config.xApiUrl

  const webUrl = config.x === undefined && sandbox !== undefined ? sandbox.url : config.xWebUrl
  const { upstreamTimeoutMs: timeoutMs } = config

  const opened: (() => Promise<void>)[] = []
  if (started !== undefined) opened.push(started.close)
  let listening: RunningServer | undefined
  /** What is under way first; then what it needs, in the opposite order. */
  const close = async (): Promise<void> => {
    await listening?.close(config.stopTimeoutMs)
    for (const closeOne of opened.splice(0).reverse()) await closeOne()
  }
  try {
    const server = await startServer(config.host, config.port)
    listening = server
    const redis = config.redisUrl === undefined ? undefined : await connectRedis(config.redisUrl)
    if (redis !== undefined) opened.push(redis.close)
    const auth = await createAuth({
      keys,
      apiUrl,
      webUrl,
      key: config.gatewayKey,
      ownedFor: ownedFor(config),
      origin: config.gatewayUrl ?? (config.local ? server.url : undefined),
      place: placeOf(config, redis, options.dataDir),
      timeoutMs,
      now,
    })
    opened.push(auth.close)
    const news = redis === undefined ? options.news : await createRedisNews(redis, 'budget')
    if (news !== undefined) opened.push(news.close)
    const budget = createBudget({ now, onLearn: (window) => news?.tell(JSON.stringify(window)) })
    news?.onTold((text) => budget.learn(JSON.parse(text) as Window))
    const bill = createBill(now)
    const client = createXClient({ apiUrl, timeoutMs, budget, now })
    const facts = createFacts(now)
    const shared = redis && createSharedPosts(createSharedCache(redis), { ...config.cache, now })
    const lookups = createLookups({
      client,
      cache: createPostCache({ ...config.cache, now }),
      shared,
      facts,
      bill,
      coalesceWindowMs: config.coalesceWindowMs,
      now,
    })
    const recallAuthors = async (ids: readonly string[]): Promise<void> => {
      if (shared === undefined || ids.length === 0) return
      for (const [id, author] of await shared.authorsOf(ids)) facts.rememberAuthor(id, author)
    }
    server.serve({
      schema,
      callers: auth.callers,
      authRoutes: auth.routes,
      context: (caller) =>
        createContext({
          client,
          app: auth.app,
          caller,
          loginUrl: auth.loginUrl,
          lookups,
          budget,
          bill,
          facts,
          recallAuthors,
          privateMaxAgeDays: config.privateMetricsMaxAgeDays,
          postsPerRequest: config.maxPostsPerRequest,
          now,
        }),
      limits: config.limits,
      introspection: config.introspection,
      graphiql: config.graphiql,
      persistedQueries,
      operations: options.operations ?? exampleOperations(sandbox?.world, now()),
      publicMs: config.cache.publicMs,
      guarded: config.gatewayKey !== undefined,
      onFault,
    })
    return {
      url: server.url,
      upstream: { kind: config.x === undefined ? 'sandbox' : 'x', url: apiUrl },
      owned: auth.ownedId,
      loginUrl: auth.loginUrl,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Loaded for those who have no X. */
const startSandbox = async (now: () => number): Promise<Sandbox> => {
  const { createSandbox } = await import('./sandbox/index.ts')
  return createSandbox({ now })
}

/** Without a key: what is invented is for everybody, what is real for whoever sits at this machine. */
const ownedFor = ({ x, gatewayKey, local }: Config): AuthOptions['ownedFor'] => {
  if (gatewayKey !== undefined) return 'nobody'
  if (x === undefined) return 'everybody'
  return local ? 'this machine' : 'nobody'
}

/** What the sandbox gives out ends with it, so nothing of it is kept. */
const placeOf = (
  { x, dataDir, gatewaySecrets: secrets }: Config,
  redis: Redis | undefined,
  given: string | undefined,
): StorePlace => {
  if (given !== undefined) return { kind: 'directory', path: given, secrets }
  if (x === undefined) return { kind: 'memory' }
  return redis === undefined
    ? { kind: 'directory', path: dataDir, secrets }
    : { kind: 'redis', redis, secrets }
}

/** The sandbox hands out an app's keys, and the token of an account that it owns. */
const keysOf = (sandbox: Pick<Sandbox, 'credentials'> | undefined): XKeys => {
  if (sandbox === undefined) return {}
  const { bearer, apiKey, apiKeySecret, accessToken, accessTokenSecret, clientId, clientSecret } =
    sandbox.credentials
  return {
    bearer,
    app: { key: apiKey, secret: apiKeySecret },
    owner: { token: accessToken, secret: accessTokenSecret },
    client: { id: clientId, secret: clientSecret },
  }
}
