// Live updates: a message for each change of the numbers of posts.

import type { LiveMessage, LostPost as Lost, SlowDown as SlowedDown } from '../live/types.ts'
import { planOf } from '../plan/plan.ts'
import { builder, needs } from './builder.ts'
import { countsOf } from './counts.ts'
import { type PostView, viewOfResultFor } from './loading.ts'
import { Post } from './post.ts'

const LostPost = builder.objectRef<Lost>('LostPost').implement({
  description: 'A post that X does not show, or no longer shows.',
  fields: (t) => ({
    postId: t.expose('id', { type: 'PostID', nullable: false, description: 'The post’s id.' }),
    code: t.string({
      nullable: false,
      description: 'The error code, such as `POST_NOT_FOUND`: a value of `ErrorCode`.',
      resolve: ({ error }) => error.code,
    }),
    message: t.string({
      nullable: false,
      description: 'The reason as a sentence.',
      resolve: ({ error }) => error.message,
    }),
  }),
})

const SlowDownReason = builder.enumType('SlowDownReason', {
  description: 'Why X is polled less often than requested, or not for all posts.',
  values: {
    BUDGET: {
      description: 'X’s rate limit has too little left: half of it is reserved for queries.',
    },
    RATE_LIMITED: {
      description: 'X’s rate limit is used up, apart from the part reserved for queries.',
    },
    FAILING: { description: 'X fails. Earlier values are shown for up to an hour.' },
    SPEND_LIMIT: {
      description:
        'A spend limit of the gateway, of the API key or of all subscriptions is reached, so some posts or all are not requested.',
    },
  },
})

const SlowDown = builder.objectRef<SlowedDown>('SlowDown').implement({
  description: 'The reason why X is polled less often than requested.',
  fields: (t) => ({
    reason: t.expose('reason', {
      type: SlowDownReason,
      nullable: false,
      description: 'The reason.',
    }),
    message: t.exposeString('message', {
      nullable: false,
      description: 'The reason as a sentence.',
    }),
    until: t.expose('until', {
      type: 'DateTime',
      description: 'The time when it ends; null when that is not known.',
    }),
  }),
})

const LiveMetrics = builder.objectRef<LiveMessage>('LiveMetrics').implement({
  description: 'A message with the posts that have changed since the message before.',
  fields: (t) => ({
    posts: t.field({
      type: [Post],
      nullable: false,
      description:
        'All posts in the first message; in later ones the posts of which a selected value has changed.',
      resolve: ({ posts, plan }, _, context) =>
        posts.map(viewOfResultFor(plan, context)) as PostView[],
    }),
    lost: t.field({
      type: [LostPost],
      nullable: false,
      description:
        'The posts that X does not show, or no longer shows. Each is reported once; a post that comes back is among `posts`.',
      resolve: ({ lost }) => lost,
    }),
    at: t.expose('at', {
      type: 'DateTime',
      nullable: false,
      description: 'The time of the poll.',
    }),
    every: t.int({
      nullable: false,
      description:
        'The current poll interval, in seconds: longer than requested while `slowedDown` is not null.',
      resolve: ({ pace }) => pace.intervalMs / 1000,
    }),
    slowedDown: t.field({
      type: SlowDown,
      description: 'Why X is polled less often than requested. Null when it is not.',
      resolve: ({ pace }) => pace.slowDown,
    }),
    cursor: t.exposeID('cursor', {
      nullable: false,
      description:
        'The cursor for `after`, to continue after this message when the connection was lost. It is also the event’s id, which EventSource sends back as `Last-Event-ID`.',
    }),
  }),
})

builder.subscriptionType({
  description:
    'Live updates over Server-Sent Events, for requests with `Accept: text/event-stream`.',
  fields: (t) => ({
    postMetrics: t.field({
      type: LiveMetrics,
      nullable: false,
      description:
        'Subscribes to posts. The first message has all of them, each later one those that have changed, until the client disconnects. X is polled once for all subscribers of a post, for a hundred posts per call.',
      args: {
        ids: t.arg({ type: ['PostID'], required: true, description: 'The ids, as strings.' }),
        every: t.arg.int({
          description:
            'The poll interval, in seconds. Default 60; the minimum is the setting LIVE_LEAST_SECONDS (15).',
        }),
        after: t.arg.id({
          description:
            'The `cursor` of the last message of the same subscription, so that only later changes are sent. The gateway knows them for a minute after the connection was lost; after that, all posts are sent.',
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
      resolve: (message) => message,
    }),
  }),
})
