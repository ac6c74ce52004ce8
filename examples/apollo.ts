// A client of the gateway with Apollo Client 4.

import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  Observable,
} from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { relayStylePagination } from '@apollo/client/utilities'
import { OperationTypeNode, print } from 'graphql'

import { embeddedTypes, possibleTypes } from './shared/generated/embedded.ts'
import {
  ListDocument,
  LiveDocument,
  type LiveSubscription,
  PagesDocument,
} from './shared/generated/graphql.ts'
import { cacheKey } from './shared/keys.ts'
import type { Session } from './shared/session.ts'
import { sha256 } from './shared/sha256.ts'
import { createSubscribe } from './shared/subscribe.ts'

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface Query {
        errorPolicy: 'all'
      }
      interface WatchQuery {
        errorPolicy: 'all'
      }
    }
  }
}

/** Arguments that select a different list; `first` and `after` select a page of the same list. */
const LIST_ARGUMENTS = ['excludeReplies', 'excludeReposts', 'since', 'until']

const createCache = (): InMemoryCache =>
  new InMemoryCache({
    possibleTypes,
    dataIdFromObject: (object) => {
      const key = cacheKey(object.__typename, object)
      return key && `${object.__typename}:${key}`
    },
    typePolicies: {
      // Metrics that different queries select of one post are merged.
      ...Object.fromEntries(embeddedTypes.map((name) => [name, { merge: true }])),
      User: { fields: { posts: relayStylePagination(LIST_ARGUMENTS) } },
      Account: {
        keyFields: ['user', ['id']],
        fields: { posts: relayStylePagination(LIST_ARGUMENTS) },
      },
    },
  })

/** Creates a client for one account. After a login or logout, call `clearStore()` or create a new client. */
export const createClient = (session: Session): ApolloClient => {
  const subscribe = createSubscribe(session)
  const live = new ApolloLink(
    ({ query, variables }) =>
      new Observable((sink) => subscribe({ query: print(query), variables }, sink)),
  )
  const http = ApolloLink.from([
    new SetContextLink(() => ({ headers: session.headers?.() })),
    new PersistedQueryLink({ sha256 }),
    new HttpLink({ uri: session.url }),
  ])
  return new ApolloClient({
    cache: createCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      live,
      http,
    ),
    // By default, Apollo Client discards the whole list if one post is missing.
    defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
  })
}

/** Posts in the order of the ids. Missing posts are null, and `missing` has the error messages. */
export const listPosts = async (client: ApolloClient, ids: string[]) => {
  const { data, error } = await client.query({ query: ListDocument, variables: { ids } })
  if (!data) throw error
  return {
    posts: data.posts,
    missing: CombinedGraphQLErrors.is(error) ? error.errors.map(({ message }) => message) : [],
  }
}

/** The first pages of a user's posts, as one list. */
export const loadPages = async (
  client: ApolloClient,
  user: string,
  first: number,
  pages: number,
) => {
  const options = { query: PagesDocument, variables: { user, first } }
  const cached = () => client.readQuery(options)?.user?.posts
  await client.query(options)
  const query = client.watchQuery(options)
  for (let page = 1; page < pages && cached()?.pageInfo.hasNextPage; page++) {
    await query.fetchMore({ variables: { after: cached()?.pageInfo.endCursor ?? null } })
  }
  return cached()?.edges.map(({ node }) => node) ?? []
}

/** Calls `onMessage` for each message, which also updates the cache. Returns a function that ends the subscription. */
export const subscribeToMetrics = (
  client: ApolloClient,
  ids: string[],
  onMessage: (message: LiveSubscription['postMetrics']) => void,
): (() => void) => {
  const subscription = client
    .subscribe({ query: LiveDocument, variables: { ids, every: 15 } })
    .subscribe(({ data }) => data && onMessage(data.postMetrics))
  return () => subscription.unsubscribe()
}
