// Fills the archive with the sandbox's past metrics, so that history is available from the start.

import type { World } from '../../sandbox/index.ts'
import type { Archive, NewSample } from '../archive/archive.ts'
import { GROUPS } from '../schema/metrics.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The metrics of older posts hardly change. */
const MAX_AGE_MS = 30 * DAY_MS

/** The samples that are queued at once, which is less than the archive's queue holds. */
const MAX_QUEUED = 20_000

/** Hourly for the last two days, and every twelve hours before. */
const sampleTimes = (now: number): readonly number[] => {
  const times: number[] = []
  for (let age = MAX_AGE_MS; age > 2 * DAY_MS; age -= 12 * HOUR_MS) times.push(now - age)
  for (let age = 2 * DAY_MS; age > 0; age -= HOUR_MS) times.push(now - age)
  return times
}

/** Must run before other samples are archived: the archive ignores samples older than the latest. */
export const archiveDemoHistory = async (
  archive: Pick<Archive, 'record' | 'flush'>,
  world: World,
  now: number,
): Promise<void> => {
  const { metricsHistoryOf } = await import('../../sandbox/metrics-history.ts')
  const times = sampleTimes(now)
  let queued = 0
  for (const post of world.posts.values()) {
    const age = now - post.createdAt
    if ((post.deletedAt ?? now + 1) <= now) continue
    if (!world.accounts.includes(post.authorId) || age < 0 || age > MAX_AGE_MS) continue
    const samples: NewSample[] = []
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
    if (queued < MAX_QUEUED) continue
    await archive.flush()
    queued = 0
  }
}
