// Fills the archive with the sandbox's past metrics, so that history is available from the start.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { World } from '../../sandbox/index.ts'
import type { Archive, NewSample } from '../archive/archive.ts'
import { DAY_MS, HOUR_MS } from '../infra/clock.ts'
import { GROUPS } from '../schema/metrics.ts'

/** Two periods of 28 days, so that the second one has something to be compared with. */
const MAX_AGE_MS = 60 * DAY_MS
/** The samples that are queued at once, which is less than the archive's queue holds. */
const MAX_QUEUED = 20_000

/** Hourly for the last two days, every twelve hours in a post's first week, and daily otherwise. */
const sampleTimes = (createdAt: number, now: number): readonly number[] => {
  const times: number[] = []
  for (let age = MAX_AGE_MS; age > 2 * DAY_MS; age -= 12 * HOUR_MS) {
    if (age % DAY_MS === 0 || now - age - createdAt < 7 * DAY_MS) times.push(now - age)
  }
  for (let age = 2 * DAY_MS; age > 0; age -= HOUR_MS) times.push(now - age)
  return times
}

/** The followers of an account, day by day. */
const profileSamples = (
  counts: (at: number) => NewSample['numbers'],
  userId: string,
  now: number,
) =>
  Array.from({ length: MAX_AGE_MS / DAY_MS }, (_, index): NewSample => {
    const at = now - MAX_AGE_MS + index * DAY_MS
    return {
      subject: userId,
      group: 'user_metrics',
      owner: userId,
      postId: '',
      at,
      numbers: counts(at),
    }
  })

/**
 * Must run before other samples are archived: the archive ignores samples older than the latest. Requests get a turn after
 * each post.
 */
export const archiveDemoHistory = async (
  archive: Pick<Archive, 'record' | 'flush'>,
  world: World,
  now: number,
  signal?: AbortSignal,
): Promise<void> => {
  const { metricsHistoryOf } = await import('../../sandbox/metrics-history.ts')
  const { profileCounts } = await import('../../sandbox/profile-counts.ts')
  for (const userId of world.accounts) {
    const user = world.users.get(userId)
    if (user === undefined) continue
    const counts = (at: number) => ({ followers_count: profileCounts(user, world, at).followers })
    archive.record(profileSamples(counts, userId, now))
  }
  let queued = 0
  for (const post of world.posts.values()) {
    const age = now - post.createdAt
    // It has more impressions than all other posts of the account together.
    if (world.users.get(post.authorId)?.pinnedPostId === post.id) continue
    if ((post.deletedAt ?? now + 1) <= now) continue
    if (!world.accounts.includes(post.authorId) || age < 0 || age > MAX_AGE_MS) continue
    const samples: NewSample[] = []
    const times = sampleTimes(post.createdAt, now)
    for (const { groups, ...known } of metricsHistoryOf(world, post, times)) {
      for (const group of Object.values(GROUPS)) {
        const numbers = groups[group]
        if (numbers === undefined) continue
        samples.push({
          ...known,
          group,
          numbers,
          ...(group !== 'public_metrics' && { owner: post.authorId }),
        })
      }
    }
    archive.record(samples)
    queued += samples.length
    await nextTurn()
    if (signal?.aborted) return
    if (queued < MAX_QUEUED) continue
    await archive.flush()
    queued = 0
  }
  await archive.flush()
}
