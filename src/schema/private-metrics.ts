// `privateMetrics`: the contract of Twitter Labs' GET /labs/1/tweets/metrics/private, field for field, with errors as
// data, on top of the current lookup.

import { isMissing } from '../loaders/reasons.ts'
import type { PostResult } from '../pipeline/result.ts'
import type { Plan } from '../plan/plan.ts'
import type { Media, Metrics } from '../x/types.ts'
import { checkIdCount } from './arguments.ts'
import { builder, needs } from './builder.ts'
import { type LabsProblem, notAuthorized, notFound, problemOf } from './labs-problems.ts'
import { errorOf } from './loading.ts'

const MAX_IDS = 50

/** The plan of a row. */
const PLAN: Plan = {
  tweet: new Set(['attachments', 'public_metrics', 'non_public_metrics']),
  media: new Set(['type', 'public_metrics', 'non_public_metrics']),
  user: new Set(),
  poll: new Set(),
  place: new Set(),
  expansions: new Set(['attachments.media_keys']),
  via: new Set(),
}

interface Row {
  readonly id: string
  readonly metrics: Metrics
  readonly video: Media | undefined
}

/** The row of a post, or its problem in Labs' words. @throws the failure of a call */
const judge = (id: string, result: PostResult, now: number): Row | LabsProblem => {
  if (result.kind !== 'post') {
    const error = errorOf(result)
    if (error.code === 'POST_NOT_FOUND') return notFound(id)
    if (error.code === 'POST_NOT_VISIBLE') return notAuthorized(id)
    throw error
  }
  const { tweet, related, refusals } = result
  // A refusal may be about the video alone.
  const refusal = isMissing(tweet.non_public_metrics)
    ? refusals.get('non_public_metrics')
    : undefined
  const problem = problemOf(id, refusal, now)
  if (problem !== undefined) return problem
  const video = tweet.attachments?.media_keys
    ?.map((key) => related.media.get(key))
    .find((media) => media?.type === 'video')
  return { id, metrics: { ...tweet.public_metrics, ...tweet.non_public_metrics }, video }
}

const count = (key: string, description: string) => ({
  type: 'SafeInt' as const,
  description,
  resolve: (metrics: Metrics): number | null => metrics[key] ?? null,
})

const LabsTweetMetrics = builder.objectRef<Metrics>('LabsTweetMetrics').implement({
  description: 'The metrics of a post, organic and promoted together.',
  fields: (t) => ({
    likeCount: t.field(count('like_count', 'Likes.')),
    retweetCount: t.field(count('retweet_count', 'Reposts without a comment.')),
    quoteCount: t.field(count('quote_count', 'Reposts with a comment.')),
    replyCount: t.field(count('reply_count', 'Replies.')),
    impressionCount: t.field(
      count('impression_count', 'How many times it was on somebody’s screen.'),
    ),
  }),
})

const quartile = (percent: 0 | 25 | 50 | 75 | 100) => ({
  type: 'SafeInt' as const,
  description: `How many people made it to ${percent === 0 ? 'less than 25' : percent} percent of it, over all posts that show it. Null for a video of another account.`,
  resolve: ({ non_public_metrics }: Media): number | null =>
    non_public_metrics?.[`playback_${percent}_count`] ?? null,
})

const LabsVideoMetrics = builder.objectRef<Media>('LabsVideoMetrics').implement({
  description: 'The metrics of the video in a post, over all posts that show it.',
  fields: (t) => ({
    mediaKey: t.exposeID('media_key', { nullable: false, description: 'The media key.' }),
    viewCount: t.field({
      type: 'SafeInt',
      description: 'The number of views.',
      resolve: ({ public_metrics }) => public_metrics?.view_count ?? null,
    }),
    playback0Count: t.field(quartile(0)),
    playback25Count: t.field(quartile(25)),
    playback50Count: t.field(quartile(50)),
    playback75Count: t.field(quartile(75)),
    playback100Count: t.field(quartile(100)),
  }),
})

const PrivateMetricsRow = builder.objectRef<Row>('PrivateMetricsRow').implement({
  description: 'An own post with its metrics.',
  fields: (t) => ({
    tweetId: t.exposeID('id', { nullable: false, description: 'The post’s id.' }),
    tweet: t.expose('metrics', {
      type: LabsTweetMetrics,
      nullable: false,
      description: 'The metrics of the post.',
    }),
    video: t.expose('video', {
      type: LabsVideoMetrics,
      description: 'The metrics of its video. Null without a video.',
    }),
  }),
})

const PrivateMetricsProblem = builder.objectRef<LabsProblem>('PrivateMetricsProblem').implement({
  description:
    'A post whose private metrics cannot be shown, with the reason in the words of Twitter Labs.',
  fields: (t) => ({
    value: t.exposeID('value', { nullable: false, description: 'The requested id.' }),
    detail: t.exposeString('detail', { nullable: false, description: 'The reason as a sentence.' }),
    type: t.exposeString('type', {
      nullable: false,
      description: 'The kind of problem, as a URL.',
    }),
    title: t.exposeString('title', {
      nullable: false,
      description: 'The kind of problem, in a word.',
    }),
    parameter: t.string({
      description: 'The argument that contained the id.',
      resolve: () => 'ids',
    }),
    resourceType: t.string({
      description: 'The type of the resource.',
      resolve: () => 'tweet',
    }),
  }),
})

interface Report {
  readonly data: readonly Row[]
  readonly errors: readonly LabsProblem[]
}

const PrivateMetricsReport = builder.objectRef<Report>('PrivateMetricsReport').implement({
  description:
    'The private metrics of own posts. Posts that cannot be shown are listed as data, not as errors.',
  fields: (t) => ({
    data: t.expose('data', {
      type: [PrivateMetricsRow],
      nullable: false,
      description: 'The posts whose metrics can be shown.',
    }),
    errors: t.expose('errors', {
      type: [PrivateMetricsProblem],
      nullable: false,
      description: 'The posts whose metrics cannot be shown, with the reasons.',
    }),
  }),
})

builder.queryField('privateMetrics', (t) =>
  t.field({
    type: PrivateMetricsReport,
    nullable: false,
    description:
      'For clients of the retired Twitter Labs endpoint: private metrics of own posts in its format, with at most 50 ids, posts of the last 30 days, no reposts, and errors as data. Other clients use `posts`.',
    args: { ids: t.arg({ type: ['PostID'], required: true, description: 'The posts’ ids.' }) },
    ...needs({ post: 'apart', times: { listedBy: 'ids' } }),
    resolve: async (_, { ids }, context) => {
      checkIdCount('privateMetrics', ids, MAX_IDS, 'Ask in several requests.')
      const unique = [...new Set(ids)]
      const results = await context.posts.load(unique, PLAN)
      const judged = results.map((result, index) =>
        judge(unique[index] ?? '', result, context.now()),
      )
      return {
        data: judged.filter((each): each is Row => 'metrics' in each),
        errors: judged.filter((each): each is LabsProblem => 'detail' in each),
      }
    },
  }),
)
