// The archive as the rest of the gateway sees it: metrics that X returned, with their time. X shows current values, and
// private metrics for some weeks only; past values are known only here.

import type { PostGroup } from '../x/fields.ts'
import type { Metrics } from '../x/types.ts'
import type { Period, PeriodsQuery } from './periods.ts'
import type { ListedRecord, PostRate, PostRecord, RecordFilter, RecordQuery } from './records.ts'
import type { Span } from './segments.ts'

/** The group `user_metrics` has the counts of a connected account's profile. */
export type Group = PostGroup | 'user_metrics'

/** One group of metrics of one post, medium or account, through time. */
export interface Series {
  /** A post's id, a media key, or for `user_metrics` a user's id. */
  readonly subject: string
  readonly group: Group
  /**
   * The account that private metrics and `user_metrics` belong to; absent for public ones. Series with an owner are read by
   * the same owner only.
   */
  readonly owner?: string
}

/** Metrics and the time at which X returned them. */
export interface Sample {
  readonly at: number
  readonly numbers: Metrics
}

/** The last sample of a series. */
export interface LatestSample extends Sample {
  /** The time of the first of the last samples that are equal. */
  readonly since: number
}

/** A sample to store. */
export interface NewSample extends Series, Sample {
  /** The post that the metrics came with. Deleting it deletes the sample. Empty for `user_metrics`. */
  readonly postId: string
}

/** One line of an export. */
export type ExportLine =
  | ({ readonly type: 'post'; readonly createdAt: string } & Omit<
      PostRecord,
      'authorId' | 'createdAt'
    >)
  | {
      readonly type: 'sample'
      /** Absent for the counts of the profile. */
      readonly postId?: string
      /** The id of a post or of the user, or a media key. */
      readonly subject: string
      readonly group: Group
      readonly at: string
      /** The time until which samples were equal. */
      readonly until?: string
      readonly numbers: Metrics
    }

/** Counts of what was deleted of an account. */
export interface DeletedData {
  /** The records of its posts. */
  readonly posts: number
  /** The series of its private metrics and of its profile. */
  readonly series: number
  /** The samples of these series, as they are stored: equal ones in a row are one. */
  readonly samples: number
}

/** The store cannot be read at the moment. */
export class ArchiveUnavailable extends Error {
  override readonly name = 'ArchiveUnavailable'
}

export type ArchiveReader = Pick<
  Archive,
  'latest' | 'history' | 'records' | 'countMatches' | 'rates' | 'countRecords' | 'periods'
>

export interface Archive {
  /** Queues samples to be written. It neither waits nor throws: with a full queue or a failing store, samples are lost, counted and reported. */
  record(samples: readonly NewSample[]): void
  /**
   * Queues records of posts of connected accounts, which X sent at that time. Each replaces what is known of its post. Like
   * `record`, it neither waits nor throws.
   */
  recordPosts(records: readonly PostRecord[], at: number): void
  /** Returns the latest sample of each series, now or at a given time. @throws ArchiveUnavailable */
  latest(series: readonly Series[], at?: number): Promise<readonly (LatestSample | undefined)[]>
  /** Returns samples oldest first. @throws ArchiveUnavailable */
  history(series: Series, span: Span): Promise<readonly Sample[]>
  /** Returns records of an account's posts. @throws ArchiveUnavailable */
  records(query: RecordQuery): Promise<readonly ListedRecord[]>
  /** Counts the records that match the filters of a list. @throws ArchiveUnavailable */
  countMatches(query: RecordFilter): Promise<number>
  /** Returns the engagement rates of an account's posts of a time, without reposts. @throws ArchiveUnavailable */
  rates(account: string, since: number, until: number): Promise<readonly PostRate[]>
  /** Counts the records of an account's posts of a time, without reposts. @throws ArchiveUnavailable */
  countRecords(account: string, since: number, until: number): Promise<number>
  /** Returns what the recorded posts of an account gained in consecutive periods. @throws ArchiveUnavailable */
  periods(query: PeriodsQuery): Promise<readonly Period[]>
  /** Everything that is stored about an account. It may take long, and throws errors of the store. */
  exportAccount(userId: string): AsyncIterable<ExportLine>
  /** Writes everything queued without delay. Returns whether the store has all of it. */
  flush(): Promise<boolean>
  /** Deletes everything about posts that X has deleted. */
  deletePosts(postIds: readonly string[]): void
  /** Deletes posts that X hides from others, except those with private metrics of their author. */
  deleteHiddenPosts(postIds: readonly string[]): void
  /**
   * Deletes the private metrics of an account and the records of its posts; they are gone when this returns. No process
   * stores samples or records of the account that are older than `before`.
   */
  deleteOwner(userId: string, before: number): Promise<DeletedData>
  /** `failing` from a failed read or write until the next successful one. */
  state(): 'working' | 'failing'
  /** Closes the archive after queued samples are written. */
  close(): Promise<void>
}
