// The counts of a process's answers: uses by operation, errors by code, and both by minute.

import { builder } from './builder.ts'
import type { ErrorCount as Count, MinuteCounts, OperationUse as Use } from './gateway-state.ts'

export const OperationUse = builder.objectRef<Use>('OperationUse').implement({
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

export const ErrorCount = builder.objectRef<Count>('ErrorCount').implement({
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

export const GatewayMinute = builder.objectRef<MinuteCounts>('GatewayMinute').implement({
  description:
    'The counts of a process in one minute. The counts of the present minute still grow.',
  fields: (t) => ({
    at: t.expose('at', {
      type: 'DateTime',
      nullable: false,
      description: 'The beginning of the minute.',
    }),
    requests: t.exposeInt('requests', { nullable: false, description: 'Answered operations.' }),
    errors: t.exposeInt('errors', { nullable: false, description: 'Errors in their answers.' }),
    calls: t.exposeInt('calls', {
      nullable: false,
      description: 'Calls to X for data: of operations, subscriptions and the recorder.',
    }),
    usd: t.exposeFloat('usd', { nullable: false, description: 'The estimated charge of X.' }),
  }),
})
