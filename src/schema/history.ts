// History: past numbers and changes.

import type { InputShapeFromFields } from '@pothos/core'
import type { Sample } from '../archive/archive.ts'
import type { Span } from '../archive/segments.ts'
import { MINUTE_MS } from '../infra/clock.ts'
import { asOf } from '../loaders/archived.ts'
import type { PostHistory } from '../loaders/history.ts'
import { type PostGroup, timeOfId } from '../x/fields.ts'
import type { Metrics, Tweet } from '../x/types.ts'
import { badInput } from './arguments.ts'
import { builder, type FieldArguments, needs } from './builder.ts'
import type { Context } from './context.ts'
import { COUNTS, type Count, sentenceFor } from './count-names.ts'
import type { PostView } from './loading.ts'
import { GROUPS, MetricsVariant } from './metrics.ts'
import { addNotice } from './notices.ts'
import { Post } from './post.ts'
import { addRecordingNotice } from './recording-notice.ts'
import { refusalMessage, type Variant } from './unavailable.ts'

interface Change extends Sample {
  readonly since: number
}

export const POST_COUNTS: readonly Count[] = [
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

export const countOf = (name: Count, description: string) => ({
  type: 'SafeInt' as const,
  description,
  resolve: ({ numbers }: Sample): number | null => numbers[COUNTS[name][0]] ?? null,
})

export const PostCounts = builder.interfaceRef<Sample>('PostCounts').implement({
  description: 'The nine counts of a post, of all variants: at a point in time, or their change.',
})

const MetricsSample = builder.objectRef<Sample>('MetricsSample').implement({
  description: 'The metrics of a post at one time. A count that the variant does not have is null.',
  interfaces: [PostCounts],
  fields: (t) => ({
    at: t.expose('at', {
      type: 'DateTime',
      nullable: false,
      description: 'The time.',
    }),
  }),
})

const MetricsChange = builder.objectRef<Change>('MetricsChange').implement({
  description:
    'The change of a post’s metrics between two samples. A count that is missing in either sample is null.',
  interfaces: [PostCounts],
  fields: (t) => ({
    since: t.expose('since', {
      type: 'DateTime',
      nullable: false,
      description:
        'The time of the earlier sample: the latest one before the given time, or else one of the first after it.',
    }),
    until: t.expose('at', {
      type: 'DateTime',
      nullable: false,
      description:
        'The time of the newer metrics: those of this answer if it shows them, otherwise the latest sample.',
    }),
  }),
})

for (const name of POST_COUNTS) {
  const sentence = sentenceFor(name)
  const change = `The change (negative when it fell) of: ${COUNTS[name][1]}.`
  builder.interfaceField(PostCounts, name, (t) => t.field(countOf(name, sentence)))
  builder.objectField(MetricsSample, name, (t) => t.field(countOf(name, sentence)))
  builder.objectField(MetricsChange, name, (t) => t.field(countOf(name, change)))
}

/** The maximum number of samples per field. The newest ones are returned. */
const MAX_SAMPLES = 2000

/** The number of samples that a chart shows. */
const CHART_SAMPLES = 500

/** Undefined, with a notice, when the caller may not see the history. */
const historyOf = ({ post: { tweet } }: PostView, variant: Variant, context: Context) =>
  seriesOf(tweet, tweet.id, variant, context)

export const seriesOf = async (
  post: Tweet,
  subject: string,
  variant: Variant,
  context: Context,
): Promise<PostHistory | undefined> => {
  const found = await context.history().of(post, GROUPS[variant], subject)
  if (!('reason' in found)) {
    if (variant !== 'PUBLIC') await addRecordingNotice(context, post.id)
    return found
  }
  const message = refusalMessage(found, context.loginUrl)
  addNotice(context, [post.id], { code: found.reason, variant, message })
  return undefined
}

export const PERMISSION =
  'Private kinds are for the account that wrote the post; for others this is null, and a notice says why.'

export const historyArgs = (arg: FieldArguments) => ({
  variant: arg({
    type: MetricsVariant,
    required: true,
    description: 'The variant of the metrics.',
  }),
  since: arg({
    type: 'DateTime',
    description: 'The beginning. Default: the time of the post’s publication.',
  }),
  until: arg({ type: 'DateTime', description: 'The end. Default: now.' }),
  step: arg.int({
    description:
      'The interval between samples, in minutes; the last sample of each interval is returned. By default it is chosen by `maxSamples`.',
  }),
  maxSamples: arg.int({
    description: `The number of intervals that the time is divided into, unless \`step\` is given; at most ${MAX_SAMPLES}. Default: ${CHART_SAMPLES}.`,
  }),
})

/** The time of a post without a known one is the earliest: posts are younger than that. */
const writtenAt = ({ id, created_at }: Pick<Tweet, 'id' | 'created_at'>): number =>
  created_at ? Date.parse(created_at) : (timeOfId(id) ?? 0)

/** @throws BAD_USER_INPUT */
export const spanOf = (
  { since, until, step, maxSamples }: InputShapeFromFields<ReturnType<typeof historyArgs>>,
  post: Pick<Tweet, 'id' | 'created_at'>,
  now: number,
): Span => {
  const intervals = maxSamples ?? CHART_SAMPLES
  if (intervals < 1 || intervals > MAX_SAMPLES)
    throw badInput(`\`maxSamples\` must be from 1 to ${MAX_SAMPLES}.`)
  const [from, to] = [since?.getTime() ?? writtenAt(post), until?.getTime() ?? now]
  if (from >= to) throw badInput('`since` must be before `until`, which is now unless it is given.')
  if (typeof step === 'number' && step < 1) throw badInput('`step` must be 1 minute or more.')
  const minutes = step ?? Math.max(1, Math.ceil((to - from) / intervals / MINUTE_MS))
  return { since: from, until: to, stepMs: minutes * MINUTE_MS, limit: MAX_SAMPLES }
}

builder.objectFields(Post, (t) => ({
  metricsHistory: t.field({
    type: [MetricsSample],
    description: `Archived samples of one variant of the metrics, oldest first (setting ARCHIVE). The archive has what this gateway has requested; older samples are thinned out. At most ${MAX_SAMPLES}, the newest ones. ${PERMISSION}`,
    args: historyArgs(t.arg),
    ...needs({ archive: 1 }),
    resolve: async (view, args, context) => {
      const span = spanOf(args, view.post.tweet, context.now())
      const history = await historyOf(view, args.variant, context)
      return history && [...(await history.within(span))]
    },
  }),
  metricsChange: t.field({
    type: MetricsChange,
    description: `The change of one variant of the metrics since a time, from the archive (setting ARCHIVE). Null without an earlier sample. ${PERMISSION}`,
    args: {
      variant: t.arg({
        type: MetricsVariant,
        required: true,
        description: 'The variant of the metrics.',
      }),
      since: t.arg({ type: 'DateTime', required: true, description: 'The time.' }),
    },
    // The public numbers of this answer cost nothing more.
    ...needs({ archive: 1, tweet: ['public_metrics'] }),
    resolve: async (view, { variant, since }, context) => {
      const from = since.getTime()
      const to = context.now()
      if (from >= to) throw badInput('`since` must be a time that has passed.')
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

/** The metrics that this answer shows. */
const readingIn = ({ post, plan }: PostView, group: PostGroup): Sample | undefined => {
  const numbers = plan.tweet.has(group) ? post.tweet[group] : undefined
  return numbers ? { at: asOf(numbers) ?? post.at, numbers } : undefined
}

const EARLY_STEPS = 50

/** One of the first samples after that time. */
const earlyIn = async (
  history: PostHistory,
  since: number,
  until: number,
): Promise<Sample | undefined> => {
  const stepMs = Math.max(MINUTE_MS, Math.ceil((until - since) / EARLY_STEPS))
  return (await history.within({ since, until, stepMs, limit: MAX_SAMPLES }))[0]
}

const difference = (newer: Metrics, earlier: Metrics): Metrics =>
  Object.fromEntries(
    Object.entries(newer).map(([key, count]) => {
      const before = earlier[key]
      const known = typeof count === 'number' && typeof before === 'number'
      return [key, known ? count - before : null]
    }),
  )
