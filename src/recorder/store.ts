// The recorder's state in the archive's database, beside the samples: the lease, the state of each account, and the watch
// lists. The times of the last samples are not kept here: the archive has them.

/** The state of an account, apart from its posts. */
export interface AccountState {
  /**
   * The newest and the oldest post of the range that was read without gaps. The archive may have posts outside of it, which
   * queries have brought.
   */
  readonly range?: { readonly newest: string; readonly oldest: string }
  /** Whether the timeline was read to its end. */
  readonly isComplete: boolean
  /** The youngest post whose private metrics X refused because of its age. */
  readonly refusedId?: string
}

/** The posts that the spend limit leaves out until the end of the day. */
export interface LeftOut {
  readonly posts: number
  /** The time at which the newest of them was written. Older ones are left out as well. */
  readonly newest: number
  readonly until: number
}

/** The result of an account's last round, for the processes that answer queries. Times are in milliseconds. */
export interface LastRound {
  /** The time of the last sample of any post of the account; undefined if there is none. */
  readonly sampledAt?: number | undefined
  /** Since when the post that waits longest is due, or will be; undefined if no post is due again. */
  readonly waitingSince?: number | undefined
  readonly nextAt: number
  readonly limits: readonly RecordingLimit[]
}

/** Why due posts of an account were not sampled. */
export interface RecordingLimit {
  readonly reason: LimitReason
  readonly posts: number
  /** When the recorder tries again; undefined if it waits for the account's login. */
  readonly until?: number | undefined
}

export type LimitReason = 'SPEND_LIMIT' | 'RATE_LIMIT' | 'RECONNECT_NEEDED' | 'NO_ANSWER'

/** A post that a caller has put on its watch list. */
export interface Watch {
  readonly postId: string
  /** When the watch ends. */
  readonly until: number
}

export interface WatchLists {
  /**
   * Adds posts to a caller's list, or changes how long they are watched.
   * @returns the list, or undefined if it would have more than `max` posts, in which case it is not changed
   */
  watch(
    caller: string,
    watches: readonly Watch[],
    now: number,
    max: number,
  ): Promise<readonly string[] | undefined>
  /** Returns the list without the posts. */
  unwatch(caller: string, postIds: readonly string[], now: number): Promise<readonly string[]>
}

export interface RecorderStore extends WatchLists {
  /** Acquires or extends the lease. False while another holder has it. */
  acquire(holder: string, now: number, until: number): Promise<boolean>
  release(holder: string): Promise<void>
  readAccount(userId: string): Promise<AccountState | undefined>
  writeAccount(userId: string, state: AccountState): Promise<void>
  readRound(userId: string): Promise<LastRound | undefined>
  /** The last rounds of all accounts, by user id. */
  readRounds(): Promise<ReadonlyMap<string, LastRound>>
  writeRound(userId: string, round: LastRound): Promise<void>
  readLeftOut(): Promise<LeftOut | undefined>
  writeLeftOut(leftOut: LeftOut): Promise<void>
  /** The posts on any list, each with its last end. Lists that have ended are deleted. */
  watched(now: number): Promise<readonly Watch[]>
  /** Removes posts that no longer exist from all lists. */
  unwatchAll(postIds: readonly string[]): Promise<void>
  close(): Promise<void>
}
