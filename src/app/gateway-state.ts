// Composes what the operator may know of the gateway.

import { hostname } from 'node:os'

import type { Account } from '../auth/accounts.ts'
import type { ApiKeys } from '../auth/keys/api-keys.ts'
import type { Config } from '../config/index.ts'
import type { Clock } from '../infra/clock.ts'
import { packageVersion } from '../infra/package-root.ts'
import type { Live } from '../live/index.ts'
import type { Payers } from '../money/payers.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Pipeline } from '../pipeline/index.ts'
import type { AccountState, Activity, GatewayState, ProcessState } from '../schema/gateway-state.ts'
import type { RateBudget } from '../x/rate-budget.ts'
import { createProcessReports, type ReportPeers } from './process-reports.ts'
import type { Recording } from './recording.ts'

export interface GatewayStateOptions {
  readonly config: Config
  readonly clock: Clock
  readonly payers: Payers
  readonly apiKeys: Pick<ApiKeys, 'list'>
  readonly budget: Pick<RateBudget, 'windows'>
  /** The connected accounts. */
  readonly accounts: () => Promise<readonly Account[]>
  readonly upstreamState: () => ProcessState['upstream']
  readonly activity: Activity
  readonly peers: ReportPeers
}

export interface GatewayStateParts {
  readonly cacheSize: Pipeline['cacheSize']
  readonly live: Pick<Live, 'size'>
  readonly recording: Recording
  readonly facts: Pick<Facts, 'usernameOf'>
}

export const createGatewayState = (
  options: GatewayStateOptions,
  parts: GatewayStateParts,
): GatewayState => {
  const { payers, apiKeys, budget, accounts } = options
  const { recording, facts } = parts
  const process = createProcessState(options, parts)
  return {
    version: packageVersion(),
    payers: payers.readSettings,
    keys: async () => {
      const keys = apiKeys.list()
      const states = await payers.readKeys(keys)
      return states.flatMap((spend, index) => {
        const key = keys[index]
        return key === undefined ? [] : [{ key, spend }]
      })
    },
    rateLimits: async () => budget.windows((await accounts()).map(({ userId }) => userId)),
    accounts: async () => {
      const recordingOf = await recording.recordings()
      const states = (await accounts()).map((account) => ({
        account,
        username: facts.usernameOf(account.userId),
        recording: recordingOf?.(account),
      }))
      return states.sort((one, other) => urgencyOf(other) - urgencyOf(one))
    },
    leftOut: recording.leftOut,
    process,
    processes: createProcessReports(options.peers, process, options.clock.schedule),
  }
}

/** Accounts that need a login come first, then those whose samples are furthest behind. */
const urgencyOf = ({ account, recording }: AccountState): number =>
  account.reconnectNeeded ? Number.MAX_SAFE_INTEGER : (recording?.lagMs ?? 0)

/** Reports have no more rows than an operator reads. */
const MAX_OPERATIONS = 100

const createProcessState = (
  { config, clock, upstreamState, activity }: GatewayStateOptions,
  { cacheSize, live, recording }: GatewayStateParts,
): (() => ProcessState) => {
  const startedAt = clock.now()
  const id = crypto.randomUUID()
  return () => ({
    id,
    host: hostname(),
    pid: process.pid,
    workers: config.workers,
    startedAt,
    uptimeMs: clock.now() - startedAt,
    memoryBytes: process.memoryUsage.rss(),
    cache: { ...cacheSize(), maxBytes: config.cache.maxBytes },
    upstream: upstreamState(),
    subscribers: live.size().subscribers,
    isRecording: recording.recorder?.state().isRecording,
    posts: activity.posts(),
    operations: activity.operations().slice(0, MAX_OPERATIONS),
    errors: activity.errors(),
    lastHour: activity.lastHour(),
  })
}
