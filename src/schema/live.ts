// Posts that are followed: a message for each change of their numbers.

import type { LiveMessage, LostPost as Lost, SlowDown as SlowedDown } from '../live/types.ts'
import { planOf } from '../plan/plan.ts'
import { builder, needs } from './builder.ts'
import { countsOf } from './counts.ts'
import { noticed, type PostView } from './loading.ts'
import { Post } from './post.ts'

const LostPost = builder.objectRef<Lost>('LostPost').implement({
  description: 'A post that X does not give, or gives no more.',
  fields: (t) => ({
    id: t.field({
      type: 'PostID',
      nullable: false,
      description: 'Its id.',
      resolve: ({ id }) => id,
    }),
    code: t.string({
      nullable: false,
      description: 'Why, as one of the codes that errors have: `POST_NOT_FOUND`, for example.',
      resolve: ({ error }) => error.code,
    }),
    message: t.string({
      nullable: false,
      description: 'The same as a sentence.',
      resolve: ({ error }) => error.message,
    }),
  }),
})

const SlowDownReason = builder.enumType('SlowDownReason', {
  description: 'Why X is asked less often than the client wished.',
  values: {
    BUDGET: { description: 'X’s rate limit has too little left: half of it is kept for queries.' },
    RATE_LIMITED: {
      description: 'X’s rate limit is used up, or all of it that is not kept for queries.',
    },
    FAILING: { description: 'X fails. What it gave before is shown, for up to an hour.' },
  },
})

const SlowDown = builder.objectRef<SlowedDown>('SlowDown').implement({
  description: 'That X is asked less often than the client wished, and why.',
  fields: (t) => ({
    reason: t.field({
      type: SlowDownReason,
      nullable: false,
      description: 'The reason.',
      resolve: ({ reason }) => reason,
    }),
    message: t.string({
      nullable: false,
      description: 'The same as a sentence.',
      resolve: ({ message }) => message,
    }),
    until: t.field({
      type: 'DateTime',
      description: 'When it will be over; null when nobody knows.',
      resolve: ({ until }) => (until === undefined ? null : new Date(until)),
    }),
  }),
})

const LiveMetrics = builder.objectRef<LiveMessage>('LiveMetrics').implement({
  description:
    'A message about the posts that are followed: what has changed since the message before.',
  fields: (t) => ({
    posts: t.field({
      type: [Post],
      nullable: false,
      description:
        'In the first message all posts; in each later one those of which something has changed that is selected here.',
      resolve: ({ posts, plan }, _, context) =>
        posts.map((post) => noticed(post, plan, context) as PostView),
    }),
    lost: t.field({
      type: [LostPost],
      nullable: false,
      description:
        'The posts that X does not give, or gives no more. Each is told once; one that comes back is among `posts`.',
      resolve: ({ lost }) => [...lost],
    }),
    at: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When X was asked.',
      resolve: ({ at }) => new Date(at),
    }),
    every: t.int({
      nullable: false,
      description:
        'How many seconds lie between two askings of X at present: more than the client wished when `slowedDown` is there.',
      resolve: ({ pace }) => pace.intervalMs / 1000,
    }),
    slowedDown: t.field({
      type: SlowDown,
      description:
        'Why X is asked less often than the client wished. Null when it is asked as often.',
      resolve: ({ pace }) => pace.slowDown,
    }),
    cursor: t.id({
      nullable: false,
      description:
        'To be given as `after` when the connection is lost, to go on after this message. It is also the id of the event, which EventSource sends back by itself.',
      resolve: ({ cursor }) => cursor,
    }),
  }),
})

builder.subscriptionType({
  description:
    'What is told when it changes: over Server-Sent Events, to whoever asks with `Accept: text/event-stream`.',
  fields: (t) => ({
    postMetrics: t.field({
      type: LiveMetrics,
      nullable: false,
      description:
        'Follows posts. The first message has all of them, each later one those that have changed, until the client leaves. However many clients follow a post, X is asked once for all of them, for a hundred posts at a time.',
      args: {
        ids: t.arg({ type: ['PostID'], required: true, description: 'Their ids, as strings.' }),
        every: t.arg.int({
          description:
            'How many seconds lie between two askings of X: 60 if it is not given, and no fewer than the setting LIVE_LEAST_SECONDS (15).',
        }),
        after: t.arg.id({
          description:
            'The `cursor` of the last message of the same subscription, so that only what has changed since is sent. That is known for a minute after the connection was lost; later, everything is sent.',
        }),
      },
      ...needs({ post: 'apart', times: { listedBy: 'ids' } }),
      subscribe: (_, { ids, every, after }, context, info) =>
        context.subscribe({
          ids,
          plan: planOf(info),
          counts: countsOf(info),
          ...(typeof every === 'number' && { every }),
          ...(typeof after === 'string' && { after }),
        }),
      resolve: (news) => news,
    }),
  }),
})
