// Numbers through time: what they were, how they have changed, and from when those are that X gives no more.

import type { Group, Sample } from '../archive/archive.ts'
import { GatewayError } from '../infra/errors.ts'
import { asOf } from '../loaders/archived.ts'
import type { PostHistory } from '../loaders/history.ts'
import type { Metrics } from '../x/types.ts'
import { builder, needs } from './builder.ts'
import type { Context } from './context.ts'
import { type PostView, sentenceOf, type Variant } from './loading.ts'
import {
  COUNTS,
  type Count,
  GROUPS,
  MetricsVariant,
  NonPublicMediaMetrics,
  NonPublicPostMetrics,
  OrganicMediaMetrics,
  OrganicPostMetrics,
  PromotedMediaMetrics,
  PromotedPostMetrics,
  sentenceFor,
} from './metrics.ts'
import { say } from './notices.ts'
import { Post } from './post.ts'

for (const type of [
  NonPublicPostMetrics,
  OrganicPostMetrics,
  PromotedPostMetrics,
  NonPublicMediaMetrics,
  OrganicMediaMetrics,
  PromotedMediaMetrics,
]) {
  builder.objectField(type, 'asOf', (t) =>
    t.field({
      type: 'DateTime',
      description:
        'When X gave these numbers, if it gives them no more and this gateway has kept them (setting ARCHIVE). Null when X gives them now.',
      resolve: (metrics) => {
        const time = asOf(metrics)
        return time === undefined ? null : new Date(time)
      },
    }),
  )
}

interface Change extends Sample {
  readonly since: number
}

const MetricsSample = builder.objectRef<Sample>('MetricsSample').implement({
  description:
    'The numbers of a post at one time. Counts that the chosen variant does not have are null.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'The time.',
      resolve: ({ at }) => new Date(at),
    }),
  }),
})

const MetricsChange = builder.objectRef<Change>('MetricsChange').implement({
  description:
    'How the numbers of a post have changed between two times at which X gave them. A count that was missing at either time is null.',
  fields: (t) => ({
    since: t.field({
      type: 'DateTime',
      nullable: false,
      description:
        'The time of the earlier numbers: the latest that were kept at the time asked for, or else some of the first after it.',
      resolve: ({ since }) => new Date(since),
    }),
    until: t.field({
      type: 'DateTime',
      nullable: false,
      description:
        'The time of the newer numbers. Public ones are those of this answer, and so are private ones that are selected beside it; otherwise they are the latest that were kept.',
      resolve: ({ at }) => new Date(at),
    }),
  }),
})

const POST_COUNTS: readonly Count[] = [
  'impressionCount',
  'likeCount',
  'replyCount',
  'retweetCount',
  'quoteCount',
  'bookmarkCount',
  'urlLinkClicks',
  'userProfileClicks',
  'engagements',
]

for (const name of POST_COUNTS) {
  const [key, meaning] = COUNTS[name]
  builder.objectField(MetricsSample, name, (t) =>
    t.field({
      type: 'SafeInt',
      description: sentenceFor(name),
      resolve: ({ numbers }) => numbers[key] ?? null,
    }),
  )
  builder.objectField(MetricsChange, name, (t) =>
    t.field({
      type: 'SafeInt',
      description: `The change (negative when it fell) of: ${meaning}.`,
      resolve: ({ numbers }) => numbers[key] ?? null,
    }),
  )
}

const MINUTE_MS = 60_000

/** Of one post; the newest. */
const MOST_SAMPLES = 2000

/** As many as a chart shows. */
const USUAL_SAMPLES = 500

/** Nothing, said in a notice, when it is not for whoever asks. */
const historyOf = async (
  { post }: PostView,
  variant: Variant,
  context: Context,
): Promise<PostHistory | undefined> => {
  const found = await context.history.of(post.tweet, GROUPS[variant])
  if (!('reason' in found)) return found
  const message = sentenceOf(found, context.loginUrl)
  say(context, [post.tweet.id], { code: found.reason, variant, message })
  return undefined
}

