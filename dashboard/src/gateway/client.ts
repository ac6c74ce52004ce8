// The urql client: same origin, session cookie, and a cache of whole responses that lasts until the page is closed.

import { Client, cacheExchange, fetchExchange, subscriptionExchange } from 'urql'

import { costExchange } from './cost.ts'
import { openEventStream } from './event-stream.ts'

export const client = new Client({
  url: 'graphql',
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    costExchange,
    subscriptionExchange({ forwardSubscription: openEventStream }),
    fetchExchange,
  ],
})
