// Subscriptions over Server-Sent Events, with one EventSource each: it sends the session cookie, and reconnects with
// Last-Event-ID after a lost connection.

import type { SubscriptionForwarder } from 'urql'

import { createStore } from '../store.ts'

export type ConnectionState = 'open' | 'lost' | 'ended'

/** The state of the newest stream. Each view opens at most one. */
export const connectionState = createStore<ConnectionState>('open')

export const openEventStream: SubscriptionForwarder = ({ query = '', variables }) => ({
  subscribe: (sink) => {
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) })
    const source = new EventSource(`graphql?${parameters}`)
    const setState = (state: ConnectionState): void => connectionState.update(() => state)
    setState('open')
    source.addEventListener('open', () => setState('open'))
    source.addEventListener('next', ({ data }: MessageEvent<string>) => sink.next(JSON.parse(data)))
    source.addEventListener('complete', () => {
      source.close()
      setState('ended')
      sink.complete()
    })
    source.addEventListener('error', () => {
      setState(source.readyState === EventSource.CLOSED ? 'ended' : 'lost')
      if (source.readyState === EventSource.CLOSED) sink.complete()
    })
    return { unsubscribe: () => source.close() }
  },
})
