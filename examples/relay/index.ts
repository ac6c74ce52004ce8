// A client of the gateway with Relay.

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

import { cacheKey } from '../shared/keys.ts'
import type { Session } from '../shared/session.ts'
import { createSubscribe } from '../shared/subscribe.ts'
import List, { type postsListQuery } from './__generated__/postsListQuery.graphql.ts'
import Live, { type postsLiveSubscription } from './__generated__/postsLiveSubscription.graphql.ts'
import One, { type postsOneQuery } from './__generated__/postsOneQuery.graphql.ts'

/** Creates an environment for one account. After a login or logout, create a new one. */
export const createClient = (session: Session): Environment => {
  const subscribe = createSubscribe(session)
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
    // By default, Relay expects ids to be unique across types, and would merge an account into its user.
    getDataID: (object, typename) => {
      const key = cacheKey(typename, object)
      return key && `${typename}:${key}`
    },
  })
}

/** Posts in the order of the ids. Missing posts are null, and `missing` has the error messages. */
export const listPosts = async (environment: Environment, ids: string[]) => {
  const operation = createOperationDescriptor(List, { ids })
  // `fetchQuery` and the hooks do not return the errors of list items.
  const response = await environment.execute({ operation }).toPromise()
  const errors = response && 'errors' in response ? (response.errors ?? []) : []
  const { posts } = environment.lookup(operation.fragment).data as postsListQuery['response']
  return { posts, missing: errors.map(({ message }) => message) }
}

/** One post or its errors, by `@catch`, which does not support list items. */
export const loadPost = async (environment: Environment, id: string) => {
  const data = await fetchQuery<postsOneQuery>(environment, One, { id }).toPromise()
  return data?.post
}

/** Calls `onMessage` for each message, which also updates the store. Returns a function that ends the subscription. */
export const subscribeToMetrics = (
  environment: Environment,
  ids: string[],
  onMessage: (message: postsLiveSubscription['response']['postMetrics']) => void,
): (() => void) => {
  const subscription = requestSubscription<postsLiveSubscription>(environment, {
    subscription: Live,
    variables: { ids, every: 15 },
    onNext: (message) => message && onMessage(message.postMetrics),
  })
  return () => subscription.dispose()
}
