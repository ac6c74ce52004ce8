// Posts that are followed: a message for each change of their numbers.

import type { LiveNews, Lost as LostPosts, SlowDown as SlowedDown } from '../loaders/live/news.ts'
import { planOf } from '../plan.ts'
import { builder, needs } from './builder.ts'
import { countsOf } from './counts.ts'
import { noticed, type PostView } from './loading.ts'
import { Post } from './post.ts'

const LostPost = builder.objectRef<LostPosts>('LostPost').implement({
  description: 'A post that X does not give, or not any more.',
  fields: (t) => ({
    id: t.field({
      type: 'PostID',
      nullable: false,
      description: 'Its id.',
      resolve: ({ id }) => id,
    }),
    code: t.string({
      nullable: false,
      description: 'What is wrong, in the words of `errors[].extensions.code`: `POST_NOT_FOUND`, …',
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
  description: 'Why X is asked less often than was wished for.',
  values: {
    BUDGET: { description: 'Half of what X’s rate limit has left is kept for queries.' },
    RATE_LIMITED: { description: 'X’s rate limit is used up, or what is not kept for queries.' },
    FAILING: { description: 'X fails. What it said before is shown, for up to an hour.' },
  },
})

const SlowDown = builder.objectRef<SlowedDown>('SlowDown').implement({
  description: 'X is asked less often than was wished for.',
  fields: (t) => ({
    reason: t.field({
      type: SlowDownReason,
      nullable: false,
      description: 'Why that is so.',
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

const LiveMetrics = builder.objectRef<LiveNews>('LiveMetrics').implement({
  description: 'What has changed since the message before.',
  fields: (t) => ({
    posts: t.field({
      type: [Post],
      nullable: false,
      description:
        'The posts of which something that is selected has changed; in the first message all of them.',
      resolve: ({ posts, plan }, _, context) =>
        posts.map((post) => noticed(post, plan, context) as PostView),
    }),
    lost: t.field({
      type: [LostPost],
      nullable: false,
      description:
        'The posts that X does not give, or not any more. Each is said once; one that comes back is among `posts`.',
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
        'Seconds from one asking to the next, just now: more than was wished for when `slowedDown`.',
      resolve: ({ pace }) => pace.everyMs / 1000,
    }),
    slowedDown: t.field({
      type: SlowDown,
      description: 'Why X is asked less often than was wished for; null when it is not.',
      resolve: ({ pace }) => pace.slowDown,
    }),
    cursor: t.id({
      nullable: false,
      description:
        'Where to go on after this message, as `after`, when the connection is lost. It is the event’s id, too, which EventSource sends back by itself.',
      resolve: ({ cursor }) => cursor,
    }),
  }),
})

builder.subscriptionType({
  description:
    'What changes, when it does: over Server-Sent Events, to whoever asks with `Accept: text/event-stream`.',
  fields: (t) => ({
    postMetrics: t.field({
      type: LiveMetrics,
      nullable: false,
      description:
        'Follows posts: all of them at once, and from then on those that have changed. However many follow, X is asked once for a hundred posts at a time. Goes on until the client leaves.',
      args: {
        ids: t.arg({ type: ['PostID'], required: true, description: 'Their ids, as strings.' }),
        every: t.arg.int({
          description:
            'Seconds from one asking of X to the next: 60, unless it says so. LIVE_LEAST_SECONDS (15) is the least.',
        }),
        after: t.arg.id({
          description:
            'The `cursor` of the last message of the same subscription: only what has changed since is sent, if that is still known. For a minute after the connection was lost it is.',
        }),
      },
      ...needs({ post: 'apart', times: { listedBy: 'ids' } }),
      subscribe: (_, { ids, every, after }, context, info) =>
        context.follow({
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
