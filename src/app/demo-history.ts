// The sandbox's past, as an archive would know it that had been on all the time: so that there is something to be seen of
// history before anybody has waited for it.

import type { World } from '../../sandbox/index.ts'
import type { Archive, Group, NewSample } from '../archive/archive.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Older posts hardly move. */
const MOST_AGE_MS = 30 * DAY_MS

/** The last two days by the hour, the month before twice a day. */
const timesBefore = (now: number): readonly number[] => {
  const times: number[] = []
  for (let age = MOST_AGE_MS; age > 2 * DAY_MS; age -= 12 * HOUR_MS) times.push(now - age)
  for (let age = 2 * DAY_MS; age > 0; age -= HOUR_MS) times.push(now - age)
  return times
}

/** Before anything else is kept: what is older than what is known is not taken in. */
export const recallPast = async (archive: Archive, world: World, now: number): Promise<void> => {
  const { metricsHistoryOf } = await import('../../sandbox/metrics-history.ts')
  const times = timesBefore(now)
  for (const post of world.posts.values()) {
    const age = now - post.createdAt
    if (!world.accounts.includes(post.authorId) || age < 0 || age > MOST_AGE_MS) continue
    const samples: NewSample[] = []
    for (const { groups, ...known } of metricsHistoryOf(world, post, times)) {
      for (const [group, numbers] of Object.entries(groups)) {
        samples.push({
          ...known,
          group: group as Group,
          numbers,
          ...(group !== 'public_metrics' && { owner: post.authorId }),
        })
      }
    }
    archive.record(samples)
  }
}
