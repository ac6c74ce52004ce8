// The composition root: settings in, a running gateway out. Without any credential of X it starts the
// sandbox and uses that.

import type { Sandbox } from '../../sandbox/index.ts'
import { openArchive } from '../archive/index.ts'
import { createCredentialStatus } from '../auth/credential-status.ts'
import { createAuth } from '../auth/index.ts'
import { isLoopbackHost } from '../auth/this-machine.ts'
import type { Config } from '../config/index.ts'
import { type ClosableNews, createRedisNews } from '../infra/pub-sub.ts'
import { connectRedis } from '../infra/redis.ts'
import { createUpstream } from '../infra/upstream.ts'
import type { Clock } from '../live/types.ts'
import { schema } from '../schema/index.ts'
import { readManifest } from '../server/graphql/manifest.ts'
import { createAddressOf } from '../server/http/address.ts'
import { createRateLimit } from '../server/http/rate-limit.ts'
import type { Patience } from '../server/http/timeouts.ts'
import { type RunningServer, startServer } from '../server/index.ts'
import { createObserving } from '../telemetry/index.ts'
import type { Log } from '../telemetry/log.ts'
import { createBudget } from '../x/budget.ts'
import { createXClient } from '../x/client.ts'
import { recallPast } from './demo-history.ts'
import { exampleOperations } from './example-operations.ts'
import { createLoaders } from './loaders.ts'
import { accountsPlaceOf, archivePlaceOf, keysOf, ownedFor } from './locations.ts'
import { createPeers, listenToPeers } from './peers.ts'

export interface GatewayOptions {
  readonly config: Config
  /** @default one that is started when no credential is set, on a port of its own */
  readonly sandbox?: Pick<Sandbox, 'url' | 'credentials'> & Partial<Pick<Sandbox, 'world'>>
  /** GraphiQL's tabs. @default by what the sandbox's world holds */
  readonly operations?: readonly string[]
  /** Where accounts are kept. @default by the settings; with the sandbox, nowhere */
  readonly dataDir?: string
  /** With slow clients. */
  readonly patience?: Partial<Patience>
  /** From other processes, when there is no Redis. */
  readonly news?: ClosableNews
  /** Of all processes, when there are several. */
  readonly metricsOfAll?: () => Promise<string>
  readonly now?: () => number
  /** Timers, by the same time as `now`. @default setTimeout */
  readonly wake?: Clock['schedule']
  /** @default nowhere */
  readonly log?: Log
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
  const { config, now = Date.now, wake = wakeLater } = options
  const persistedQueries =
    config.persistedQueries === undefined ? undefined : await readManifest(config.persistedQueries)
  const own = options.sandbox === undefined && config.x === undefined
  const started = own ? await startSandbox(now) : undefined
  const sandbox = started ?? options.sandbox
  const keys = config.x ?? keysOf(sandbox)
  const apiUrl = config.x === undefined && sandbox !== undefined ? sandbox.url : config.xApiUrl
  const webUrl = config.x === undefined && sandbox !== undefined ? sandbox.url : config.xWebUrl
  const { timeoutMs } = config.upstream

