// The state of one process of the gateway: its answers, cache, connection to X and recorder.

import { builder } from './builder.ts'
import type { ErrorCount as Count, ProcessState, OperationUse as Use } from './gateway-state.ts'

const OperationUse = builder.objectRef<Use>('OperationUse').implement({
  description: 'The uses of an operation with one API key.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The name of the API key. Null without one.' }),
    operation: t.exposeString('operation', {
      nullable: false,
      description:
        'The name of the operation, `anonymous`, `(subscriptions)`, `(recorder)`, or `other` for names that are used less than the 200 most used.',
    }),
    requests: t.exposeInt('requests', {
      nullable: false,
      description: 'Requests, or polls of subscriptions, or calls of the recorder.',
    }),
    postsRead: t.expose('postsRead', {
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that X returned for them.',
    }),
    usd: t.exposeFloat('usd', { nullable: false, description: 'The estimated charge of X.' }),
  }),
})

const ErrorCount = builder.objectRef<Count>('ErrorCount').implement({
  description: 'The errors of one code.',
  fields: (t) => ({
    code: t.exposeString('code', { nullable: false, description: 'One of `ErrorCode`.' }),
    count: t.exposeInt('count', { nullable: false, description: 'The errors in the last hour.' }),
    lastAt: t.expose('lastAt', {
      type: 'DateTime',
      nullable: false,
      description: 'The time of the last one.',
    }),
  }),
})

const CacheState = builder.objectRef<ProcessState>('CacheState').implement({
  description: 'The cache of the process, and where the posts of its answers came from.',
  fields: (t) => ({
    entries: t.int({
      nullable: false,
      description: 'Its entries.',
      resolve: ({ cache }) => cache().entries,
    }),
    bytes: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Its estimated size.',
      resolve: ({ cache }) => cache().bytes,
    }),
    maxBytes: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Its largest size (CACHE_MAX_MB).',
      resolve: ({ cache }) => cache().maxBytes,
    }),
    hitRatio: t.float({
      description:
        'The share of posts that came from the cache since the start, 0 to 1. Null without a post.',
      resolve: ({ activity }) => {
        const { x, cache, coalesced } = activity.posts()
        const all = x + cache + coalesced
        return all === 0 ? null : cache / all
      },
    }),
    postsFromX: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that X returned since the start.',
      resolve: ({ activity }) => activity.posts().x,
    }),
    postsFromCache: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that came from the cache since the start.',
      resolve: ({ activity }) => activity.posts().cache,
    }),
    postsCoalesced: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'The posts that came from a call of another request since the start.',
      resolve: ({ activity }) => activity.posts().coalesced,
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
  description:
    'The process that has answered this query. With several processes, each has numbers of its own; /metrics has those of all processes of a machine.',
  fields: (t) => ({
    pid: t.exposeInt('pid', { nullable: false, description: 'The id of the process.' }),
    workers: t.exposeInt('workers', {
      nullable: false,
      description: 'The number of worker processes on its machine (WORKERS).',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it started.',
    }),
    uptimeSeconds: t.int({
      nullable: false,
      description: 'How long it has run.',
      resolve: ({ uptimeMs }) => Math.floor(uptimeMs() / 1000),
    }),
    memoryBytes: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Its resident memory.',
      resolve: ({ memoryBytes }) => memoryBytes(),
    }),
    operations: t.field({
      type: [OperationUse],
      nullable: false,
      description:
        'The operations that it has answered in this UTC day since its start, those that cost most first.',
      resolve: ({ activity }) => [...activity.operations()],
    }),
    errors: t.field({
      type: [ErrorCount],
      nullable: false,
      description: 'The errors in its answers of the last hour, the most frequent first.',
      resolve: ({ activity }) => [...activity.errors()],
    }),
    cache: t.field({
      type: CacheState,
      nullable: false,
      description: 'Its cache.',
      resolve: (state) => state,
    }),
    breaker: t.field({
      type: BreakerState,
      nullable: false,
      description: 'The circuit breaker of its lookups at X.',
      resolve: ({ upstream }) => upstream().breaker,
    }),
    callsInFlight: t.int({
      nullable: false,
      description: 'Its lookups at X in flight.',
      resolve: ({ upstream }) => upstream().inFlight,
    }),
    callsQueued: t.int({
      nullable: false,
      description: 'Its lookups at X that wait for a slot.',
      resolve: ({ upstream }) => upstream().queued,
    }),
    subscribers: t.int({
      nullable: false,
      description: 'Its open subscriptions.',
      resolve: ({ live }) => live().subscribers,
    }),
    records: t.boolean({
      description: 'Whether it is the process that records. Null if the recorder is off (RECORD).',
      resolve: ({ recorder }) => recorder()?.isRecording,
    }),
  }),
})
