// Account.recording: whether the recorder samples the account, and the limits that prevent it.

import type { AccountRecording } from '../recorder/account-recording.ts'
import type { RecordingLimit as Limit } from '../recorder/store.ts'
import { builder } from './builder.ts'
import { Account } from './viewer.ts'

const RecordingLimitReason = builder.enumType('RecordingLimitReason', {
  description: 'Why the recorder did not sample posts that were due.',
  values: {
    SPEND_LIMIT: { description: 'A spend limit is reached, or leaves out these posts.' },
    RATE_LIMIT: {
      description: 'The recorder’s half of a rate limit window is used, or X refuses more calls.',
    },
    RECONNECT_NEEDED: {
      description: 'X no longer accepts the tokens of the account. Connect it again at `loginUrl`.',
    },
    NO_ANSWER: { description: 'X did not answer, or not for these posts.' },
  } as const,
})

const RecordingLimit = builder.objectRef<Limit>('RecordingLimit').implement({
  description: 'A limit that prevented the recorder from sampling posts that were due.',
  fields: (t) => ({
    reason: t.expose('reason', {
      type: RecordingLimitReason,
      nullable: false,
      description: 'Why they were not sampled.',
    }),
    posts: t.exposeInt('posts', {
      nullable: false,
      description:
        'The number of known posts. Zero if it misses only new posts, or old ones that were never read.',
    }),
    until: t.expose('until', {
      type: 'DateTime',
      description:
        'When the recorder tries again, for SPEND_LIMIT the time at which the limit resets. Null if it waits for a login.',
    }),
  }),
})

export const Recording = builder.objectRef<AccountRecording>('Recording').implement({
  description: 'What the recorder does for an account, as of its last round.',
  fields: (t) => ({
    recorded: t.exposeBoolean('isRecorded', {
      nullable: false,
      description:
        'Whether the recorder samples the posts of this account. It does not for the account of an X-User-Token that is not connected as well.',
    }),
    lastSampledAt: t.expose('sampledAt', {
      type: 'DateTime',
      description: 'The time of the last sample of any of its posts. Null if there is none yet.',
    }),
    lagSeconds: t.int({
      description:
        'How long the post that has waited longest for its sample, or the next round, has been due. A few seconds are normal. Null before the first round.',
      resolve: ({ lagMs }) => (lagMs === undefined ? null : Math.round(lagMs / 1000)),
    }),
    limits: t.field({
      type: [RecordingLimit],
      nullable: false,
      description:
        'The limits that prevent it from sampling all posts that are due; empty if there is none.',
      resolve: ({ limits }) => limits,
    }),
  }),
})

builder.objectField(Account, 'recording', (t) =>
  t.field({
    type: Recording,
    description:
      'Whether the recorder samples this account, and how far behind it is. Null if the recorder is off (RECORD). This field makes no call to X.',
    resolve: (account, _, { recordingOf }) => recordingOf(account),
  }),
)