  const opened: (() => Promise<void>)[] = []
  if (started !== undefined) opened.push(started.close)
  let listening: RunningServer | undefined
  let closing = false
  /** What is under way first; then what it needs, in the opposite order. */
  const close = async (): Promise<void> => {
    closing = true
    await listening?.close({ delayMs: config.stopDelayMs, timeoutMs: config.stopTimeoutMs })
    for (const closeOne of opened.splice(0).reverse()) await closeOne()
  }
  try {
    const observing = await createObserving({
      log: options.log,
      metrics: config.metrics,
      metricsOfAll: options.metricsOfAll,
      traces: config.traces,
    })
    opened.push(observing.close)
    const server = await startServer(config.host, config.port, {
      keepAliveMs: config.keepAliveTimeoutMs,
      connections: config.maxConnections,
      ...options.patience,
    })
    listening = server
    const redis =
      config.redisUrl === undefined
        ? undefined
        : await connectRedis(config.redisUrl, observing.onRedis)
    if (redis !== undefined) opened.push(redis.close)
    const archive =
      config.archive &&
      (await openArchive(archivePlaceOf(config, options.dataDir), {
        now,
        mostPosts: config.archive.mostPosts,
        onFault: observing.onArchiveFault,
      }))
    if (archive !== undefined) opened.push(archive.close)
    const upstream = createUpstream({ ...config.upstream, ...observing })
    opened.push(upstream.close)
    const { send } = upstream
    const origin = config.gatewayUrl ?? (config.local ? server.url : undefined)
    const { corsOrigins, rateLimitPerMinute: perMinute } = config
    const news = redis === undefined ? options.news : await createRedisNews(redis, 'peers')
    if (news !== undefined) opened.push(news.close)
    const peers = createPeers(news)
    const credentialStatus = createCredentialStatus({ now, onRefused: peers.tellRefusal })
    const auth = await createAuth({
      keys,
      apiUrl,
      webUrl,
      key: config.gatewayKey,
      ownedFor: ownedFor(config),
      origin,
      listedOrigins: corsOrigins === 'any' ? new Set() : corsOrigins,
      place: accountsPlaceOf(config, redis, options.dataDir),
      send,
      timeoutMs,
      credentialStatus,
      onExchange: observing.onExchange,
      now,
      wake,
      onRevocation: observing.onRevocation,
    })
    opened.push(auth.close)
    const budget = createBudget({ now, onLearn: peers.tellWindow })
    if (news !== undefined) listenToPeers(news, peers, budget, credentialStatus)
    const client = createXClient({
      apiUrl,
      send,
      timeoutMs,
      deadlineMs: config.queryTimeoutMs,
      retries: config.upstream.retries,
      budget,
      credentialStatus,
      onRejected: observing.onRejected,
      now,
    })
    const { app, loginUrl } = auth
    const loaders = createLoaders({
      config,
      client,
      credentialStatus,
      budget,
      redis,
      archive,
      app,
      loginUrl,
      clock: { now, schedule: wake },
      onLive: observing.onLive,
      onFault: observing.onFault,
    })
    opened.push(async () => loaders.live.close())
    if (archive !== undefined && config.x === undefined && sandbox?.world !== undefined) {
      await recallPast(archive, sandbox.world, now())
    }
    observing.metrics?.read({
      upstream: upstream.state,
      windows: () => budget.windows([]),
      cache: loaders.cacheSize,
      live: loaders.live.size,
      redis: () => redis?.isUp(),
    })
    server.serve({
      schema,
      callers: auth.callers,
      authRoutes: auth.routes,
      context: loaders.context,
      door: {
        corsOrigins,
        rateLimit: perMinute === undefined ? undefined : await createRateLimit(perMinute, redis),
        addressOf: createAddressOf(config.trustProxy),
        key: config.gatewayKey,
        onLoopback: isLoopbackHost(new URL(server.url).host),
        origin,
      },
      limits: config.limits,
      introspection: config.introspection,
      graphiql: config.graphiql,
      dashboard: config.dashboard,
      persistedQueries,
      operations:
        options.operations ??
        exampleOperations({ world: sandbox?.world, now: now(), archive: archive !== undefined }),
      publicMs: config.cache.publicMs,
      guarded: config.gatewayKey !== undefined,
      watch: observing.watch,
      probes: {
        ready: async () => {
          const credentials = await client.standing(auth.app)
          return {
            ready: credentials !== 'rejected' && !closing,
            credentials,
            ...(auth.app.isExchangeFailing() && { tokenExchange: 'failing' }),
            upstream: upstream.state().breaker === 'closed' ? 'answering' : 'failing',
            ...(redis !== undefined && { redis: redis.isUp() ? 'connected' : 'lost' }),
            ...(closing && { stopping: true }),
          }
        },
        metrics: observing.metrics,
        mayRead: (headers) =>
          auth.callers.of(headers).then(
            (caller) => caller.app,
            () => false,
          ),
      },
      onFault: observing.onFault,
    })
    return {
      url: server.url,
      upstream: { kind: config.x === undefined ? 'sandbox' : 'x', url: apiUrl },
      owned: auth.ownedId,
      loginUrl,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** It keeps no process from ending. */
const wakeLater: Clock['schedule'] = (work, afterMs) => {
  const timer = setTimeout(work, afterMs).unref()
  return () => clearTimeout(timer)
}

/** Loaded for those who have no X. */
const startSandbox = async (now: () => number): Promise<Sandbox> => {
  const { createSandbox } = await import('../../sandbox/index.ts')
  return createSandbox({ now })
}
