// Account.summary: what the recorded posts of an account gained in a period.

import type { Sample } from '../archive/archive.ts'
import type { PostCount } from '../archive/periods.ts'
import type { Account as ConnectedAccount } from '../auth/accounts.ts'
import { ceilQuarter, floorQuarter } from '../loaders/account-history.ts'
import { accountHistoryOf, FROM_ARCHIVE, GAINS_COST, periodOf } from './account-history.ts'
import { builder, needs } from './builder.ts'
import type { Context } from './context.ts'
import { COUNTS } from './count-names.ts'
import { countOf, POST_COUNTS, PostCounts } from './history.ts'
import { Account } from './viewer.ts'

const PUBLIC_COUNTS: readonly PostCount[] = [
  'impression_count',
  'like_count',
  'reply_count',
  'retweet_count',
  'quote_count',
  'bookmark_count',
]

const PRIVATE_COUNTS: readonly PostCount[] = [
  'engagements',
  'url_link_clicks',
  'user_profile_clicks',
  'impression_count',
]

/** The numbers are what was gained; their time is the end. */
interface SummaryView extends Sample {
  readonly account: ConnectedAccount
  readonly since: number
  readonly posts: number
  readonly followers: number | undefined
  readonly followerChange: number | undefined
  readonly engagementRate: number | undefined
  readonly coverage: number
}

const summaryOf = async (
  account: ConnectedAccount,
  since: number,
  until: number,
  context: Context,
): Promise<SummaryView | undefined> => {
  const history = await accountHistoryOf(account, context)
  if (history === undefined) return undefined
  const bounds = [since, until]
  const [seen, own, posts, before, followers] = await Promise.all([
    history.periods({ group: 'public_metrics', counts: PUBLIC_COUNTS, bounds }),
    history.periods({ group: 'non_public_metrics', counts: PRIVATE_COUNTS, bounds }),
    history.countPosts(since, until),
    history.followersAt(since),
    history.followersAt(until),
  ])
  const [[shown], [owned]] = [seen ?? [], own ?? []]
  if (shown === undefined || owned === undefined) return undefined
  const numbers: Record<string, number> = {}
  for (const [index, name] of PUBLIC_COUNTS.entries()) {
    const count = shown.sampled ? shown.counts[index] : undefined
    if (count !== undefined) numbers[name] = count.gained
  }
  const gained = PRIVATE_COUNTS.map((_, index) =>
    owned.sampled ? owned.counts[index]?.gained : undefined,
  )
  for (const [index, name] of PRIVATE_COUNTS.slice(0, 3).entries()) {
    const count = gained[index]
    if (count !== undefined) numbers[name] = count
  }
  const [engagements, , , impressions = 0] = gained
  return {
    account,
    since,
    at: until,
    numbers,
    posts,
    followers,
    followerChange:
      before === undefined || followers === undefined ? undefined : followers - before,
    engagementRate:
      engagements !== undefined && impressions > 0 ? engagements / impressions : undefined,
    coverage: shown.coverage,
  }
}

const Summary = builder.objectRef<SummaryView>('Summary').implement({
  description:
    'What the recorded posts of an account gained in a period. Gained is the sum, over all recorded posts of the account whenever they were published, of the total at the end minus the total at the beginning; a total is the last sample at or before that time. A post starts with 0, so a first sample within a day of its publication counts in full; of a post that was sampled later, only what was added after its first sample counts. Reposts do not count: their metrics are those of the original. Corrections by X can make a count negative. A count is null when no sample of it was taken in the period.',
  interfaces: [PostCounts],
  fields: (t) => ({
    since: t.expose('since', {
      type: 'DateTime',
      nullable: false,
      description: 'The beginning, rounded down to a quarter of an hour.',
    }),
    until: t.expose('at', {
      type: 'DateTime',
      nullable: false,
      description: 'The end, rounded up to a quarter of an hour.',
    }),
    posts: t.exposeInt('posts', {
      nullable: false,
      description: 'The number of recorded posts published in the period, without reposts.',
    }),
    followers: t.expose('followers', {
      type: 'SafeInt',
      description: 'The followers by the last sample at or before the end.',
    }),
    followerChange: t.expose('followerChange', {
      type: 'SafeInt',
      description:
        'The followers at the end minus those at the beginning. Null without a sample at or before the beginning.',
    }),
    engagementRate: t.exposeFloat('engagementRate', {
      description:
        'Engagements divided by impressions, both as gained in the period by the NON_PUBLIC metrics, so that both come from the same samples. Null without impressions.',
    }),
    coverage: t.exposeFloat('coverage', {
      nullable: false,
      description:
        'The part of the period, 0 to 1, during which the newest sample of the account’s posts was at most 24 hours old, in quarters of an hour.',
    }),
  }),
})

for (const name of POST_COUNTS) {
  const isPrivate = PRIVATE_COUNTS.slice(0, 3).some((count) => count === COUNTS[name][0])
  const description = `Gained in the period, by the ${isPrivate ? 'NON_PUBLIC' : 'PUBLIC'} metrics: ${COUNTS[name][1]}.`
  builder.objectField(Summary, name, (t) => t.field(countOf(name, description)))
}

builder.objectField(Summary, 'before', (t) =>
  t.field({
    type: Summary,
    description: 'The period of the same length before this one.',
    ...needs({ archive: GAINS_COST }),
    resolve: ({ account, since, at }, _, context) =>
      summaryOf(account, since - (at - since), since, context),
  }),
)

builder.objectField(Account, 'summary', (t) =>
  t.field({
    type: Summary,
    description: `What the recorded posts of the account gained in a period, and its followers. ${FROM_ARCHIVE}`,
    args: {
      since: t.arg({ type: 'DateTime', required: true, description: 'The beginning.' }),
      until: t.arg({ type: 'DateTime', description: 'The end. Default: now.' }),
    },
    ...needs({ archive: GAINS_COST }),
    resolve: (account, args, context) => {
      const { since, until } = periodOf(args.since, args.until, context.now())
      return summaryOf(account, floorQuarter(since), ceilQuarter(until), context)
    },
  }),
)
