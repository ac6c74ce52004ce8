// The spend of a payer, and its limits.

import type { SpendState } from '../money/spend.ts'
import { builder } from './builder.ts'

export const Spend = builder.objectRef<SpendState>('Spend').implement({
  description:
    'What was spent on X, as the gateway estimates it, and the limits. What is reserved for requests in flight counts as spent.',
  fields: (t) => ({
    todayUsd: t.exposeFloat('todayUsd', { nullable: false, description: 'In this UTC day.' }),
    monthUsd: t.exposeFloat('monthUsd', { nullable: false, description: 'In this UTC month.' }),
    dailyLimitUsd: t.float({
      description: 'The most that may be spent in one UTC day. Null without a limit.',
      resolve: ({ limit }) => limit.dailyUsd,
    }),
    monthlyLimitUsd: t.float({
      description: 'The most that may be spent in one UTC month. Null without a limit.',
      resolve: ({ limit }) => limit.monthlyUsd,
    }),
    dayResetsAt: t.expose('dayResetsAt', {
      type: 'DateTime',
      nullable: false,
      description: 'The next midnight UTC.',
    }),
    monthResetsAt: t.expose('monthResetsAt', {
      type: 'DateTime',
      nullable: false,
      description: 'The beginning of the next UTC month.',
    }),
  }),
})
