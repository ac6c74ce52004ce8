// Opens the gateway's resources: the sandbox, telemetry, the server's port, Redis, the archive, and connections to X.

import type { Sandbox } from '../../sandbox/index.ts'
import { openArchive } from '../archive/index.ts'
import type { Config } from '../config/index.ts'
import { CLAIMS_TOPIC, createClaimStore } from '../infra/claim-store.ts'
import { createRedisPubSub } from '../infra/pub-sub.ts'
import { connectRedis, type Redis } from '../infra/redis.ts'
import { createSharedCache } from '../infra/shared-cache.ts'
import { createSharedDocuments } from '../infra/shared-documents.ts'
import { createUpstream } from '../infra/upstream.ts'
import { openRecorderStore } from '../recorder/open-store.ts'
import { readManifest } from '../server/graphql/manifest.ts'
import { startServer } from '../server/index.ts'
import { createTelemetry } from '../telemetry/index.ts'
import { archiveDemoHistory } from './demo-history.ts'
import { createFilledArchive } from './filled-archive.ts'
import type { Lifecycle } from './lifecycle.ts'
import { archiveLocation } from './locations.ts'
import type { GatewayOptions, SandboxSource } from './options.ts'

type Telemetry = Awaited<ReturnType<typeof createTelemetry>>

export type Resources = Awaited<ReturnType<typeof openResources>>

/** @throws StoreError, RedisError, or an error of the server's port */
export const openResources = async (
  options: GatewayOptions,
  now: () => number,
  lifecycle: Lifecycle,
) => {
  const { config } = options
  const persistedQueries =
    config.persistedQueries === undefined ? undefined : await readManifest(config.persistedQueries)
  const sandbox = await openSandbox(options, now, lifecycle)
  const telemetry = await createTelemetry({
    log: options.log,
    now,
    metrics: config.metrics,
    clusterMetrics: options.clusterMetrics,
    traces: config.traces,
  })
  lifecycle.onClose(telemetry.close)
  // The port may be assigned by the system, and other parts need the URL.
  const server = await startServer({
    host: config.host,
    port: config.port,
    maxConnections: config.maxConnections,
    timeouts: { keepAliveMs: config.keepAliveTimeoutMs, ...options.timeouts },
  })
  lifecycle.onStop(() =>
    server.close({ delayMs: config.stopDelayMs, timeoutMs: config.stopTimeoutMs }),
  )
  const openRedis = createOpenRedis(config, telemetry, lifecycle)
  const redis = await openRedis(config.redisUrl, 'REDIS_URL')
  const accountsRedis = (await openRedis(config.accountsRedisUrl, 'ACCOUNTS_REDIS_URL')) ?? redis
  const archives = await openArchives(options, { telemetry, sandbox, now }, lifecycle)
  const { onCall, onBreaker } = telemetry
  const upstream = createUpstream({ ...config.upstream, onCall, onBreaker })
  lifecycle.onClose(upstream.close)
  const pubSub = redis === undefined ? options.pubSub : await createRedisPubSub(redis, 'peers')
  if (pubSub !== undefined) lifecycle.onClose(pubSub.close)
  const claimPubSub = redis && (await createRedisPubSub(redis, CLAIMS_TOPIC))
  if (claimPubSub !== undefined) lifecycle.onClose(claimPubSub.close)
  const sharing = redis &&
    claimPubSub && {
      claimStore: createClaimStore(redis, claimPubSub, options.redisTimeoutMs),
      sharedCache: createSharedCache(redis),
      documents: createSharedDocuments(redis),
    }
  return {
    persistedQueries,
    sandbox,
    telemetry,
    server,
    redis,
    accountsRedis,
    ...archives,
    upstream,
    pubSub,
    sharing,
  }
}

interface ArchiveParts {
  readonly telemetry: Telemetry
  readonly sandbox: SandboxSource | undefined
  readonly now: () => number
}

/** The archive, and the recorder's tables in its database. */
const openArchives = async (
  { config, dataDir }: GatewayOptions,
  { telemetry, sandbox, now }: ArchiveParts,
  lifecycle: Lifecycle,
) => {
  const location = archiveLocation(config, dataDir)
  const strict = config.strictStart
  const opened =
    config.archive &&
    (await openArchive(location, {
      now,
      maxPosts: config.archive.maxPosts,
      ...telemetry.archive,
      ...telemetry.storeEvents('archive'),
      strict,
    }))
  const world = config.x === undefined ? sandbox?.world : undefined
  const demo =
    opened &&
    world &&
    createFilledArchive(opened, (archive, signal) =>
      archiveDemoHistory(archive, world, now(), signal),
    )
  const archive = demo ?? opened
  if (archive !== undefined) lifecycle.onClose(archive.close)
  const recorderStore =
    config.record &&
    (await openRecorderStore(location, { ...telemetry.storeEvents('recorder'), strict }))
  if (recorderStore !== undefined) lifecycle.onClose(recorderStore.close)
  return { archive, recorderStore, fillArchive: demo?.fill }
}

const createOpenRedis =
  ({ strictStart: strict, redis: shared }: Config, { onRedis }: Telemetry, lifecycle: Lifecycle) =>
  async (url: string | undefined, setting: string): Promise<Redis | undefined> => {
    if (url === undefined) return undefined
    const redis = await connectRedis(url, { ...shared, setting, strict, onEvent: onRedis(setting) })
    lifecycle.onClose(redis.close)
    return redis
  }

/** Starts a sandbox when there is no credential of X and no sandbox is given. */
const openSandbox = async (
  { config, sandbox }: GatewayOptions,
  now: () => number,
  lifecycle: Lifecycle,
): Promise<SandboxSource | undefined> => {
  if (sandbox !== undefined || config.x !== undefined) return sandbox
  // Imported on demand: a gateway on X does not need it.
  const { createSandbox } = await import('../../sandbox/index.ts')
  const started: Sandbox = await createSandbox({ now, movement: config.sandboxMovement })
  lifecycle.onClose(started.close)
  return started
}
