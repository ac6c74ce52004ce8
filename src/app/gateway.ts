// The composition root: starts a gateway from its settings. Without a credential of X, the gateway uses the sandbox.

import { isLoopbackHost } from '../auth/request-origin.ts'
import { type Clock, createClock } from '../infra/clock.ts'
import type { Redis } from '../infra/redis.ts'
import { schema } from '../schema/index.ts'
import { createAddressOf } from '../server/http/address.ts'
import { createRateLimit } from '../server/http/rate-limit.ts'
import type { Probes } from '../server/options.ts'
import { pictureOriginsOf } from '../x/pictures.ts'
import { type Components, compose } from './compose.ts'
import { exampleOperations } from './example-operations.ts'
import { createLifecycle, type Lifecycle } from './lifecycle.ts'
import type { Gateway, GatewayOptions, XReadiness } from './options.ts'
import { openResources, type Resources } from './resources.ts'

export type { Gateway, GatewayOptions } from './options.ts'

export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { config } = options
  const clock = clockOf(options)
  const { now } = clock
  const lifecycle = createLifecycle()
  try {
    const resources = await openResources(options, now, lifecycle)
    const components = await compose(options, resources, clock, lifecycle)
    await serve(options, resources, components, clock, lifecycle)
    return {
      url: resources.server.url,
      upstream: { kind: config.x === undefined ? 'sandbox' : 'x', url: components.apiUrl },
      owned: components.auth.ownedId,
      loginUrl: components.auth.loginUrl,
      checkX: () => checkX(resources, components),
      close: lifecycle.close,
      [Symbol.asyncDispose]: lifecycle.close,
    }
  } catch (error) {
    await lifecycle.close()
    throw error
  }
}

const clockOf = ({ now, wall = now, schedule }: GatewayOptions): Clock => {
  const clock = createClock(wall)
  return { now: now ?? clock.now, wall: clock.wall, schedule: schedule ?? clock.schedule }
}

/** Starts to serve requests. The server has queued earlier ones. */
const serve = async (
  options: GatewayOptions,
  resources: Resources,
  components: Components,
  { now, wall }: Clock,
  lifecycle: Lifecycle,
): Promise<void> => {
  const { config } = options
  const { persistedQueries, sandbox, telemetry, server, redis, archive, upstream } = resources
  const { apiKeys, auth, budget, runtime, origin } = components
  const { corsOrigins, rateLimitPerMinute } = config
  const world = sandbox?.world
  telemetry.metrics?.read({
    upstream: upstream.state,
    windows: () => budget.windows([]),
    cache: runtime.cacheSize,
    live: runtime.live.size,
    usage: components.usage.state,
    recorder: runtime.recorder?.state,
    clockOffset: () => wall() - now(),
    redis: () => redis && redis.state().state === 'connected',
    archive: () => archive && archive.state() === 'working',
    accounts: () => auth.storeState() && auth.storeState() === 'available',
  })
  server.serve({
    schema,
    callers: auth.callers,
    authRoutes: auth.routes,
    context: runtime.context,
    dryRun: runtime.dryRun,
    admission: {
      corsOrigins,
      rateLimit: createRateLimit(redis),
      perMinute: rateLimitPerMinute,
      addressOf: createAddressOf(config.trustProxy),
      apiKeys,
      onLoopback: isLoopbackHost(new URL(server.url).host),
      origin,
      basePath: config.basePath,
    },
    limits: config.limits,
    documentBytes: config.memory.documentBytes,
    introspection: config.introspection,
    compression: config.compression,
    graphiql: config.graphiql,
    dashboard: config.dashboard
      ? { pictureOrigins: pictureOriginsOf(components.apiUrl) }
      : undefined,
    mcp: config.mcp,
    persistedQueries,
    sharedDocuments: resources.sharing?.documents,
    operations:
      options.operations ??
      exampleOperations({ world, now: now(), archive: archive !== undefined }),
    publicMs: config.cache.publicMs,
    guarded: apiKeys.required,
    observe: telemetry.observe,
    probes: createProbes(resources, components, lifecycle),
    onFault: telemetry.onFault,
  })
  runtime.recorder?.start()
  resources.fillArchive?.().catch(telemetry.onFault)
}

const redisReadiness = (redis: Redis) => {
  const { state, cause } = redis.state()
  return { redis: state, ...(cause !== undefined && { redisCause: cause }) }
}

const checkX = async (
  { upstream }: Resources,
  { auth, client }: Components,
): Promise<XReadiness> => {
  const credentials = await client.checkCredential(auth.app)
  const { state, cause } = upstream.reachability()
  return { credentials, upstream: state, ...(cause !== undefined && { upstreamCause: cause }) }
}

const createProbes = (
  resources: Resources,
  components: Components,
  lifecycle: Lifecycle,
): Probes => {
  const { telemetry, redis, archive } = resources
  const { auth } = components
  return {
    ready: async () => {
      const x = await checkX(resources, components)
      const stopping = lifecycle.isStopping()
      return {
        ready: x.credentials !== 'rejected' && !stopping,
        ...x,
        ...(auth.app.isExchangeFailing() && { tokenExchange: 'failing' }),
        ...(redis !== undefined && redisReadiness(redis)),
        ...(archive !== undefined && { archive: archive.state() }),
        ...(auth.storeState() !== undefined && { accounts: auth.storeState() }),
        ...(stopping && { stopping: true }),
      }
    },
    metrics: telemetry.metrics,
    mayReadMetrics: (headers) =>
      auth.callers.authenticate(headers).then(
        (caller) => caller.may('METRICS'),
        () => false,
      ),
  }
}
