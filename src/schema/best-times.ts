// Account.bestTimes: the engagement rates of recorded posts by weekday and hour.

import type { PostRate } from '../archive/records.ts'
import { type TimeZone, weekdayOf } from '../infra/time-zones.ts'
import { accountHistoryOf, FROM_ARCHIVE, GAINS_COST, periodOf, zoneOf } from './account-history.ts'
import { builder, needs } from './builder.ts'
import { Account } from './viewer.ts'

interface BestTimeView {
  readonly weekday: number
  readonly hour: number
  readonly posts: number
  readonly medianEngagementRate: number | undefined
}

/** With fewer posts, a median says nothing. */
const MIN_POSTS = 3

const BestTime = builder.objectRef<BestTimeView>('BestTime').implement({
  description: 'An hour of the week, and the engagement of the posts published in it.',
  fields: (t) => ({
    weekday: t.exposeInt('weekday', {
      nullable: false,
      description: 'The ISO weekday: 1 is Monday, 7 is Sunday.',
    }),
    hour: t.exposeInt('hour', { nullable: false, description: 'The hour, 0 to 23.' }),
    posts: t.exposeInt('posts', {
      nullable: false,
      description:
        'The number of recorded posts that were published in the hour and have an engagement rate.',
    }),
    medianEngagementRate: t.exposeFloat('medianEngagementRate', {
      description: `The median of their engagement rates: engagements divided by impressions, by the last NON_PUBLIC sample of each post. Null with fewer than ${MIN_POSTS} posts.`,
    }),
  }),
})

const HOURS_PER_WEEK = 168

const bestTimesOf = (posts: readonly PostRate[], zone: TimeZone): BestTimeView[] => {
  const rates = Array.from({ length: HOURS_PER_WEEK }, () => [] as number[])
  for (const { createdAt, rate } of posts) {
    if (rate === undefined) continue
    const local = new Date(createdAt + zone.offsetAt(createdAt))
    const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()]
    const weekday = weekdayOf({ year, month, day })
    rates[(weekday - 1) * 24 + local.getUTCHours()]?.push(rate)
  }
  return rates.map((each, index) => ({
    weekday: Math.floor(index / 24) + 1,
    hour: index % 24,
    posts: each.length,
    medianEngagementRate: each.length < MIN_POSTS ? undefined : medianOf(each),
  }))
}

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (index: number): number => sorted[Math.floor(index)] ?? 0
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2
}

builder.objectField(Account, 'bestTimes', (t) =>
  t.field({
    type: [BestTime],
    description: `The engagement rates of recorded posts, without reposts, by the hour of the week in which they were published: all 168 hours, from Monday at 0:00. ${FROM_ARCHIVE}`,
    args: {
      since: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Only posts published at this time or later.',
      }),
      timezone: t.arg.string({ description: 'The IANA time zone of the hours. Default: UTC.' }),
    },
    ...needs({ archive: GAINS_COST }),
    resolve: async (account, args, context) => {
      const zone = zoneOf(args.timezone)
      const { since, until } = periodOf(args.since, undefined, context.now())
      const history = await accountHistoryOf(account, context)
      return history && bestTimesOf(await history.rates(since, until), zone)
    },
  }),
)
