// The gateway with Apollo Client 4.

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

import { embedded, possibleTypes } from './shared/generated/embedded.ts'
import {
  ListDocument,
  LiveDocument,
  type LiveSubscription,
  PagesDocument,
} from './shared/generated/graphql.ts'
import { keyOf } from './shared/keys.ts'
import { createLive } from './shared/live.ts'
import type { Session } from './shared/session.ts'
import { sha256 } from './shared/sha256.ts'

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

/** The arguments that make another list, unlike first and after. */
const LISTS = ['excludeReplies', 'excludeReposts', 'since', 'until']

const createCache = (): InMemoryCache =>
  new InMemoryCache({
    possibleTypes,
    dataIdFromObject: (object) => {
      const key = keyOf(object.__typename, object)
      return key && `${object.__typename}:${key}`
    },
    typePolicies: {
      // One query selects likes, another impressions: both stay.
      ...Object.fromEntries(embedded.map((name) => [name, { merge: true }])),
      User: { fields: { posts: relayStylePagination(LISTS) } },
      Account: { keyFields: ['user', ['id']], fields: { posts: relayStylePagination(LISTS) } },
    },
  })

/** For one account: whoever logs in or out calls `clearStore()`, or makes a new one. */
export const createClient = (session: Session): ApolloClient => {
  const subscribe = createLive(session)
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
    // By default one missing post makes Apollo throw all the others away.
    defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
  })
}

/** In the order of the ids; those that X does not give are null, and `missing` says why. */
export const listPosts = async (client: ApolloClient, ids: string[]) => {
  const { data, error } = await client.query({ query: ListDocument, variables: { ids } })
  if (!data) throw error
  return {
    posts: data.posts,
    missing: CombinedGraphQLErrors.is(error) ? error.errors.map(({ message }) => message) : [],
  }
}

/** So many pages of somebody's posts, as one list. */
export const readPages = async (
  client: ApolloClient,
  user: string,
  first: number,
  pages: number,
) => {
  const list = { query: PagesDocument, variables: { user, first } }
  const shown = () => client.readQuery(list)?.user?.posts
  await client.query(list)
  const more = client.watchQuery(list)
  for (let page = 1; page < pages && shown()?.pageInfo.hasNextPage; page++) {
    await more.fetchMore({ variables: { after: shown()?.pageInfo.endCursor ?? null } })
  }
  return shown()?.edges.map(({ node }) => node) ?? []
}

/** Shows each message; what is in the cache changes with it. Gives what ends it. */
export const follow = (
  client: ApolloClient,
  ids: string[],
  show: (message: LiveSubscription['postMetrics']) => void,
): (() => void) => {
  const following = client
    .subscribe({ query: LiveDocument, variables: { ids, every: 15 } })
    .subscribe(({ data }) => data && show(data.postMetrics))
  return () => following.unsubscribe()
}
