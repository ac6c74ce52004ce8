// What is left of X's windows, as X has told it.

import type { Window } from '../x/budget.ts'
import { builder } from './builder.ts'

const RateLimitContext = builder.enumType('RateLimitContext', {
  description: 'Whose window it is.',
  values: {
    APP: { description: 'The app’s own.' },
    USER: { description: 'That of one account.' },
  },
})

const RateLimit = builder.objectRef<Window>('RateLimit').implement({
  description:
    'How many requests X still takes until its window ends. A request asks for up to a hundred posts.',
  fields: (t) => ({
    context: t.field({
      type: RateLimitContext,
      nullable: false,
      description: 'Whose it is.',
      resolve: ({ userId }) => (userId === undefined ? 'APP' : 'USER'),
    }),
    account: t.id({
      description: 'The id of the account; null for the app.',
      resolve: ({ userId }) => userId,
    }),
    endpoint: t.exposeString('endpoint', { nullable: false, description: 'Of X’s API.' }),
    limit: t.exposeInt('limit', {
      description: 'Requests a window. Null when X refused without saying.',
    }),
    remaining: t.exposeInt('remaining', { description: 'How many are left.' }),
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
      'What X has said of its windows: for the app and the accounts of this caller, as far as they were used lately. Asks X nothing.',
    resolve: async (_, __, context) => [...(await context.rateLimits())],
  }),
)
