// The rate limit windows, as X has reported them.

import type { RateWindow } from '../x/rate-budget.ts'
import { builder } from './builder.ts'

const RateLimitContext = builder.enumType('RateLimitContext', {
  description: 'The token that X counts the limit for.',
  values: {
    APP: { description: 'The limit of the app’s own token.' },
    USER: { description: 'The limit of one account, with the app.' },
  },
})

export const RateLimit = builder.objectRef<RateWindow>('RateLimit').implement({
  description:
    'A rate limit window of X: how many calls X still accepts of one endpoint. One call loads up to a hundred posts.',
  fields: (t) => ({
    context: t.field({
      type: RateLimitContext,
      nullable: false,
      description: 'The token that X counts the limit for.',
      resolve: ({ userId }) => (userId === undefined ? 'APP' : 'USER'),
    }),
    account: t.exposeID('userId', {
      description: 'The id of the account; null for the app.',
    }),
    endpoint: t.exposeString('endpoint', {
      nullable: false,
      description: 'The endpoint of X’s API, such as `GET /2/tweets`.',
    }),
    limit: t.exposeInt('limit', {
      description: 'The number of calls per window. Null when X did not say.',
    }),
    remaining: t.exposeInt('remaining', { description: 'The number of calls that are left.' }),
    resetAt: t.expose('resetAt', {
      type: 'DateTime',
      description: 'When the window ends.',
    }),
  }),
})

builder.queryField('rateLimits', (t) =>
  t.field({
    type: [RateLimit],
    nullable: false,
    description:
      'The rate limits of X for the app and this caller’s accounts, as X reported them with recent calls. This field makes no call to X.',
    resolve: (_, __, context) => context.rateLimits(),
  }),
)
