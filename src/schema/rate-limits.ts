// The rate limit windows, as X has reported them.

import type { RateWindow } from '../x/rate-budget.ts'
import { builder } from './builder.ts'

const RateLimitContext = builder.enumType('RateLimitContext', {
  description: 'The context of the rate limit.',
  values: {
    APP: { description: 'The app.' },
    USER: { description: 'An account.' },
  },
})

export const RateLimit = builder.objectRef<RateWindow>('RateLimit').implement({
  description:
    'The number of requests that X still accepts in a rate limit window. One request loads up to a hundred posts.',
  fields: (t) => ({
    context: t.field({
      type: RateLimitContext,
      nullable: false,
      description: 'The context of the rate limit.',
      resolve: ({ userId }) => (userId === undefined ? 'APP' : 'USER'),
    }),
    account: t.id({
      description: 'The id of the account; null for the app.',
      resolve: ({ userId }) => userId,
    }),
    endpoint: t.exposeString('endpoint', {
      nullable: false,
      description: 'The endpoint of X’s API, such as `GET /2/tweets`.',
    }),
    limit: t.exposeInt('limit', {
      description: 'The number of requests per window. Null when X did not say.',
    }),
    remaining: t.exposeInt('remaining', { description: 'The remaining number of requests.' }),
    resetAt: t.field({
      type: 'DateTime',
      description: 'When the window ends.',
      resolve: ({ resetAt }) => new Date(resetAt),
    }),
  }),
})

builder.queryField('rateLimits', (t) =>
  t.field({
    type: [RateLimit],
    nullable: false,
    description:
      'The rate limits of the app and of this caller’s accounts, as X reported them with recent calls. This field makes no call to X.',
    resolve: async (_, __, context) => [...(await context.rateLimits())],
  }),
)
