// What is left of X's windows, as X has told it.

import type { RateWindow } from '../x/rate-budget.ts'
import { builder } from './builder.ts'

const RateLimitContext = builder.enumType('RateLimitContext', {
  description: 'Whose rate limit it is.',
  values: {
    APP: { description: 'The app’s.' },
    USER: { description: 'That of one account.' },
  },
})

const RateLimit = builder.objectRef<RateWindow>('RateLimit').implement({
  description:
    'How many requests X still takes until the window of a rate limit ends. A request asks for up to a hundred posts.',
  fields: (t) => ({
    context: t.field({
      type: RateLimitContext,
      nullable: false,
      description: 'Whose rate limit it is.',
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
      description: 'How many requests X takes in a window. Null when X refused without saying.',
    }),
    remaining: t.exposeInt('remaining', { description: 'How many of them are left.' }),
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
      'What X has said of its rate limits: those of the app and of this caller’s accounts, as far as they were used lately. X is not asked for it.',
    resolve: async (_, __, context) => [...(await context.rateLimits())],
  }),
)
