// The viewer: the caller and its connected accounts.

import type { DeletedData } from '../archive/archive.ts'
import { type Account as ConnectedAccount, ReconnectNeeded } from '../auth/accounts.ts'
import type { GatewayError } from '../infra/errors.ts'
import { type Plan, planOf } from '../plan/plan.ts'
import type { User as WireUser } from '../x/types.ts'
import { ApiKey } from './api-key.ts'
import { builder, needs, orError } from './builder.ts'
import { PostConnection, postsArgs, postsOf, TIMES } from './connection.ts'
import type { Context } from './context.ts'
import { userOf } from './loading.ts'
import { addNotice } from './notices.ts'
import { Spend } from './spend.ts'
import { User } from './user.ts'

export const AuthMethod = builder.enumType('AuthMethod', {
  description: 'How an account was connected.',
  values: {
    OAUTH1: { description: 'OAuth 1.0a: its token does not expire.' },
    OAUTH2: {
      description:
        'OAuth 2.0: its token expires after two hours. The token of a login is refreshed.',
    },
  },
})

/** A connected account resolves even if X returns no profile. */
const loadAccountUser = async (
  account: ConnectedAccount,
  context: Context,
  plan: Plan,
): Promise<WireUser | GatewayError> => {
  const result = await context.accountUser(account, plan)
  const hasNoProfile =
    result.kind !== 'user' &&
    (result.error.code === 'USER_NOT_FOUND' || result.error instanceof ReconnectNeeded)
  if (!hasNoProfile) return userOf(result, plan, context)
  const message = `X sends no profile of the connected account ${account.userId}, so only its id is shown. ${result.error.message}`
  addNotice(context, [], { code: 'INCOMPLETE', message })
  return { id: account.userId }
}

export const Account = builder.objectRef<ConnectedAccount>('Account').implement({
  description: 'A connected account: an X user whose private metrics this caller may see.',
  fields: (t) => ({
    id: t.exposeID('userId', {
      nullable: false,
      description: 'The id of the account, which is that of its user.',
    }),
    user: t.field({
      type: User,
      nullable: false,
      description:
        'The user of the account. A call to X is made only if more than the id is selected.',
      ...needs({ userLookup: true }),
      resolve: (account, _, context, info) => {
        const plan = planOf(info)
        return plan.user.size === 0
          ? { id: account.userId }
          : orError(loadAccountUser(account, context, plan))
      },
    }),
    posts: t.field({
      type: PostConnection,
      description:
        'The posts of the account, newest first, requested in its own context: with their private metrics, and at a fifth of the price if the account owns the X app.',
      args: postsArgs(t.arg),
      ...needs({ post: 'apart', timeline: true, times: TIMES }),
      resolve: ({ userId }, args, context, info) => postsOf(userId, args, context, info),
    }),
    method: t.expose('method', {
      type: AuthMethod,
      nullable: false,
      description: 'How it was connected.',
    }),
    scopes: t.stringList({
      description: 'The scopes that the user granted. Null for OAuth 1.0a, which has no scopes.',
      resolve: ({ scopes }) => scopes,
    }),
    connectedAt: t.expose('connectedAt', {
      type: 'DateTime',
      description: 'The time of the login. Null for an account that was not connected by a login.',
    }),
    owned: t.exposeBoolean('owned', {
      nullable: false,
      description: 'Whether it is the gateway’s own account, from its settings.',
    }),
    reconnectNeeded: t.exposeBoolean('reconnectNeeded', {
      nullable: false,
      description:
        'Whether X no longer accepts its tokens. Its private metrics are shown again after another login at `loginUrl`.',
    }),
  }),
})

export const Viewer = builder.objectRef<Record<string, never>>('Viewer').implement({
  description: 'The caller, as identified by session, key or token.',
  fields: (t) => ({
    accounts: t.field({
      type: [Account],
      nullable: false,
      description:
        'The accounts whose private metrics this caller may see: the accounts that this browser session connected, the account of the X-User-Token header, and the gateway’s own account if the caller may use it.',
      resolve: (_, __, context) => context.accounts(),
    }),
    loginUrl: t.string({
      description:
        'The address where a browser connects an account. With `?returnTo=/a/path` it returns to that path of this gateway. Null when logins are not set up.',
      resolve: (_, __, { loginUrl }) => loginUrl,
    }),
    keyUrl: t.string({
      description:
        'The address where a browser enters an API key, which the gateway then takes from a cookie. With `?returnTo=/a/path` it returns to that path. Null if the gateway has no keys.',
      resolve: (_, __, { keyUrl }) => keyUrl,
    }),
    operator: t.boolean({
      nullable: false,
      description:
        'Whether the caller may query `gateway`: with an API key that grants OPERATOR or, without keys, from the gateway’s own machine.',
      resolve: (_, __, { isOperator }) => isOperator(),
    }),
    key: t.field({
      type: ApiKey,
      description: 'The API key of this request. Null without one.',
      resolve: (_, __, { key }) => key,
    }),
    spend: t.field({
      type: Spend,
      description:
        'What this caller’s API key has spent. Without keys, or with a key that grants OPERATOR: what the gateway has spent. Null for sessions and tokens without a key.',
      resolve: (_, __, { spend }) => spend(),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    nullable: false,
    description: 'The caller: its connected accounts, API key and spend.',
    resolve: () => ({}),
  }),
)

builder.mutationType({
  description:
    'Changes to what the gateway stores for the caller: connected accounts and watch lists. Nothing is changed at X, except that tokens are revoked.',
})

const REVOCATION_FAILED = {
  code: 'REVOCATION_FAILED',
  message:
    'The gateway has forgotten the account, but X has not revoked its tokens yet. The gateway tries again for about two hours. To be sure, revoke the app’s access in the account’s settings at X (Connected apps).',
}

const DeletedAccountData = builder.objectRef<DeletedData>('DeletedAccountData').implement({
  description: 'What was deleted of an account from the archive.',
  fields: (t) => ({
    posts: t.exposeInt('posts', { nullable: false, description: 'The records of its posts.' }),
    series: t.exposeInt('series', {
      nullable: false,
      description: 'The series of private metrics, and of its profile’s counts.',
    }),
    samples: t.exposeInt('samples', {
      nullable: false,
      description: 'The samples of these series. Equal ones in a row are stored as one.',
    }),
  }),
})

const DisconnectAccountPayload = builder
  .objectRef<{ readonly deleted: DeletedData | undefined }>('DisconnectAccountPayload')
  .implement({
    description: 'The result of `disconnectAccount`.',
    fields: (t) => ({
      viewer: t.field({
        type: Viewer,
        nullable: false,
        description: 'The caller, without the account.',
        resolve: () => ({}),
      }),
      deleted: t.expose('deleted', {
        type: DeletedAccountData,
        description: 'What was deleted from the archive; null if the archive is off.',
      }),
    }),
  })

builder.mutationField('disconnectAccount', (t) =>
  t.field({
    type: DisconnectAccountPayload,
    nullable: false,
    description:
      'Disconnects an account of this browser session, revokes its tokens at X (the notice REVOCATION_FAILED reports a failure), and deletes its archived private metrics, the records of its posts and the counts of its profile (setting ARCHIVE). Logging out does not delete archived metrics.',
    args: {
      userId: t.arg.id({ required: true, description: 'The id of the account’s user.' }),
    },
    resolve: async (_, { userId }, context) => {
      const { revoked, deleted } = await context.disconnect(userId)
      if (!revoked) addNotice(context, [], REVOCATION_FAILED)
      return { deleted }
    },
  }),
)
