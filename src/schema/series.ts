// Account.series: what the recorded posts of an account gained per hour, day or week.

import type { PostCount } from '../archive/periods.ts'
import type { AccountHistory } from '../loaders/account-history.ts'
import { accountHistoryOf, FROM_ARCHIVE, GAINS_COST, periodOf, zoneOf } from './account-history.ts'
import { badInput } from './arguments.ts'
import { builder, needs } from './builder.ts'
import { GROUPS, MetricsVariant } from './metrics.ts'
import { boundsOf, MINUTES_PER_DAY, STEPS } from './steps.ts'
import type { Variant } from './unavailable.ts'
import { Account } from './viewer.ts'

const PRIVATE_VARIANTS = ['ORGANIC', 'PROMOTED'] as const

/** X's name of each count of posts, and the variants that have it; the first one is the default. */
const METRICS = {
  IMPRESSIONS: ['impression_count', 'PUBLIC', 'NON_PUBLIC', ...PRIVATE_VARIANTS],
  LIKES: ['like_count', 'PUBLIC', ...PRIVATE_VARIANTS],
  REPLIES: ['reply_count', 'PUBLIC', ...PRIVATE_VARIANTS],
  RETWEETS: ['retweet_count', 'PUBLIC', ...PRIVATE_VARIANTS],
  QUOTES: ['quote_count', 'PUBLIC'],
  BOOKMARKS: ['bookmark_count', 'PUBLIC'],
  ENGAGEMENTS: ['engagements', 'NON_PUBLIC'],
  LINK_CLICKS: ['url_link_clicks', 'NON_PUBLIC', ...PRIVATE_VARIANTS],
  PROFILE_CLICKS: ['user_profile_clicks', 'NON_PUBLIC', ...PRIVATE_VARIANTS],
} as const satisfies Readonly<Record<string, readonly [PostCount, Variant, ...Variant[]]>>

const Metric = builder.enumType('Metric', {
  description: 'A count of posts, or the followers of an account.',
  values: {
    IMPRESSIONS: { description: 'Impressions.' },
    LIKES: { description: 'Likes.' },
    REPLIES: { description: 'Replies.' },
    RETWEETS: { description: 'Reposts without a comment.' },
    QUOTES: { description: 'Quotes. PUBLIC only.' },
    BOOKMARKS: { description: 'Bookmarks. PUBLIC only.' },
    ENGAGEMENTS: { description: 'Engagements. NON_PUBLIC only.' },
    LINK_CLICKS: { description: 'Clicks on links. Not PUBLIC.' },
    PROFILE_CLICKS: { description: 'Clicks on the author. Not PUBLIC.' },
    FOLLOWERS: { description: 'The followers of the account, which have no variant.' },
  } as const,
})

type MetricName = keyof typeof METRICS | 'FOLLOWERS'

interface Point {
  readonly at: number
  readonly gained: number | undefined
  readonly total: number | undefined
}

const SeriesPoint = builder.objectRef<Point>('SeriesPoint').implement({
  description: 'One step of a series. Both counts are null when no sample was taken in the step.',
  fields: (t) => ({
    at: t.expose('at', {
      type: 'DateTime',
      nullable: false,
      description: 'The beginning of the step.',
    }),
    gained: t.expose('gained', {
      type: 'SafeInt',
      description:
        'What was gained in the step: the total at its end minus the total at its beginning, as in `Summary`.',
    }),
    total: t.expose('total', {
      type: 'SafeInt',
      description:
        'The running total at the end of the step: the sum of the last samples of all recorded posts, or the followers.',
    }),
  }),
})

/** A year of hours. */
const MAX_POINTS = 9000

/** @throws BAD_USER_INPUT */
const variantOf = (metric: keyof typeof METRICS, variant: Variant | undefined): Variant => {
  const [, preferred, ...others] = METRICS[metric]
  const variants: readonly Variant[] = [preferred, ...others]
  if (variant === undefined) return preferred
  if (variants.includes(variant)) return variant
  throw badInput(`${metric} has no variant ${variant}. It has ${variants.join(', ')}.`)
}

const pointsOf = async (
  history: AccountHistory,
  metric: MetricName,
  variant: Variant | undefined,
  bounds: readonly number[],
): Promise<Point[] | undefined> => {
  const at = (index: number): number => bounds[index] ?? 0
  if (metric === 'FOLLOWERS') {
    const followers = await history.followers(bounds)
    return followers.map((each, index) => ({ at: at(index), ...each }))
  }
  const group = GROUPS[variantOf(metric, variant)]
  const periods = await history.periods({ group, counts: [METRICS[metric][0]], bounds })
  return periods?.map(({ sampled, counts: [count] }, index) => ({
    at: at(index),
    gained: sampled ? count?.gained : undefined,
    total: sampled ? count?.total : undefined,
  }))
}

builder.objectField(Account, 'series', (t) =>
  t.field({
    type: [SeriesPoint],
    description: `What the recorded posts of the account gained per step, and the running total, oldest first. A step without a sample is a gap: its counts are null. At most ${MAX_POINTS} steps. ${FROM_ARCHIVE}`,
    args: {
      metric: t.arg({ type: Metric, required: true, description: 'The count.' }),
      variant: t.arg({
        type: MetricsVariant,
        description:
          'The variant of the count. Default: PUBLIC, or NON_PUBLIC for counts that are not public.',
      }),
      since: t.arg({
        type: 'DateTime',
        required: true,
        description: 'The beginning; the step that contains it is the first one.',
      }),
      until: t.arg({
        type: 'DateTime',
        description: 'The end; the step that contains it is the last one. Default: now.',
      }),
      stepMinutes: t.arg.int({
        description: `The length of a step: ${STEPS.join(', ')}. 1440 are calendar days, 10080 are weeks from Monday to Sunday. Default: 1440.`,
      }),
      timezone: t.arg.string({
        description:
          'The IANA time zone, such as Europe/Berlin, in which days begin. When the clocks change, a day has 23 or 25 hours. Default: UTC.',
      }),
    },
    ...needs({ archive: GAINS_COST }),
    resolve: async (account, { metric, variant, timezone, ...args }, context) => {
      const { since, until } = periodOf(args.since, args.until, context.now())
      const step = args.stepMinutes ?? MINUTES_PER_DAY
      if (!STEPS.includes(step)) throw badInput(`\`stepMinutes\` is one of ${STEPS.join(', ')}.`)
      if (metric === 'FOLLOWERS') {
        if (variant) throw badInput('FOLLOWERS has no variants.')
      } else variantOf(metric, variant ?? undefined)
      if ((until - since) / 60_000 > step * MAX_POINTS) {
        throw badInput(`series(stepMinutes:) would have more than ${MAX_POINTS} steps.`)
      }
      const bounds = boundsOf(since, until, step, zoneOf(timezone))
      const history = await accountHistoryOf(account, context)
      return history && pointsOf(history, metric, variant ?? undefined, bounds)
    },
  }),
)
