// X's own count of the posts that were read, and its credits.

import type { XUsage } from '../money/usage.ts'
import type { Credits as CreditBalance, UsageDay as Day } from '../x/usage.ts'
import { builder } from './builder.ts'

const UsageDay = builder.objectRef<Day>('UsageDay').implement({
  description: 'The posts that X has counted in one UTC day.',
  fields: (t) => ({
    date: t.exposeString('date', { nullable: false, description: 'The day, as YYYY-MM-DD.' }),
    used: t.expose('used', { type: 'SafeInt', description: 'The posts that were read.' }),
  }),
})

const Credits = builder.objectRef<CreditBalance>('Credits').implement({
  description: 'The credits of the X account, in X’s unit, which it does not document.',
  fields: (t) => ({
    free: t.exposeFloat('free', { description: 'The balance that X has given.' }),
    prepaid: t.exposeFloat('prepaid', { description: 'The balance that was bought.' }),
    total: t.exposeFloat('total', { description: 'The sum of both.' }),
  }),
})

const Usage = builder.objectRef<XUsage>('Usage').implement({
  description:
    'What X itself has counted for the project of the gateway’s app. Other apps of the project count, too.',
  fields: (t) => ({
    used: t.expose('used', {
      type: 'SafeInt',
      description: 'The posts that were read in the billing cycle, each once per UTC day.',
    }),
    cap: t.expose('cap', {
      type: 'SafeInt',
      description: 'The most posts that may be read in the billing cycle.',
    }),
    resetsAt: t.expose('resetsAt', {
      type: 'DateTime',
      description: 'The day on which the cycle ends. X sends the number of days that are left.',
    }),
    days: t.field({
      type: [UsageDay],
      description: 'The days with reads among the last 31, oldest first.',
      resolve: ({ days }) => days,
    }),
    credits: t.expose('credits', {
      type: Credits,
      description: 'The credits that are left. Null where X does not provide them.',
    }),
  }),
})

builder.queryField('usage', (t) =>
  t.field({
    type: Usage,
    description:
      'The posts that X has counted in the billing cycle of the app’s project, at most an hour old. Null where X does not provide it. A caller with an API key needs the grant USAGE.',
    resolve: (_, __, context) => context.usage(),
  }),
)
