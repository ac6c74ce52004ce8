// A client of the gateway with urql and its normalized cache, Graphcache.

import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { persistedExchange } from '@urql/exchange-persisted'

import { embeddedTypes } from './shared/generated/embedded.ts'
import {
  ListDocument,
  LiveDocument,
  type LiveSubscription,
  PagesDocument,
} from './shared/generated/graphql.ts'
import { introspection } from './shared/generated/introspection.ts'
import { cacheKey, keyedTypes } from './shared/keys.ts'
import type { Session } from './shared/session.ts'
import { createSubscribe } from './shared/subscribe.ts'

export const keys = Object.fromEntries(
  [...keyedTypes, ...embeddedTypes].map((name) => [
    name,
    (data: object) => cacheKey(name, data) ?? null,
  ]),
)

/** Creates a client for one account. After a login or logout, create a new one. */
export const createClient = (session: Session): Client => {
  const subscribe = createSubscribe(session)
  return new Client({
    url: session.url,
    fetchOptions: () => ({ headers: session.headers?.() ?? {} }),
    exchanges: [
      cacheExchange({
        // Without the schema, Graphcache discards the whole list if one post is missing.
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

/** Posts in the order of the ids. Missing posts are null, and `missing` has the error messages. */
export const listPosts = async (client: Client, ids: string[]) => {
  const { data, error } = await client.query(ListDocument, { ids })
  if (!data) throw error
  return { posts: data.posts, missing: error?.graphQLErrors.map(({ message }) => message) ?? [] }
}

/** The first pages of a user's posts, as one list. */
export const loadPages = async (client: Client, user: string, first: number, pages: number) => {
  let { data } = await client.query(PagesDocument, { user, first })
  for (let page = 1; page < pages && data?.user?.posts?.pageInfo.hasNextPage; page++) {
    const after = data.user.posts.pageInfo.endCursor
    ;({ data } = await client.query(PagesDocument, { user, first, after }))
  }
  return data?.user?.posts?.edges.map(({ node }) => node) ?? []
}

/** Calls `onMessage` for each message, which also updates the cache. Returns a function that ends the subscription. */
export const subscribeToMetrics = (
  client: Client,
  ids: string[],
  onMessage: (message: LiveSubscription['postMetrics']) => void,
): (() => void) => {
  const subscription = client
    .subscription(LiveDocument, { ids, every: 15 })
    .subscribe(({ data }) => data && onMessage(data.postMetrics))
  return () => subscription.unsubscribe()
}
