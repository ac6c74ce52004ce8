// The database interface of the archive. Every change is one short transaction, and only one process changes the
// database at a time.

import { DAY_MS } from '../infra/clock.ts'
import { PRIVATE_GROUPS } from '../x/fields.ts'
import type { DeletedData, Group, Series } from './archive.ts'
import type { DaysQuery, StoredDay } from './gain-days.ts'
import type { ListedRecord, NewRecord, PostRate, RecordFilter, RecordQuery } from './records.ts'
import type { EncodedSample, Segment } from './segments.ts'

/** The order is part of the database format: new groups are appended. */
export const GROUPS: readonly Group[] = ['public_metrics', ...PRIVATE_GROUPS, 'user_metrics']

export interface SeriesKey {
  readonly subject: string
  /** The index of the group in `GROUPS`. */
  readonly kind: number
  /** The owner of private and user metrics; empty for public ones. */
  readonly owner: string
}

/** Reads a row of the database. */
export const keyOfRow = ({
  subject,
  kind,
  owner,
}: Readonly<Record<string, unknown>>): SeriesKey => ({
  subject: String(subject),
  kind: Number(kind),
  owner: String(owner),
})

/** The key of a series; undefined for metrics that lack their owner. */
export const keyOf = ({ subject, group, owner = '' }: Series): SeriesKey | undefined => {
  const kind = GROUPS.indexOf(group)
  if (kind === 0) return { subject, kind, owner: '' }
  return owner === '' ? undefined : { subject, kind, owner }
}

export const groupOf = ({ kind }: SeriesKey): Group => GROUPS[kind] ?? 'public_metrics'

export interface StoredSeries {
  readonly id: number
  readonly key: SeriesKey
  readonly postId: string
}

/** Reads a row of the database. */
export const storedSeriesOf = (row: Readonly<Record<string, unknown>>): StoredSeries => ({
  id: Number(row.id),
  key: keyOfRow(row),
  postId: String(row.post),
})

/** New samples of one series. */
export interface SeriesBatch {
  readonly key: SeriesKey
  /** Empty for user metrics. */
  readonly postId: string
  /** At least one sample, oldest first. */
  readonly samples: readonly EncodedSample[]
}

export interface Store {
  /** Rejects if the store is known to have no room. */
  checkSpace(): Promise<void>
  /** Writes records and samples in one transaction. */
  write(batches: readonly SeriesBatch[], records: readonly NewRecord[]): Promise<void>
  /** Returns the last segment of each series that began at or before `at`. */
  latest(keys: readonly SeriesKey[], at: number): Promise<readonly (Segment | undefined)[]>
  /** Returns all segments that overlap the time range, oldest first. */
  segments(key: SeriesKey, since: number, until: number): Promise<readonly Segment[]>
  /** Returns series of an account and public ones of its recorded posts, by id. */
  accountSeries(userId: string, afterId: number): Promise<readonly StoredSeries[]>
  /** Returns what the recorded posts of an account gained in one metric group, oldest first. */
  gains(account: string, kind: number, days: DaysQuery): Promise<readonly StoredDay[]>
  records(query: RecordQuery): Promise<readonly ListedRecord[]>
  countMatches(query: RecordFilter): Promise<number>
  rates(account: string, since: number, until: number): Promise<readonly PostRate[]>
  countRecords(account: string, since: number, until: number): Promise<number>
  deletePosts(ids: readonly string[]): Promise<void>
  /** Deletes the posts that have no private metrics. */
  deleteHiddenPosts(ids: readonly string[]): Promise<void>
  /** One step of deleting an owner. Older samples than `before` are rejected from then on. */
  deleteOwner(owner: string, before: number): Promise<DeletionStep>
  /** One step of removing the segments of deleted series; true if there is more. */
  purge(): Promise<boolean>
  /** Makes purged data unrecoverable from the files. False if another process prevents it. */
  scrub(): Promise<boolean>
  /** One step of thinning, and of deleting posts beyond the maximum or not requested; true if there is more. */
  maintain(now: number, maxPosts: number): Promise<boolean>
  close(): Promise<void>
}

export interface DeletionStep extends DeletedData {
  readonly hasMore: boolean
}

/** X's terms: posts of others are not stored longer than they are used. */
export const UNSEEN_RETENTION_MS = 30 * DAY_MS

/** The duration after which a step ends. */
export const MAX_STEP_MS = 5

/** The maximum work of one step. */
export const STEP = { series: 200, records: 200, segments: 2000, posts: 20, thinned: 32 } as const

/** The precision of the time at which a post was last sampled. */
export const SEEN_PRECISION_MS = 3_600_000

/** The retention of deleted owners, until every process has written what it had queued. */
export const DELETED_OWNER_RETENTION_MS = 86_400_000
