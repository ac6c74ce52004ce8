// Where queries begin: posts by id, and the accounts that are connected.

import type { Account as ConnectedAccount } from '../auth/accounts.ts'
import { GatewayError } from '../errors.ts'
import { planOf } from '../plan.ts'
import { builder } from './builder.ts'
import { loadPost, loadPosts, type PostView } from './loading.ts'
import { Post } from './post.ts'
import { User } from './user.ts'

const AuthMethod = builder.enumType('AuthMethod', {
  description: 'How an account was connected.',
  values: {
    OAUTH1: { description: 'OAuth 1.0a: its token does not expire.' },
    OAUTH2: { description: 'OAuth 2.0 with PKCE: its token is refreshed.' },
  },
})

const Account = builder.objectRef<ConnectedAccount>('Account').implement({
  description: 'An account whose private numbers this caller may see.',
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: false,
      description: 'Who it is. Asks X when more than the id is selected.',
      resolve: async (account, _, context, info) => {
        const fields = [...planOf(info).user]
        if (fields.length === 0) return { id: account.userId }
        return (await context.accountUser(account, fields)) ?? { id: account.userId }
      },
    }),
    method: t.field({
      type: AuthMethod,
      nullable: false,
      description: 'How it was connected.',
      resolve: ({ method }) => method,
    }),
    scopes: t.stringList({ description: 'What it allows, for OAuth 2.0.', resolve: () => null }),
    connectedAt: t.field({
      type: 'DateTime',
      description: 'When it was connected. Null for one from the gateway’s settings.',
      resolve: () => null,
    }),
    owned: t.exposeBoolean('owned', {
      nullable: false,
      description: 'Whether it is the gateway’s own, from its settings.',
    }),
  }),
})

const Viewer = builder.objectRef<Record<string, never>>('Viewer').implement({
  description: 'Whoever asks.',
  fields: (t) => ({
    accounts: t.field({
      type: [Account],
      nullable: false,
      description: 'The accounts whose private numbers may be seen.',
      resolve: (_, __, { accounts }) => [...accounts],
    }),
    loginUrl: t.string({
      description: 'Where to connect an account. Null when logins are not set up.',
      resolve: () => null,
    }),
  }),
})

builder.queryType({
  description: 'Posts on X, with their metrics.',
  fields: (t) => ({
    post: t.field({
      type: Post,
      description: 'One post. Several of them in one query share a call to X.',
      args: { id: t.arg({ type: 'PostID', required: true, description: 'Its id, as a string.' }) },
      resolve: (_, { id }, context, info) => loadPost(id, context, info) as Promise<PostView>,
    }),
    posts: t.field({
      type: [Post],
      nullable: { list: false, items: true },
      description:
        'Posts by their ids, in the order of the ids and as often as they are named. One that X does not give is null, with an error at its place. A hundred of them are one call to X.',
      args: {
        ids: t.arg({ type: ['PostID'], required: true, description: 'Their ids, as strings.' }),
      },
      resolve: (_, { ids }, context, info) => {
        const most = context.limits.postsPerRequest
        if (ids.length > most) {
          throw new GatewayError(
            'BAD_USER_INPUT',
            `posts(ids:) takes at most ${most} ids and got ${ids.length}. Ask in several requests, or raise MAX_POSTS_PER_REQUEST.`,
          )
        }
        return loadPosts(ids, context, info) as Promise<PostView[]>
      },
    }),
    viewer: t.field({
      type: Viewer,
      nullable: false,
      description: 'Whoever asks, and the accounts that are connected.',
      resolve: () => ({}),
    }),
  }),
})
