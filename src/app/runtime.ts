// Composes what requests run on: the pipeline, the subscriptions, the recorder and the contexts.

import { type Caller, requireGrant, requireOperator } from '../auth/callers.ts'
import type { CredentialStatus } from '../auth/credential-status.ts'
import type { VariableValues } from '../execution/writing.ts'
import { createLive, type Live } from '../live/index.ts'
import type { Subscription, SubscriptionRequest } from '../live/types.ts'
import type { Use } from '../money/payers.ts'
import type { UsageWatch, XUsage } from '../money/usage.ts'
import { createArchiving } from '../pipeline/archiving.ts'
import { createFacts } from '../pipeline/facts.ts'
import { createPipeline, type Pipeline } from '../pipeline/index.ts'
import type { HttpRequestOptions, OperationOptions, Tally } from '../pipeline/operation.ts'
import { createPrivateAccess } from '../pipeline/private-access.ts'
import {
  type Context,
  type ContextParts,
  createContext,
  type PerRequestParts,
} from '../schema/context.ts'
import { createDryRun, type DryRun } from '../schema/dry-run.ts'
import type { GatewayState } from '../schema/gateway-state.ts'
import type { XClient } from '../x/client.ts'
import { createBilling } from '../x/prices.ts'
import type { BilledPeers } from './billed-peers.ts'
import { createGatewayState, type GatewayStateOptions } from './gateway-state.ts'
import type { Peers } from './peers.ts'
import { createRecording, type Recording, type RecordingOptions } from './recording.ts'
import { createShared, type Sharing } from './shared.ts'

export interface RuntimeOptions
  extends RecordingOptions,
    Pick<GatewayStateOptions, 'apiKeys' | 'upstreamState' | 'activity'> {
  readonly client: XClient
  readonly credentialStatus: CredentialStatus
  /** The parts that gateways share, with Redis. */
  readonly sharing: Sharing | undefined
  readonly loginUrl: string | undefined
  readonly keyUrl: string | undefined
  readonly peers: Peers
  readonly usage: UsageWatch
  readonly billedPeers: BilledPeers
  /** Called with the cost of each poll for subscriptions, and the name of the API key of its subscribers. */
  readonly onPoll: (tally: Tally, key: string | undefined) => void
  readonly onFault: (error: unknown) => void
}

export interface Runtime {
  context(caller: Caller, request: HttpRequestOptions | undefined): Context
  /** The context of a dry run. */
  dryRun(caller: Caller, request: HttpRequestOptions, variables: VariableValues): DryRun
  readonly cacheSize: Pipeline['cacheSize']
  readonly live: Pick<Live, 'size'>
  readonly recorder: Recording['recorder']
  close(): void
}

const createParts = (options: RuntimeOptions) => {
  const { config, client, sharing, archive, clock } = options
  const { now } = clock
  const facts = createFacts(now, config.memory.facts)
  const access = createPrivateAccess({ ...options, privateMs: config.cache.privateMs })
  const maxCallMs = config.queryTimeoutMs * 2
  const shared = sharing && createShared({ ...options, ...sharing, access, maxCallMs, now })
  const archiving = archive && createArchiving({ archive, facts, maxCallMs, now })
  const { cache, coalesceWindowMs } = config
  const { onBilled, connect } = options.billedPeers
  const billing = createBilling({ wall: clock.wall, onPost: options.usage.count, onBilled })
  connect(billing)
  const pricing = {
    billing,
    billsExpansions: config.spend.billsExpansions,
  }
  const pipeline = createPipeline({
    client,
    cache,
    coalesceWindowMs,
    access,
    facts,
    spend: options.payers.spend,
    pricing,
    shared,
    archiving,
    now,
  })
  /** Learns authors from other processes. */
  const recallAuthors = async (ids: readonly string[]): Promise<void> => {
    if (shared === undefined || ids.length === 0) return
    for (const [id, author] of await shared.authors.find(ids)) facts.rememberAuthor(id, author)
  }
  return { facts, access, shared, archiving, pipeline, pricing, recallAuthors, billing, maxCallMs }
}

interface Granted {
  readonly live: Live
  readonly recording: Recording
  readonly state: GatewayState
  readonly usage: UsageWatch
}

/** The members of a context that require a grant. */
const createGrantedMembers = ({ live, recording, state, usage }: Granted) => ({
  gateway: (caller: Caller): GatewayState => {
    requireOperator(caller)
    return state
  },
  usage: (caller: Caller, onSend: () => void): Promise<XUsage | undefined> => {
    requireGrant(caller, 'USAGE')
    return usage.read(onSend)
  },
  subscribe: async (caller: Caller, request: SubscriptionRequest): Promise<Subscription> => {
    requireGrant(caller, 'LIVE')
    return live.subscribe(caller, request)
  },
  watchList: recording.watchList,
})

const contextPartsOf = (
  { app, loginUrl, keyUrl, archive, budget, config, clock }: RuntimeOptions,
  { pipeline, access, archiving, facts, recallAuthors }: ReturnType<typeof createParts>,
  { leftOut, recordingOf }: Recording,
): ContextParts => ({
  pipeline,
  access,
  app,
  loginUrl,
  keyUrl,
  archive,
  forgetOwner: async (userId) => archiving?.forgetOwner(userId),
  budget,
  facts,
  recallAuthors,
  leftOut,
  recordingOf,
  isSandbox: config.x === undefined,
  postsPerRequest: config.maxPostsPerRequest,
  queryTimeoutMs: config.queryTimeoutMs,
  now: clock.now,
})

export const createRuntime = (options: RuntimeOptions): Runtime => {
  const { config, budget, clock, payers } = options
  const parts = createParts(options)
  const { facts, shared, pipeline, pricing } = parts
  const recording = createRecording(options, parts)

  const common = contextPartsOf(options, parts, recording)
  const requestFor = (
    caller: Caller,
    operation: OperationOptions | undefined,
    use: Use,
  ): PerRequestParts => ({
    caller,
    operation,
    limits: payers.limitsOf(caller, use),
    spend: () => payers.read(caller),
    gateway: () => granted.gateway(caller),
    usage: (onSend) => granted.usage(caller, onSend),
    subscribe: (request) => granted.subscribe(caller, request),
    watchList: () => granted.watchList(caller),
  })
  const contextFor = (...args: Parameters<typeof requestFor>): Context =>
    createContext(common, requestFor(...args))
  const live = createLive({
    limits: config.live,
    postsPerRequest: config.maxPostsPerRequest,
    createContext: (caller, operation) => contextFor(caller, operation, 'subscription'),
    budget,
    peers: options.peers,
    clock,
    onPoll: options.onPoll,
    onFault: options.onFault,
  })
  const { cacheSize } = pipeline
  const state = createGatewayState(options, { cacheSize, live, recording, facts })
  const granted = createGrantedMembers({ live, recording, state, usage: options.usage })
  return {
    context: (caller, request) => contextFor(caller, request, 'query'),
    dryRun: (caller, request, variables) =>
      createDryRun({
        ...common,
        ...requestFor(caller, request, 'query'),
        pricing,
        variables,
        remembers: config.workers === 1 && shared === undefined,
        minIntervalSeconds: config.live.minIntervalSeconds,
        leftAfter: (use, usd) => payers.leftAfter(caller, use, usd),
      }),
    cacheSize,
    live,
    recorder: recording.recorder,
    close: () => {
      live.close()
      shared?.claims.close()
    },
  }
}
