// One round of an account: looks for new posts, samples the posts that are due, and reads the rest of the timeline once.

import type { Account } from '../auth/accounts.ts'
import { idBefore } from '../x/fields.ts'
import { priceOf as priceOfResource } from '../x/prices.ts'
import { Skipped } from './calls.ts'
import { idAfter, MIN_PAGE_SIZE, PAGE_SIZE, type PlannedPage, planPages } from './pages.ts'
import { dueAt } from './schedule.ts'
import { type AccountSampling, readPosts } from './timeline-range.ts'
import type { TrackedPost } from './tracked.ts'
import type { KnownAccount, RoundResult, SkipReason } from './types.ts'

/** X's documentation: a timeline has the last 3,200 posts. */
const TIMELINE_REACH = 3200

/** The posts that the timeline lists, as far as they are known. */
export const listedPosts = ({ posts }: Pick<KnownAccount, 'posts'>): readonly TrackedPost[] =>
  posts
    .all()
    .slice(0, TIMELINE_REACH)
    .filter(({ isUnlisted }) => !isUnlisted)

/** When a post is due; never again for a repost with a sample. */
export const dueTime = (post: TrackedPost, now: number, phase: number): number =>
  post.isRepost && post.sampledAt > 0 ? Number.POSITIVE_INFINITY : dueAt(post, now, phase)

export const pricePerPost = ({ owned }: Account): number =>
  priceOfResource(owned ? 'ownPost' : 'post')

export const sampleAccount = async (sampling: AccountSampling): Promise<RoundResult> => {
  const { account, known, at, unaffordable, isBilled, isRefused } = sampling
  const listed = listedPosts(known)
  const due = listed.filter((post) => dueTime(post, at, known.phase) <= at)
  for (const post of due) if (isRefused(known.userId, post.id)) post.isReadable = false
  const affordable = new Set(due.filter(({ id }) => !unaffordable.has(id)))
  // If the limit does not pay for all due posts, pages include no others.
  const price = unaffordable.size > 0 ? Number.POSITIVE_INFINITY : pricePerPost(account)
  const pages = planPages(listed, known.state.range?.newest, {
    isDue: (post) => affordable.has(post),
    priceOf: ({ id }) => (isBilled(id) ? 0 : price),
  })
  const reason = (await readPages(pages, sampling)) ?? (await readRest(sampling))
  const left = due.filter((post) => known.posts.get(post.id) === post && post.sampledAt < at)
  return { sampled: due.length - left.length, skipped: countSkipped(left, affordable, reason) }
}

const countSkipped = (
  left: readonly TrackedPost[],
  affordable: ReadonlySet<TrackedPost>,
  reason: SkipReason | undefined,
): ReadonlyMap<SkipReason, number> => {
  const skipped = new Map<SkipReason, number>()
  for (const post of left) {
    const why = affordable.has(post) ? (reason ?? 'NO_ANSWER') : 'SPEND_LIMIT'
    skipped.set(why, (skipped.get(why) ?? 0) + 1)
  }
  // Without posts that are due, a round still looks for new ones.
  if (reason !== undefined && !skipped.has(reason)) skipped.set(reason, 0)
  return skipped
}

/** Reads pages in order. Returns why the rest was not read. */
const readPages = async (
  pages: readonly PlannedPage[],
  round: AccountSampling,
): Promise<SkipReason | undefined> => {
  let spent: SkipReason | undefined
  for (const page of pages) {
    try {
      if (page.isFirst) await readFirst(page, round)
      else await readRange(page, round)
    } catch (error) {
      if (!(error instanceof Skipped)) throw error
      // Posts that X has billed today cost nothing more.
      if (error.reason !== 'SPEND_LIMIT') return error.reason
      spent = error.reason
    }
  }
  return spent
}

/** The number of posts that an amount pays for, up to a page. */
const roomFor = (usd: number | undefined, { account }: AccountSampling): number =>
  usd === undefined
    ? PAGE_SIZE
    : Math.min(PAGE_SIZE, Math.floor(usd / pricePerPost(account) + 1e-6))

/** The new posts that are reserved for at once when the spend limit has no room for a page of them. */
const FEW_POSTS = 20

/** New posts and the newest known ones: in one page if the spend limit has room for a page of new posts. */
const readFirst = async (page: PlannedPage, round: AccountSampling): Promise<void> => {
  const newest = round.known.state.range?.newest
  const { leftUsd } = round
  const room = roomFor(leftUsd, round)
  if (newest === undefined) {
    // The account’s rate of posting is not known yet.
    const half = roomFor(leftUsd === undefined ? undefined : leftUsd / 2, round)
    await readPosts({ ...page, maxResults: Math.max(half, MIN_PAGE_SIZE) }, round)
    return
  }
  if (room === PAGE_SIZE) {
    await readPosts({ ...page, maxResults: PAGE_SIZE }, round)
    return
  }
  if (page.posts.length > 0) await readRange({ ...page, untilId: idAfter(newest) }, round)
  if (room < MIN_PAGE_SIZE) throw new Skipped('SPEND_LIMIT')
  await readPosts(
    { posts: [], isPrivate: true, sinceId: newest, maxResults: Math.min(room, FEW_POSTS) },
    round,
  )
}

/** A range of known posts. A short one is filled up to X's minimum with older posts that cost nothing more today. */
const readRange = (page: PlannedPage, round: AccountSampling): Promise<unknown> => {
  const posts = [...page.posts]
  const all = round.known.posts.all()
  const last = posts.at(-1)
  for (const post of last === undefined ? [] : all.slice(all.indexOf(last) + 1)) {
    if (posts.length >= MIN_PAGE_SIZE || !round.isBilled(post.id)) break
    posts.push(post)
  }
  const oldest = posts.at(-1)
  const listed = posts.map(({ id }) => id)
  const maxResults = Math.max(listed.length, MIN_PAGE_SIZE)
  const range = { ...page, posts, listed, maxResults }
  return readPosts(oldest === undefined ? range : { ...range, sinceId: idBefore(oldest.id) }, round)
}

/** Reads the posts before the oldest known one, until the timeline ends. */
const readRest = async (round: AccountSampling): Promise<SkipReason | undefined> => {
  const { known } = round
  try {
    let spareUsd = round.spareUsd
    while (!known.state.isComplete) {
      const { range } = known.state
      const maxResults = roomFor(spareUsd, round)
      // Without a range, there is no post at all.
      if (range === undefined) break
      if (maxResults < MIN_PAGE_SIZE) break
      if (spareUsd !== undefined) spareUsd -= maxResults * pricePerPost(round.account)
      const isPrivate = known.posts.get(range.oldest)?.isReadable ?? true
      const { ids, nextToken } = await readPosts(
        { posts: [], isPrivate, untilId: range.oldest, maxResults },
        round,
      )
      const isComplete = ids.length === 0 || nextToken === undefined
      if (isComplete) known.state = { ...known.state, isComplete }
    }
    return undefined
  } catch (error) {
    if (error instanceof Skipped) return error.reason
    throw error
  }
}
