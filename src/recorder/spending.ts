// The money that the recorder may still spend today, and the posts that it leaves out.

import type { Account } from '../auth/accounts.ts'
import { DAY_MS } from '../infra/clock.ts'
import type { SpendLimits, SpendState } from '../money/spend.ts'
import { newestFirst, timeOfId } from '../x/fields.ts'
import { priceOf } from '../x/prices.ts'
import { type Costly, divide } from './affordable.ts'
import { dueTime, listedPosts, pricePerPost } from './own-posts.ts'
import { MIN_PAGE_SIZE } from './pages.ts'
import type { LeftOut } from './store.ts'
import type { TrackedPost } from './tracked.ts'
import type { Allowance, KnownAccount } from './types.ts'

export interface Spending {
  readonly limits: SpendLimits
  readonly read: (limit: SpendLimits[number]) => Promise<SpendState>
}

export interface Left {
  readonly usd: number
  /** When the limit resets. */
  readonly resetsAt: number
}

/** The amount left for today by the strictest limit; undefined without a limit. */
export const leftToday = async ({ limits, read }: Spending): Promise<Left | undefined> => {
  let least: Left | undefined
  for (const limit of limits) {
    const { dailyUsd, monthlyUsd } = limit
    if ((dailyUsd ?? monthlyUsd) === undefined) continue
    const { todayUsd, monthUsd, dayResetsAt, monthResetsAt } = await read(limit)
    for (const [limitUsd, spentUsd, resetsAt] of [
      [dailyUsd, todayUsd, dayResetsAt],
      [monthlyUsd, monthUsd, monthResetsAt],
    ] as const) {
      if (limitUsd === undefined) continue
      const usd = Math.max(0, limitUsd - spentUsd)
      if (least === undefined || usd < least.usd) least = { usd, resetsAt: resetsAt.getTime() }
    }
  }
  return least
}

export interface Demand {
  readonly accounts: readonly { readonly account: Account; readonly known: KnownAccount }[]
  readonly watched: Pick<KnownAccount, 'posts' | 'phase'>
  readonly isBilled: (postId: string) => boolean
  /** Profiles that are read today. */
  readonly profiles: number
}

export interface Budget extends Allowance {
  readonly leftOut: LeftOut | undefined
}

/** Divides what is left: profiles first, then new posts that are expected, then known posts, the newest first. */
export const budgetFor = (demand: Demand, left: Left | undefined, now: number): Budget => {
  if (left === undefined) return UNLIMITED
  const endOfDay = (Math.floor(now / DAY_MS) + 1) * DAY_MS
  const forPosts = Math.max(0, left.usd - demand.profiles * priceOf('user'))
  const posts = dueToday(demand, now, endOfDay)
  const expected = expectedUsd(demand, now, (endOfDay - now) / DAY_MS)
  const { unaffordable, spareUsd } = divide(posts, forPosts - expected)
  const newest = Math.max(
    posts.find(({ id }) => unaffordable.has(id))?.createdAt ?? 0,
    spareUsd < MIN_PAGE_SIZE * priceOf('ownPost') ? newestUnread(demand) : 0,
  )
  const leftOut = newest === 0 ? undefined : { posts: unaffordable.size, newest, until: endOfDay }
  return { unaffordable, leftUsd: forPosts, resetsAt: left.resetsAt, spareUsd, leftOut }
}

const UNLIMITED: Budget = {
  unaffordable: new Set(),
  leftUsd: undefined,
  resetsAt: undefined,
  spareUsd: undefined,
  leftOut: undefined,
}

/** The time before which posts of a timeline were never read; 0 if all timelines were. */
const newestUnread = ({ accounts }: Demand): number =>
  Math.max(
    0,
    ...accounts.map(({ known: { state } }) =>
      state.isComplete ? 0 : (timeOfId(state.range?.oldest ?? '0') ?? 0),
    ),
  )

type CostlyPost = Costly & Pick<TrackedPost, 'createdAt'>

const dueToday = (
  { accounts, watched, isBilled }: Demand,
  now: number,
  endOfDay: number,
): readonly CostlyPost[] => {
  const costs = (
    posts: readonly TrackedPost[],
    phase: number,
    price: number,
  ): readonly CostlyPost[] =>
    posts
      .filter((post) => dueTime(post, now, phase) < endOfDay)
      .map(({ id, createdAt }) => ({ id, createdAt, usd: isBilled(id) ? 0 : price }))
  return [
    ...accounts.flatMap(({ account, known }) =>
      costs(listedPosts(known), known.phase, pricePerPost(account)),
    ),
    ...costs(watched.posts.all(), watched.phase, priceOf('post')),
  ].sort((one, other) => newestFirst(one.id, other.id))
}

const WEEK_DAYS = 7

/** The price of the new posts that are expected in the rest of the day, at the rate of the last week, and of asking for them. */
const expectedUsd = ({ accounts }: Demand, now: number, days: number): number =>
  accounts.reduce((sum, { account, known }) => {
    const since = now - WEEK_DAYS * DAY_MS
    const recent = known.posts.all().filter(({ createdAt }) => createdAt > since).length
    const expected = Math.ceil((recent / WEEK_DAYS) * days) + MIN_PAGE_SIZE
    return sum + expected * pricePerPost(account)
  }, 0)
