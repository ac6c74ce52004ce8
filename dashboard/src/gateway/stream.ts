// Subscriptions over Server-Sent Events, one EventSource each: it sends the session's cookie, and comes back by itself to
// where it was when the connection is lost.

import type { SubscriptionForwarder } from 'urql'

import { createStore } from '../store.ts'

export type Connection = 'open' | 'lost' | 'ended'

/** Of the stream that was opened last: a view has one. */
export const connection = createStore<Connection>('open')

export const openStream: SubscriptionForwarder = ({ query = '', variables }) => ({
  subscribe: (sink) => {
    const asked = new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) })
    const source = new EventSource(`/graphql?${asked}`)
    const be = (state: Connection): void => connection.set(() => state)
    be('open')
    source.addEventListener('open', () => be('open'))
    source.addEventListener('next', ({ data }: MessageEvent<string>) => sink.next(JSON.parse(data)))
    source.addEventListener('complete', () => {
      source.close()
      be('ended')
      sink.complete()
    })
    source.addEventListener('error', () => {
      be(source.readyState === EventSource.CLOSED ? 'ended' : 'lost')
      if (source.readyState === EventSource.CLOSED) sink.complete()
    })
    return { unsubscribe: () => source.close() }
  },
})
