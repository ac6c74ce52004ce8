// The gateway with urql, and its normalised cache.

import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { persistedExchange } from '@urql/exchange-persisted'

import { embedded } from './shared/generated/embedded.ts'
import {
  ListDocument,
  LiveDocument,
  type LiveSubscription,
  PagesDocument,
} from './shared/generated/graphql.ts'
import { introspection } from './shared/generated/introspection.ts'
import { keptByKey, keyOf } from './shared/keys.ts'
import { createLive } from './shared/live.ts'
import type { Session } from './shared/session.ts'

export const keys = Object.fromEntries(
  [...keptByKey, ...embedded].map((name) => [name, (data: object) => keyOf(name, data) ?? null]),
)

/** For one account: whoever logs in or out makes a new one. */
export const createClient = (session: Session): Client => {
  const subscribe = createLive(session)
  return new Client({
    url: session.url,
    fetchOptions: () => ({ headers: session.headers?.() ?? {} }),
    exchanges: [
      cacheExchange({
        // Without it Graphcache throws a list away when one of its posts is missing.
        schema: introspection,
        keys,
        resolvers: {
          User: { posts: relayPagination() },
          Account: { posts: relayPagination() },
        },
      }),
      persistedExchange(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({ unsubscribe: subscribe(request, sink) }),
        }),
      }),
    ],
  })
}

/** In the order of the ids; those that X does not give are null, and `missing` says why. */
export const listPosts = async (client: Client, ids: string[]) => {
  const { data, error } = await client.query(ListDocument, { ids })
  if (!data) throw error
  return { posts: data.posts, missing: error?.graphQLErrors.map(({ message }) => message) ?? [] }
}

/** So many pages of somebody's posts, as one list. */
export const readPages = async (client: Client, user: string, first: number, pages: number) => {
  let { data } = await client.query(PagesDocument, { user, first })
  for (let page = 1; page < pages && data?.user?.posts?.pageInfo.hasNextPage; page++) {
    const after = data.user.posts.pageInfo.endCursor
    ;({ data } = await client.query(PagesDocument, { user, first, after }))
  }
  return data?.user?.posts?.edges.map(({ node }) => node) ?? []
}

/** Shows each message; what is in the cache changes with it. Gives what ends it. */
export const follow = (
  client: Client,
  ids: string[],
  show: (message: LiveSubscription['postMetrics']) => void,
): (() => void) => {
  const following = client
    .subscription(LiveDocument, { ids, every: 15 })
    .subscribe(({ data }) => data && show(data.postMetrics))
  return () => following.unsubscribe()
}
