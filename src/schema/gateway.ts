// Query.gateway: what the operator may know of the whole gateway.

import type { SpendState } from '../money/spend.ts'
import type { LeftOut } from '../recorder/store.ts'
import { Grant } from './api-key.ts'
import { builder } from './builder.ts'
import { GatewayProcess } from './gateway-process.ts'
import type { AccountState, GatewayState, KeyState } from './gateway-state.ts'
import { RateLimit } from './rate-limits.ts'
import { Recording } from './recording.ts'
import { Spend } from './spend.ts'
import { AuthMethod } from './viewer.ts'

const PayerSpend = builder.objectRef<SpendState>('PayerSpend').implement({
  description: 'What one payer has spent.',
  fields: (t) => ({
    payer: t.string({
      nullable: false,
      description:
        '`gateway` for everything, `subscriptions` and `recorder` for their parts of it.',
      resolve: ({ limit }) => limit.payer,
    }),
    spend: t.field({
      type: Spend,
      nullable: false,
      description: 'Its spend and limits.',
      resolve: (state) => state,
    }),
  }),
})

const GatewayKey = builder.objectRef<KeyState>('GatewayKey').implement({
  description: 'An API key, its limits and its use. Neither the key nor its hash is shown.',
  fields: (t) => ({
    name: t.string({
      nullable: false,
      description: 'Its name. Keys of one name share their limits and their spend.',
      resolve: ({ key }) => key.name,
    }),
    grants: t.field({
      type: [Grant],
      nullable: false,
      description: 'What it lets its callers use.',
      resolve: ({ key }) => [...key.grants],
    }),
    origins: t.stringList({
      description: 'The origins whose pages may use it. Null for a key that is a secret.',
      resolve: ({ key }) => key.origins && [...key.origins],
    }),
    requestsPerMinute: t.int({
      description: 'The most requests in one minute. Null without a limit.',
      resolve: ({ key }) => key.perMinute,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'The time from which it is refused. Null if it does not expire.',
      resolve: ({ key }) => key.expiresAt,
    }),
    spend: t.expose('spend', {
      type: Spend,
      nullable: false,
      description: 'What it has spent, and its limits.',
    }),
  }),
})

const GatewayAccount = builder.objectRef<AccountState>('GatewayAccount').implement({
  description: 'A connected account, without its data.',
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The id of its user.',
      resolve: ({ account }) => account.userId,
    }),
    username: t.exposeString('username', {
      description:
        'The handle, without the @. Null until X has sent it to this process with a user or for the recorder.',
    }),
    method: t.field({
      type: AuthMethod,
      nullable: false,
      description: 'How it was connected.',
      resolve: ({ account }) => account.method,
    }),
    owned: t.boolean({
      nullable: false,
      description: 'Whether it is the gateway’s own account, from its settings.',
      resolve: ({ account }) => account.owned,
    }),
    reconnectNeeded: t.boolean({
      nullable: false,
      description: 'Whether X no longer accepts its tokens.',
      resolve: ({ account }) => account.reconnectNeeded,
    }),
    recording: t.expose('recording', {
      type: Recording,
      description: 'What the recorder does for it. Null if the recorder is off (RECORD).',
    }),
  }),
})

const LeftOutPosts = builder.objectRef<LeftOut>('LeftOutPosts').implement({
  description: 'The posts that the recorder leaves out because of its spend limit.',
  fields: (t) => ({
    posts: t.exposeInt('posts', { nullable: false, description: 'The number of known posts.' }),
    newest: t.expose('newest', {
      type: 'DateTime',
      nullable: false,
      description: 'When the newest of them was posted. Older ones are left out as well.',
    }),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: false,
      description: 'The end of the UTC day.',
    }),
  }),
})

const MAX_ACCOUNTS = 100

const Gateway = builder.objectRef<GatewayState>('Gateway').implement({
  description:
    'The gateway as a whole. All fields but `process` and `processes` are the same at each process of a deployment. No field makes a call to X.',
  fields: (t) => ({
    version: t.exposeString('version', { nullable: false, description: 'Its version.' }),
    spend: t.field({
      type: [PayerSpend],
      nullable: false,
      description: 'What the gateway, its subscriptions and its recorder have spent.',
      resolve: ({ payers }) => payers(),
    }),
    keys: t.field({
      type: [GatewayKey],
      nullable: false,
      description: 'GATEWAY_KEY and the keys of KEYS_FILE; empty without keys.',
      resolve: ({ keys }) => keys(),
    }),
    rateLimits: t.field({
      type: [RateLimit],
      nullable: false,
      description: 'The rate limit windows of the app and of all accounts, as X reported them.',
      resolve: ({ rateLimits }) => rateLimits(),
    }),
    accountCount: t.int({
      nullable: false,
      description: 'The number of connected accounts.',
      resolve: async ({ accounts }) => (await accounts()).length,
    }),
    accounts: t.field({
      type: [GatewayAccount],
      nullable: false,
      description: `Up to ${MAX_ACCOUNTS} connected accounts: first those that need a login, then those whose samples are furthest behind.`,
      resolve: async ({ accounts }) => (await accounts()).slice(0, MAX_ACCOUNTS),
    }),
    leftOut: t.field({
      type: LeftOutPosts,
      description: 'What the recorder leaves out today. Null if it leaves out nothing.',
      resolve: ({ leftOut }) => leftOut(),
    }),
    process: t.field({
      type: GatewayProcess,
      nullable: false,
      description: 'The process that has answered this query.',
      resolve: ({ process }) => process(),
    }),
    processes: t.field({
      type: [GatewayProcess],
      nullable: false,
      description:
        'All processes of the deployment that respond within 0.3 s, the one that has answered this query first: the worker processes of its machine and, with REDIS_URL, the processes of all machines. Without Redis, other machines are not known.',
      resolve: async ({ processes }) => [...(await processes())],
    }),
  }),
})

builder.queryField('gateway', (t) =>
  t.field({
    type: Gateway,
    description:
      'The gateway as a whole, for its operator. A caller needs an API key that grants OPERATOR. Without keys, the gateway shows it to its own machine, as long as no other machine can reach it.',
    resolve: (_, __, context) => context.gateway(),
  }),
)
