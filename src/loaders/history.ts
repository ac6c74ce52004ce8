// The archive as one request may read it: public metrics of any post that the caller is shown, and private metrics of the
// posts of the caller's accounts.

import DataLoader from 'dataloader'

import type { ArchiveReader, Sample, Series } from '../archive/archive.ts'
import type { Span } from '../archive/segments.ts'
import type { Account } from '../auth/accounts.ts'
import { type Caller, requireGrant } from '../auth/callers.ts'
import { GatewayError } from '../infra/errors.ts'
import type { PostGroup } from '../x/fields.ts'
import type { Refusal } from '../x/refusals.ts'
import type { Tweet } from '../x/types.ts'
import { type AccountHistory, createAccountHistory } from './account-history.ts'

export interface History {
  /**
   * The history of a metric group of a post that the caller is shown, or of a medium of it, or why there is none.
   * @throws ARCHIVE_OFF
   */
  of(post: Tweet, group: PostGroup, subject?: string): Promise<PostHistory | Refusal>
  /** The history of an account of the caller, or why there is none. @throws ARCHIVE_OFF */
  ofAccount(account: Account): Promise<AccountHistory | Refusal>
}

export interface PostHistory {
  /** Oldest first. */
  within(span: Span): Promise<readonly Sample[]>
  /** The latest sample, now or at that time. */
  at(time?: number): Promise<Sample | undefined>
}

export interface HistoryOptions {
  readonly caller: Caller
  readonly archive: ArchiveReader | undefined
  readonly accounts: () => Promise<readonly Account[]>
  /** Resolves when archived values of the account may be served. */
  readonly prove: (account: Account) => Promise<void>
}

const AUTHOR_UNKNOWN: Refusal = {
  reason: 'REFUSED',
  message:
    'X did not name the author of the post, so it is unknown who may see its private metrics.',
}

/** The maximum number of samples of all histories of one request, which bounds its response. */
const MAX_SAMPLES = 50_000

export const createHistory = ({ caller, archive, accounts, prove }: HistoryOptions): History => {
  if (archive === undefined) {
    const off = () => Promise.reject(archiveOff())
    return { of: off, ofAccount: off }
  }
  let samples = 0
  /** @throws BAD_USER_INPUT */
  const count = (more: number): void => {
    samples += more
    if (samples > MAX_SAMPLES) throw tooMany()
  }
  let latest: DataLoader<LatestKey, Sample | undefined> | undefined

  const historyOf = (series: Series): PostHistory => ({
    within: async (span) => {
      const { since, until, stepMs, limit } = span
      count(Math.min(limit, Math.ceil((until - since) / stepMs)))
      return archive.history(series, span)
    },
    at: (time) => {
      latest ??= latestOf(archive)
      return latest.load({ series, time })
    },
  })

  return {
    of: async ({ id, author_id }, group, subject = id) => {
      requireGrant(caller, 'HISTORY')
      if (group === 'public_metrics') return historyOf({ subject, group })
      const all = await accounts()
      if (all.length === 0) return { reason: 'USER_CONTEXT_REQUIRED' }
      const owner = all.find(({ userId }) => userId === author_id)
      if (owner === undefined) return author_id ? { reason: 'NOT_OWNER' } : AUTHOR_UNKNOWN
      const refusal = await refusalOf(owner, prove)
      return refusal ?? historyOf({ subject, group, owner: owner.userId })
    },
    ofAccount: async (account) => {
      requireGrant(caller, 'HISTORY')
      const refusal = await refusalOf(account, prove)
      return refusal ?? createAccountHistory(account.userId, archive, count)
    },
  }
}

/** Why archived values of an account may not be served. */
const refusalOf = async (
  account: Account,
  prove: HistoryOptions['prove'],
): Promise<Refusal | undefined> => {
  if (account.reconnectNeeded) return { reason: 'RECONNECT_NEEDED' }
  try {
    await prove(account)
    return undefined
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'CREDENTIALS_REJECTED') throw error
    return account.owned
      ? { reason: 'RECONNECT_NEEDED', message: error.message }
      : { reason: 'RECONNECT_NEEDED' }
  }
}

interface LatestKey {
  readonly series: Series
  readonly time: number | undefined
}

/** Batches the reads of one request: one archive query per time. */
const latestOf = (archive: ArchiveReader): DataLoader<LatestKey, Sample | undefined> =>
  new DataLoader(
    async (keys) => {
      const found = new Map<LatestKey, Sample | undefined>()
      await Promise.all(
        [...Map.groupBy(keys, ({ time }) => time)].map(async ([time, group]) => {
          const samples = await archive.latest(
            group.map(({ series }) => series),
            time,
          )
          for (const [index, key] of group.entries()) found.set(key, samples[index])
        }),
      )
      return keys.map((key) => found.get(key))
    },
    { cache: false },
  )

const archiveOff = (): GatewayError =>
  new GatewayError(
    'ARCHIVE_OFF',
    'This gateway has no archive, so past metrics are not available. Set ARCHIVE=on to archive metrics from then on.',
  )

const tooMany = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `All metricsHistory and series fields of a query together may return ${MAX_SAMPLES} samples. Request fewer posts, a shorter time or a larger step.`,
  )
