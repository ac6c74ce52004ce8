// The gateway with Relay.

import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime'

import { keyOf } from '../shared/keys.ts'
import { createLive } from '../shared/live.ts'
import type { Session } from '../shared/session.ts'
import List, { type postsListQuery } from './__generated__/postsListQuery.graphql.ts'
import Live, { type postsLiveSubscription } from './__generated__/postsLiveSubscription.graphql.ts'
import One, { type postsOneQuery } from './__generated__/postsOneQuery.graphql.ts'
import Pages, { type postsPagesQuery } from './__generated__/postsPagesQuery.graphql.ts'

/** For one account: whoever logs in or out makes a new one. */
export const createClient = (session: Session): Environment => {
  const subscribe = createLive(session)
  const network = Network.create(
    async ({ text: query }, variables) => {
      const response = await fetch(session.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...session.headers?.() },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as GraphQLResponse
    },
    ({ text: query }, variables) =>
      Observable.create((sink) => subscribe({ query, variables }, sink)),
  )
  return new Environment({
    network,
    store: new Store(new RecordSource()),
    // Relay takes ids for those of one world: a quoted post's reference would be that post.
    getDataID: (object, typename) => {
      const key = keyOf(typename, object)
      return key && `${typename}:${key}`
    },
  })
}

/** In the order of the ids; those that X does not give are null, and `missing` says why. */
export const listPosts = async (environment: Environment, ids: string[]) => {
  const operation = createOperationDescriptor(List, { ids })
  // What `fetchQuery` and the hooks give has no room for the errors of a list's items.
  const answer = await environment.execute({ operation }).toPromise()
  const errors = answer && 'errors' in answer ? (answer.errors ?? []) : []
  const { posts } = environment.lookup(operation.fragment).data as postsListQuery['response']
  return { posts, missing: errors.map(({ message }) => message) }
}

/** One post, or the errors that it has instead: `@catch` brings them here, and not for a list. */
export const readPost = async (environment: Environment, id: string) => {
  const answer = await fetchQuery<postsOneQuery>(environment, One, { id }).toPromise()
  return answer?.post
}

/** So many pages of somebody's posts, as one list: what `usePaginationFragment` does. */
export const readPages = async (
  environment: Environment,
  user: string,
  first: number,
  pages: number,
) => {
  const list = createOperationDescriptor(Pages, { user, first })
  const kept = environment.retain(list)
  const shown = () => {
    const { data } = environment.lookup(list.fragment)
    return (data as postsPagesQuery['response']).user?.posts
  }
  await fetchQuery<postsPagesQuery>(environment, Pages, { user, first }).toPromise()
  for (let page = 1; page < pages && shown()?.pageInfo.hasNextPage; page++) {
    const after = shown()?.pageInfo.endCursor ?? null
    await fetchQuery<postsPagesQuery>(environment, Pages, { user, first, after }).toPromise()
  }
  const posts = shown()?.edges.map(({ node }) => node) ?? []
  kept.dispose()
  return posts
}

/** Shows each message; what is in the store changes with it. Gives what ends it. */
export const follow = (
  environment: Environment,
  ids: string[],
  show: (message: postsLiveSubscription['response']['postMetrics']) => void,
): (() => void) => {
  const following = requestSubscription<postsLiveSubscription>(environment, {
    subscription: Live,
    variables: { ids, every: 15 },
    onNext: (message) => message && show(message.postMetrics),
  })
  return () => following.dispose()
}
