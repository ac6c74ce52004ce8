// Reads the archive about an account and its recorded posts, for one request. X is not asked.

import type { ArchiveReader, Sample } from '../archive/archive.ts'
import { equalMetrics } from '../archive/encoding.ts'
import { QUARTER_MS } from '../archive/gains.ts'
import type { Period, PeriodsQuery } from '../archive/periods.ts'
import type { ListedRecord, PostRate, RecordFilter, RecordQuery } from '../archive/records.ts'
import type { FoundPost } from '../pipeline/result.ts'
import type { Plan } from '../plan/plan.ts'
import { postsOfRecords } from './recorded-posts.ts'

/** The total at the end of a period, and what was gained in it, as far as there are samples. */
export interface Followers {
  readonly total: number | undefined
  readonly gained: number | undefined
}

export interface AccountHistory {
  /** Undefined while the archive cannot be read. */
  periods(query: Omit<PeriodsQuery, 'account'>): Promise<readonly Period[] | undefined>
  countPosts(since: number, until: number): Promise<number>
  rates(since: number, until: number): Promise<readonly PostRate[]>
  records(query: Omit<RecordQuery, 'authorId'>): Promise<readonly ListedRecord[]>
  countMatches(query: Omit<RecordFilter, 'authorId'>): Promise<number>
  /** Posts as their records show them. The plan must be one that records can serve. */
  posts(records: readonly ListedRecord[], plan: Plan, now: number): Promise<readonly FoundPost[]>
  /** The followers at or before a time. */
  followersAt(time: number): Promise<number | undefined>
  /** The followers of consecutive periods. */
  followers(bounds: readonly number[]): Promise<readonly Followers[]>
}

/** Archived values change in whole quarters of an hour. */
export const floorQuarter = (time: number): number => Math.floor(time / QUARTER_MS) * QUARTER_MS
export const ceilQuarter = (time: number): number => Math.ceil(time / QUARTER_MS) * QUARTER_MS

const MAX_PROFILE_SAMPLES = 20_000

/** @param count counts values against the bound of the request, and throws beyond it */
export const createAccountHistory = (
  userId: string,
  archive: ArchiveReader,
  count: (values: number) => void,
): AccountHistory => {
  const profile = { subject: userId, group: 'user_metrics', owner: userId } as const
  return {
    periods: async (query) => {
      count(query.bounds.length - 1)
      const periods = await archive.periods({ ...query, account: userId })
      return periods.length === 0 ? undefined : periods
    },
    countPosts: (since, until) => archive.countRecords(userId, since, until),
    rates: (since, until) => archive.rates(userId, since, until),
    records: (query) => archive.records({ ...query, authorId: userId }),
    countMatches: (query) => archive.countMatches({ ...query, authorId: userId }),
    posts: (records, plan, now) => postsOfRecords(records, plan, archive, now),
    followersAt: async (time) => {
      const [sample] = await archive.latest([profile], time)
      return sample?.numbers.followers_count ?? undefined
    },
    followers: async (bounds) => {
      count(bounds.length - 1)
      const [since = 0, until = 0] = [bounds[0], bounds.at(-1)]
      const span = { since, until, stepMs: 0, limit: MAX_PROFILE_SAMPLES }
      const [[before], samples] = await Promise.all([
        archive.latest([profile], since),
        archive.history(profile, span),
      ])
      return followersIn([...(before ? [before] : []), ...samples], bounds)
    },
  }
}

/** The samples are in order. Between two equal neighbors, all samples were equal. */
const followersIn = (samples: readonly Sample[], bounds: readonly number[]): Followers[] => {
  let next = 0
  const lastUntil = (time: number): number => {
    while (next < samples.length && (samples[next]?.at ?? 0) <= time) next++
    return next - 1
  }
  let start = lastUntil(bounds[0] ?? 0)
  return bounds.slice(1).map((until) => {
    const end = lastUntil(until)
    const [first, last] = [samples[start], samples[end]]
    const isSampled = end > start || isLevel(last, samples[end + 1])
    start = end
    const total = isSampled ? (last?.numbers.followers_count ?? undefined) : undefined
    const from = first?.numbers.followers_count ?? undefined
    const gained = total === undefined || from === undefined ? undefined : total - from
    return { total, gained }
  })
}

const isLevel = (one: Sample | undefined, other: Sample | undefined): boolean =>
  one !== undefined && other !== undefined && equalMetrics(one.numbers, other.numbers)
