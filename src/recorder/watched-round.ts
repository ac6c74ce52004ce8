// The round of the watch lists: public metrics of posts of any author, looked up by id, up to 100 in a call.

import { MAX_IDS_PER_CALL } from '../x/fields.ts'
import { type Calls, reasonOf, Skipped } from './calls.ts'
import { FIELD_SETS } from './field-sets.ts'
import { lastSamples } from './load.ts'
import { dueAt, phaseOf, ROUND_MS, startOfInterval } from './schedule.ts'
import type { Round } from './timing.ts'
import { createTiming } from './timing.ts'
import {
  createTrackedPosts,
  noteSample,
  numbersText,
  type TrackedPost,
  type TrackedPosts,
  trackedPost,
} from './tracked.ts'
import type { Allowance, RecorderOptions, RoundResult, SkipReason } from './types.ts'

/** All watch lists have one phase, so that their posts share calls. */
export const WATCH_PHASE = phaseOf('watch lists')

export interface WatchedRoundOptions extends RecorderOptions {
  readonly calls: Calls
  /** Whether the post is one of a connected account, which its timeline samples. */
  readonly isOwn: (postId: string) => boolean
  readonly restoreBilling: (posts: TrackedPosts) => void
}

/** The interval at which the lists are read: other processes change them. */
const REFRESH_MS = 60_000

export const createWatchedRound = (options: WatchedRoundOptions) => {
  const { archive, store, clock, events } = options
  const timing = createTiming(clock.now, WATCH_PHASE)
  let posts = createTrackedPosts()
  let refreshedAt = Number.NEGATIVE_INFINITY

  const refresh = async (): Promise<void> => {
    if (clock.now() - refreshedAt < REFRESH_MS) return
    const watches = await store.watched(clock.now())
    const ids = watches.map(({ postId }) => postId).filter((id) => !options.isOwn(id))
    const added = ids.filter((id) => posts.get(id) === undefined)
    const samples = await lastSamples(added, undefined, archive)
    posts = createTrackedPosts(
      ids.map((id) => posts.get(id) ?? trackedPost(id, { isReadable: false, ...samples.get(id) })),
    )
    options.restoreBilling(posts)
    if (added.length > 0) timing.hurry()
    refreshedAt = clock.now()
  }

  const run = async ({ unaffordable }: Allowance): Promise<void> => {
    const result = await sampleWatched(posts, unaffordable, options)
    const now = clock.now()
    timing.finish(result, Math.min(...posts.all().map((post) => dueAt(post, now, WATCH_PHASE))))
    if (posts.all().length > 0) events.onRound({ userId: undefined, ...result })
  }

  return {
    timing,
    run,
    refresh,
    hurryRefresh: (): void => {
      refreshedAt = Number.NEGATIVE_INFINITY
    },
    posts: (): TrackedPosts => posts,
    forget: (): void => {
      posts = createTrackedPosts()
      refreshedAt = Number.NEGATIVE_INFINITY
    },
  } satisfies Round & Record<string, unknown>
}

const sampleWatched = async (
  posts: TrackedPosts,
  unaffordable: ReadonlySet<string>,
  options: WatchedRoundOptions,
): Promise<RoundResult> => {
  const at = options.clock.now()
  const due = posts.all().filter((post) => dueAt(post, at, WATCH_PHASE) <= at)
  const affordable = due.filter(({ id }) => !unaffordable.has(id))
  const skipped = new Map<SkipReason, number>()
  const skip = (reason: SkipReason, count: number): void => {
    if (count > 0) skipped.set(reason, (skipped.get(reason) ?? 0) + count)
  }
  skip('SPEND_LIMIT', due.length - affordable.length)
  let sampled = 0
  for (let start = 0; start < affordable.length; start += MAX_IDS_PER_CALL) {
    try {
      const some = affordable.slice(start, start + MAX_IDS_PER_CALL)
      sampled += await lookUp(some, at, posts, options)
    } catch (error) {
      if (!(error instanceof Skipped)) throw error
      skip(error.reason, affordable.length - start)
      break
    }
  }
  return { sampled, skipped }
}

const lookUp = async (
  due: readonly TrackedPost[],
  at: number,
  posts: TrackedPosts,
  { app, calls, store }: WatchedRoundOptions,
): Promise<number> => {
  const notBefore = startOfInterval(at, ROUND_MS, WATCH_PHASE)
  const ids = due.map(({ id }) => id)
  const results = await calls.posts(app, ids, FIELD_SETS.watched, notBefore)
  const gone: string[] = []
  let sampled = 0
  for (const post of due) {
    const result = results.get(post.id)
    if (result?.kind === 'failed') throw new Skipped(reasonOf(result.error), result.error)
    if (result?.kind === 'absent') gone.push(post.id)
    if (result?.kind !== 'post') continue
    noteSample(post, result.at, numbersText(result.tweet.public_metrics))
    sampled += 1
  }
  for (const id of gone) posts.delete(id)
  if (gone.length > 0) await store.unwatchAll(gone)
  return sampled
}
