// Composes the gateway's components from its settings and resources.

import { createCredentialStatus } from '../auth/credential-status.ts'
import { createAuth } from '../auth/index.ts'
import { createApiKeys } from '../auth/keys/api-keys.ts'
import type { Clock } from '../infra/clock.ts'
import { createPayers } from '../money/payers.ts'
import { createUsageWatch, type UsageOptions } from '../money/usage.ts'
import { createXClient } from '../x/client.ts'
import { createRateBudget } from '../x/rate-budget.ts'
import { createBilledPeers } from './billed-peers.ts'
import type { Lifecycle } from './lifecycle.ts'
import { createLoaders } from './loaders.ts'
import { accountsLocation, ownedFor, sandboxKeys } from './locations.ts'
import type { GatewayOptions } from './options.ts'
import { createPeers, subscribeToPeers } from './peers.ts'
import type { Resources } from './resources.ts'
import { watchSecrets } from './secret-watch.ts'

export type Components = Awaited<ReturnType<typeof compose>>

/** @throws StoreError */
export const compose = async (
  options: GatewayOptions,
  resources: Resources,
  clock: Clock,
  lifecycle: Lifecycle,
) => {
  const { config, dataDir } = options
  const { sandbox, telemetry, server, archive, upstream, pubSub, sharing } = resources
  const { now } = clock
  const { send } = upstream
  const { timeoutMs, retries } = config.upstream
  const sandboxUrl = config.x === undefined ? sandbox?.url : undefined
  const apiUrl = sandboxUrl ?? config.xApiUrl
  const origin = config.gatewayOrigin ?? (config.local ? server.url : undefined)
  const peers = createPeers(pubSub)
  const onRefused = (credentialId: string): void => {
    peers.publishRefusal(credentialId)
    sharing?.claimStore.erase(credentialId)
  }
  const credentialStatus = createCredentialStatus({ now, onRefused })
  const apiKeys = await createApiKeys({ ...clock, ...config, onKeysFile: telemetry.onKeysFile })
  lifecycle.onClose(async () => apiKeys.close())
  const auth = await createAuth({
    ...clock,
    keys: config.x ?? sandboxKeys(sandbox),
    apiUrl,
    webUrl: sandboxUrl ?? config.xWebUrl,
    apiKeys,
    ownedFor: ownedFor(config),
    local: config.local,
    origin,
    basePath: config.basePath,
    listedOrigins: config.corsOrigins === 'any' ? new Set() : config.corsOrigins,
    store: accountsLocation(config, resources.accountsRedis, dataDir),
    storeEvents: telemetry.storeEvents('accounts'),
    strict: config.strictStart,
    send,
    timeoutMs,
    credentialStatus,
    onExchange: telemetry.onExchange,
    onRevocation: telemetry.onRevocation,
  })
  lifecycle.onClose(auth.close)
  const { onSecrets, onPoll, onFault, recorderEvents } = telemetry
  await watchSecrets(options, { apiKeys, auth, onSecrets, schedule: clock.schedule }, lifecycle)
  const budget = createRateBudget({ now, onChange: peers.publishWindow })
  if (pubSub !== undefined) subscribeToPeers(pubSub, peers, budget, credentialStatus)
  const shared = { budget, credentialStatus }
  const client = createXClient({
    ...clock,
    ...shared,
    apiUrl,
    send,
    timeoutMs,
    deadlineMs: config.queryTimeoutMs,
    retries,
    onRejected: telemetry.onRejected,
  })
  const money = composeMoney(options, resources, { client, app: auth.app }, clock, lifecycle)
  const pageUrls = { loginUrl: auth.loginUrl, keyUrl: auth.keyUrl }
  const clients = { client, sharing, archive, app: auth.app, ...pageUrls, ...money }
  const { recorderStore } = resources
  const recording = { recorderStore, accounts: auth.accounts, recorderEvents }
  const state = { apiKeys, upstreamState: upstream.state, activity: telemetry.activity }
  const parts = { ...shared, ...clients, ...recording, ...state, peers }
  const loaders = createLoaders({ ...parts, config, clock, onPoll, onFault })
  lifecycle.onClose(async () => loaders.close())
  lifecycle.onClose(async () => loaders.recorder?.close())
  return { apiUrl, origin, apiKeys, auth, budget, client, loaders, usage: money.usage }
}

/** Composes the counters of spend, and X's own count. */
const composeMoney = (
  { config, dataDir }: GatewayOptions,
  { telemetry, accountsRedis: redis, pubSub }: Resources,
  upstream: Pick<UsageOptions, 'client' | 'app'>,
  clock: Clock,
  lifecycle: Lifecycle,
) => {
  const { onSpendWarning, onUsageDrift: onDrift } = telemetry
  const payers = createPayers({ config, redis, dataDir, clock, onSpendWarning })
  lifecycle.onClose(payers.spend.close)
  const usage = createUsageWatch({ ...upstream, counters: payers.counters, clock, onDrift })
  lifecycle.onClose(async () => usage.close())
  const billedPeers = createBilledPeers({ pubSub, store: payers.counters, clock })
  lifecycle.onClose(billedPeers.close)
  return { payers, usage, billedPeers }
}
