// The gateway as urql asks it: at the same origin, with the session's cookie. Whole answers are cached, and only as long
// as the page is open.

import { Client, cacheExchange, fetchExchange, subscriptionExchange } from 'urql'

import { meterExchange } from './meter.ts'
import { openStream } from './stream.ts'

export const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    meterExchange,
    subscriptionExchange({ forwardSubscription: openStream }),
    fetchExchange,
  ],
})
