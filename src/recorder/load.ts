// Loads what is known of an account: its posts from the archive's records, and their last samples from the archive. So a
// process that takes over samples nothing twice, and what another one had not written yet is due again.

import type { LatestSample, Series } from '../archive/archive.ts'
import type { PostRecord } from '../archive/records.ts'
import { newestFirst } from '../x/fields.ts'
import { phaseOf } from './schedule.ts'
import type { RecorderStore } from './store.ts'
import { createTrackedPosts, numbersText, type TrackedPost, trackedPost } from './tracked.ts'
import type { KnownAccount, RecorderArchive } from './types.ts'

/** A read of the archive has a timeout of a second. */
const CHUNK = 500

/** @throws ArchiveUnavailable, or an error of the store */
export const loadAccount = async (
  userId: string,
  archive: RecorderArchive,
  store: Pick<RecorderStore, 'readAccount'>,
): Promise<KnownAccount> => {
  const state = (await store.readAccount(userId)) ?? { isComplete: false }
  const { range, refusedId } = state
  const isInRange = ({ id }: PostRecord): boolean =>
    range !== undefined && newestFirst(range.newest, id) <= 0 && newestFirst(id, range.oldest) <= 0
  const records = (await recordsOf(userId, archive)).filter(isInRange)
  const posts: TrackedPost[] = []
  for (let start = 0; start < records.length; start += CHUNK) {
    const chunk = records.slice(start, start + CHUNK)
    const samples = await lastSamples(
      chunk.map(({ id }) => id),
      userId,
      archive,
    )
    for (const { id, kind, promoted } of chunk) {
      const isReadable = refusedId === undefined || newestFirst(id, refusedId) < 0
      const known = { isReadable, isRepost: kind === 'REPOST', isPromoted: promoted }
      posts.push(trackedPost(id, { ...known, ...samples.get(id) }))
    }
  }
  return { userId, state, phase: phaseOf(userId), posts: createTrackedPosts(posts) }
}

const recordsOf = async (userId: string, archive: RecorderArchive): Promise<PostRecord[]> => {
  const all: PostRecord[] = []
  for (;;) {
    const after = all.at(-1)
    const page = await archive.records({ authorId: userId, limit: CHUNK, ...(after && { after }) })
    all.push(...page)
    if (page.length < CHUNK) return all
  }
}

type LastSample = Pick<TrackedPost, 'sampledAt' | 'unchangedSince' | 'numbers'>

/** The last samples of posts, with the private metrics of their owner, if there is one. */
export const lastSamples = async (
  ids: readonly string[],
  owner: string | undefined,
  archive: RecorderArchive,
): Promise<ReadonlyMap<string, LastSample>> => {
  const of = (group: Series['group'], more = {}): Promise<readonly (LatestSample | undefined)[]> =>
    archive.latest(ids.map((subject) => ({ subject, group, ...more })))
  const seen = await of('public_metrics')
  const own = owner === undefined ? [] : await of('non_public_metrics', { owner })
  const found = new Map<string, LastSample>()
  for (const [index, id] of ids.entries()) {
    const [all, nonPublic] = [seen[index], own[index]]
    if (all === undefined) continue
    // Private metrics that are older were refused since.
    const isCurrent = nonPublic !== undefined && nonPublic.at >= all.at
    found.set(id, {
      sampledAt: all.at,
      unchangedSince: Math.max(all.since, isCurrent ? nonPublic.since : 0),
      numbers: numbersText(all.numbers, isCurrent ? nonPublic.numbers : undefined),
    })
  }
  return found
}