const PERMISSION =
  'Private kinds are for the account that wrote the post; for others this is null, and a notice says why.'

builder.objectFields(Post, (t) => ({
  metricsHistory: t.field({
    type: [MetricsSample],
    description: `What its numbers were, oldest first, as far as this gateway has seen and kept them (setting ARCHIVE). The older they are, the fewer are kept. At most the newest ${MOST_SAMPLES}. ${PERMISSION}`,
    args: {
      variant: t.arg({
        type: MetricsVariant,
        required: true,
        description: 'Which of the four kinds of numbers.',
      }),
      since: t.arg({ type: 'DateTime', required: true, description: 'The beginning.' }),
      until: t.arg({ type: 'DateTime', description: 'The end. Now, if it is not given.' }),
      step: t.arg.int({
        description: `One sample for each so many minutes: the last. If it is not given, as many as make for about ${USUAL_SAMPLES} samples at most.`,
      }),
    },
    ...needs({ archive: true }),
    resolve: async (view, { variant, since, until, step }, context) => {
      const [from, to] = [since.getTime(), until?.getTime() ?? context.now()]
      if (from >= to) throw wrong('`since` must be before `until`, which is now unless it is given')
      if (typeof step === 'number' && step < 1) throw wrong('`step` must be 1 minute or more')
      const minutes = step ?? Math.max(1, Math.ceil((to - from) / USUAL_SAMPLES / MINUTE_MS))
      const history = await historyOf(view, variant, context)
      if (history === undefined) return null
      return [
        ...(await history.within({
          since: from,
          until: to,
          stepMs: minutes * MINUTE_MS,
          limit: MOST_SAMPLES,
        })),
      ]
    },
  }),
  metricsChange: t.field({
    type: MetricsChange,
    description: `How its numbers have changed since a time, as far as this gateway has seen and kept them (setting ARCHIVE). Null when nothing earlier is kept. ${PERMISSION}`,
    args: {
      variant: t.arg({
        type: MetricsVariant,
        required: true,
        description: 'Which of the four kinds of numbers.',
      }),
      since: t.arg({ type: 'DateTime', required: true, description: 'The time.' }),
    },
    // What is public costs nothing more.
    ...needs({ archive: true, tweet: ['public_metrics'] }),
    resolve: async (view, { variant, since }, context) => {
      const from = since.getTime()
      const to = context.now()
      if (from >= to) throw wrong('`since` must be a time that has passed')
      const history = await historyOf(view, variant, context)
      if (history === undefined) return null
      const newer = readingIn(view, GROUPS[variant]) ?? (await history.at())
      const earlier = (await history.at(from)) ?? (await earlyIn(history, from, to))
      if (newer === undefined || earlier === undefined || earlier.at >= newer.at) return null
      return {
        since: earlier.at,
        at: newer.at,
        numbers: difference(newer.numbers, earlier.numbers),
      }
    },
  }),
}))

const wrong = (why: string): GatewayError => new GatewayError('BAD_USER_INPUT', `${why}.`)

/** What this answer shows. */
const readingIn = ({ post, plan }: PostView, group: Group): Sample | undefined => {
  const numbers = plan.tweet.has(group) ? post.tweet[group] : undefined
  return numbers ? { at: asOf(numbers) ?? post.at, numbers } : undefined
}

const EARLY_STEPS = 50

/** One of the first of that time. */
const earlyIn = async (
  history: PostHistory,
  since: number,
  until: number,
): Promise<Sample | undefined> => {
  const stepMs = Math.max(MINUTE_MS, Math.ceil((until - since) / EARLY_STEPS))
  return (await history.within({ since, until, stepMs, limit: MOST_SAMPLES }))[0]
}

const difference = (newer: Metrics, earlier: Metrics): Metrics =>
  Object.fromEntries(
    Object.entries(newer).map(([key, count]) => {
      const before = earlier[key]
      const known = typeof count === 'number' && typeof before === 'number'
      return [key, known ? count - before : null]
    }),
  )
