// Polls attached to posts.

import type { Poll as WirePoll } from '../x/types.ts'
import { builder, needs } from './builder.ts'

const PollStatus = builder.enumType('PollStatus', {
  description: 'Whether a poll takes votes.',
  values: {
    OPEN: { description: 'It takes votes.' },
    CLOSED: { description: 'It takes no more votes.' },
  },
})

const PollOption = builder
  .objectRef<NonNullable<WirePoll['options']>[number]>('PollOption')
  .implement({
    description: 'An option of a poll.',
    fields: (t) => ({
      position: t.exposeInt('position', {
        nullable: false,
        description: 'The position, from 1.',
      }),
      label: t.exposeString('label', { nullable: false, description: 'Its text.' }),
      votes: t.expose('votes', { type: 'SafeInt', description: 'The number of votes.' }),
    }),
  })

export const Poll = builder.objectRef<WirePoll>('Poll').implement({
  description: 'A poll attached to a post.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Its id.' }),
    options: t.expose('options', {
      type: [PollOption],
      description: 'The options.',
      ...needs({ poll: ['options'] }),
    }),
    durationMinutes: t.exposeInt('duration_minutes', {
      description: 'The duration in minutes.',
      ...needs({ poll: ['duration_minutes'] }),
    }),
    endsAt: t.expose('end_datetime', {
      type: 'DateTime',
      description: 'When it ends.',
      ...needs({ poll: ['end_datetime'] }),
    }),
    votingStatus: t.field({
      type: PollStatus,
      description: 'Whether it takes votes.',
      ...needs({ poll: ['voting_status'] }),
      resolve: ({ voting_status }) =>
        voting_status === 'open' ? 'OPEN' : voting_status === 'closed' ? 'CLOSED' : null,
    }),
  }),
})
