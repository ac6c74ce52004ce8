// The urql client: same origin, session cookie, and a cache of whole responses that lasts until the page is closed.

import { Client, cacheExchange, fetchExchange, subscriptionExchange } from 'urql'

import { costExchange } from './cost.ts'
import { openEventStream } from './event-stream.ts'
import { fetchWithFirst } from './first-requests.ts'

export const client = new Client({
  url: 'graphql',
  preferGetMethod: false,
  fetch: fetchWithFirst,
  exchanges: [
    cacheExchange,
    costExchange,
    subscriptionExchange({ forwardSubscription: openEventStream }),
    fetchExchange,
  ],
})
