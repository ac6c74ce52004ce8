// Composes the gateway's components from its settings and resources.

import { createCredentialStatus } from '../auth/credential-status.ts'
import { type AuthOptions, createAuth } from '../auth/index.ts'
import { createApiKeys } from '../auth/keys/api-keys.ts'
import type { Clock } from '../infra/clock.ts'
import { createPayers } from '../money/payers.ts'
import { createUsageWatch, type UsageOptions } from '../money/usage.ts'
import { createXClient } from '../x/client.ts'
import { createRateBudget } from '../x/rate-budget.ts'
import { createBilledPeers } from './billed-peers.ts'
import type { Lifecycle } from './lifecycle.ts'
import { accountsLocation, ownedFor, sandboxKeys } from './locations.ts'
import type { GatewayOptions } from './options.ts'
import { createPeers, subscribeToPeers } from './peers.ts'
import type { Resources } from './resources.ts'
import { createRuntime } from './runtime.ts'
import { watchSecrets } from './secret-watch.ts'

export type Components = Awaited<ReturnType<typeof compose>>

/** @throws StoreError */
export const compose = async (
  options: GatewayOptions,
  resources: Resources,
  clock: Clock,
  lifecycle: Lifecycle,
) => {
  const { config } = options
  const { sandbox, telemetry, server, archive, upstream, pubSub, sharing } = resources
  const { now } = clock
  const sandboxUrl = config.x === undefined ? sandbox?.url : undefined
  const apiUrl = sandboxUrl ?? config.xApiUrl
  const origin = config.gatewayOrigin ?? (config.local ? server.url : undefined)
  const peers = createPeers(pubSub)
  const onRefused = (credentialId: string): void => {
    peers.publishRefusal(credentialId)
    sharing?.claimStore.erase(credentialId)
  }
  const credentialStatus = createCredentialStatus({ now, onRefused })
  const { apiKeys, auth } = await composeAuth(
    options,
    resources,
    { apiUrl, webUrl: sandboxUrl ?? config.xWebUrl, origin, credentialStatus },
    clock,
    lifecycle,
  )
  const budget = createRateBudget({ now, onChange: peers.publishWindow })
  if (pubSub !== undefined) subscribeToPeers(pubSub, peers, budget, credentialStatus)
  const client = createXClient({
    ...clock,
    budget,
    credentialStatus,
    timeoutMs: config.upstream.timeoutMs,
    retries: config.upstream.retries,
    apiUrl,
    send: upstream.send,
    deadlineMs: config.queryTimeoutMs,
    onRejected: telemetry.onRejected,
  })
  const money = composeMoney(options, resources, { client, app: auth.app }, clock, lifecycle)
  const runtime = createRuntime({
    config,
    clock,
    client,
    credentialStatus,
    budget,
    sharing,
    peers,
    archive,
    recorderStore: resources.recorderStore,
    accounts: auth.accounts,
    app: auth.app,
    loginUrl: auth.loginUrl,
    keyUrl: auth.keyUrl,
    ...money,
    apiKeys,
    upstreamState: upstream.state,
    activity: telemetry.activity,
    onPoll: telemetry.onPoll,
    onFault: telemetry.onFault,
    recorderEvents: telemetry.recorderEvents,
  })
  lifecycle.onClose(async () => runtime.close())
  lifecycle.onClose(async () => runtime.recorder?.close())
  return { apiUrl, origin, apiKeys, auth, budget, client, runtime, usage: money.usage }
}

/** Composes the API keys and the accounts, and watches the files of their secrets. */
const composeAuth = async (
  options: GatewayOptions,
  { sandbox, telemetry, upstream, accountsRedis }: Resources,
  endpoints: Pick<AuthOptions, 'apiUrl' | 'webUrl' | 'origin' | 'credentialStatus'>,
  clock: Clock,
  lifecycle: Lifecycle,
) => {
  const { config, dataDir } = options
  const apiKeys = await createApiKeys({ ...clock, ...config, onKeysFile: telemetry.onKeysFile })
  lifecycle.onClose(async () => apiKeys.close())
  const auth = await createAuth({
    ...clock,
    ...endpoints,
    keys: config.x ?? sandboxKeys(sandbox),
    apiKeys,
    ownedFor: ownedFor(config),
    local: config.local,
    basePath: config.basePath,
    listedOrigins: config.corsOrigins === 'any' ? new Set() : config.corsOrigins,
    store: accountsLocation(config, accountsRedis, dataDir),
    storeEvents: telemetry.storeEvents('accounts'),
    strict: config.strictStart,
    send: upstream.send,
    timeoutMs: config.upstream.timeoutMs,
    onExchange: telemetry.onExchange,
    onRevocation: telemetry.onRevocation,
  })
  lifecycle.onClose(auth.close)
  const { onSecrets } = telemetry
  await watchSecrets(options, { apiKeys, auth, onSecrets, schedule: clock.schedule }, lifecycle)
  return { apiKeys, auth }
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
