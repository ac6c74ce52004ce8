// The state of one process of the gateway: its answers, cache, connection to X and recorder.

import { builder } from './builder.ts'
import { ErrorCount, GatewayMinute, OperationUse } from './gateway-counts.ts'
import type { ProcessState } from './gateway-state.ts'

const CacheState = builder.objectRef<ProcessState>('CacheState').implement({
  description: 'The cache of the process, and where the posts of its answers came from.',
  fields: (t) => ({
    entries: t.int({
      nullable: false,
      description: 'The number of entries.',
      resolve: ({ cache }) => cache.entries,
    }),
    bytes: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The estimated size.',
      resolve: ({ cache }) => cache.bytes,
    }),
    maxBytes: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The largest size (CACHE_MAX_MB).',
      resolve: ({ cache }) => cache.maxBytes,
    }),
    hitRatio: t.float({
      description:
        'The share of posts that came from the cache since the start, 0 to 1. Null without a post.',
      resolve: ({ posts: { x, cache, coalesced } }) => {
        const all = x + cache + coalesced
        return all === 0 ? null : cache / all
      },
    }),
    postsFromX: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that X returned since the start.',
      resolve: ({ posts }) => posts.x,
    }),
    postsFromCache: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that came from the cache since the start.',
      resolve: ({ posts }) => posts.cache,
    }),
    postsCoalesced: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that came from a call of another request since the start.',
      resolve: ({ posts }) => posts.coalesced,
    }),
  }),
})

const BreakerState = builder.enumType('BreakerState', {
  description: 'The state of the circuit breaker of lookups at X.',
  values: {
    CLOSED: { value: 'closed', description: 'X answers.' },
    HALF_OPEN: { value: 'half-open', description: 'One call tries whether X answers again.' },
    OPEN: { value: 'open', description: 'X failed repeatedly: calls are suspended.' },
  } as const,
})

export const GatewayProcess = builder.objectRef<ProcessState>('GatewayProcess').implement({
  description: 'A process of the gateway. All counts are its own.',
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: 'The id of the process, unique in the deployment. A restart changes it.',
    }),
    host: t.exposeString('host', { nullable: false, description: 'The name of its machine.' }),
    pid: t.exposeInt('pid', {
      nullable: false,
      description: 'The number that its operating system has given it.',
    }),
    workers: t.exposeInt('workers', {
      nullable: false,
      description: 'The number of worker processes on its machine (WORKERS).',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'The time of its start.',
    }),
    uptimeSeconds: t.int({
      nullable: false,
      description: 'The seconds since its start.',
      resolve: ({ uptimeMs }) => Math.floor(uptimeMs / 1000),
    }),
    memoryBytes: t.expose('memoryBytes', {
      type: 'SafeInt',
      nullable: false,
      description: 'The resident memory.',
    }),
    cache: t.field({
      type: CacheState,
      nullable: false,
      description: 'The cache of the process.',
      resolve: (state) => state,
    }),
    breaker: t.field({
      type: BreakerState,
      nullable: false,
      description: 'The circuit breaker of its lookups at X.',
      resolve: ({ upstream }) => upstream.breaker,
    }),
    callsInFlight: t.int({
      nullable: false,
      description: 'The lookups at X in flight.',
      resolve: ({ upstream }) => upstream.inFlight,
    }),
    callsQueued: t.int({
      nullable: false,
      description: 'The lookups at X that wait for a slot.',
      resolve: ({ upstream }) => upstream.queued,
    }),
    subscribers: t.exposeInt('subscribers', {
      nullable: false,
      description: 'The open subscriptions.',
    }),
    records: t.boolean({
      description: 'Whether it is the process that records. Null if the recorder is off (RECORD).',
      resolve: ({ isRecording }) => isRecording,
    }),
  }),
})

builder.objectFields(GatewayProcess, (t) => ({
  lastHour: t.field({
    type: [GatewayMinute],
    nullable: false,
    description:
      'The counts of each minute of the last hour, oldest first; minutes before its start are left out.',
    resolve: ({ lastHour }) => [...lastHour],
  }),
  operations: t.field({
    type: [OperationUse],
    nullable: false,
    description:
      'Up to 100 operations that it has answered in this UTC day since its start, those that cost most first.',
    resolve: ({ operations }) => [...operations],
  }),
  errors: t.field({
    type: [ErrorCount],
    nullable: false,
    description: 'The errors in its answers of the last hour, the most frequent first.',
    resolve: ({ errors }) => [...errors],
  }),
}))
