// The archive in PostgreSQL, shared by gateways on several machines. Every change holds one advisory lock for some
// milliseconds.

import { chunksOf, segmentsOf } from './chunks.ts'
import { storedDayOf } from './gain-days.ts'
import { thinSeries } from './postgres-chunks.ts'
import { type Change, createChange, discountPosts, saveGains } from './postgres-gains.ts'
import { DELETE_GAINS, GAINS } from './postgres-gains-statements.ts'
import { openPool, type PostgresOptions, type Query, verifyCaFile } from './postgres-pool.ts'
import { keyColumns } from './postgres-query.ts'
import { LOCK, prepareSchema } from './postgres-schema.ts'
import * as sql from './postgres-statements.ts'
import { write } from './postgres-writing.ts'
import {
  filterParameters,
  pageParameters,
  type RecordFilter,
  rateOfRow,
  recordOfRow,
} from './records.ts'
import { endOf } from './segments.ts'
import {
  DELETED_OWNER_RETENTION_MS,
  type DeletionStep,
  STEP,
  type Store,
  storedSeriesOf,
  UNSEEN_RETENTION_MS,
} from './store.ts'

/** PostgreSQL reports a full disk when it is written. */
const checkSpace = async (): Promise<void> => {}

/** @throws StoreError */
export const openPostgresArchive = async (options: PostgresOptions): Promise<Store> => {
  verifyCaFile(options)
  await prepareSchema(options)
  const transactions = openPool(options)
  const transaction = <T>(work: (query: Query) => Promise<T>): Promise<T> =>
    transactions.run(LOCK, work)
  // A read waits for no writer.
  const query = transactions.read

  /** Runs work in a transaction, and saves what it changes of the gains. */
  const counted = (work: (change: Change) => Promise<void>): Promise<void> =>
    transaction(async (query) => {
      const change = createChange(query)
      await work(change)
      await saveGains(change)
    })

  return {
    write: (batches, records) => counted((change) => write(change, batches, records)),
    latest: async (keys, at) =>
      (await query(sql.LATEST, [...keyColumns(keys), at])).map((row) =>
        segmentsOf(chunksOf([row])).findLast(({ began }) => began <= at),
      ),
    segments: async ({ subject, kind, owner }, since, until) =>
      segmentsOf(chunksOf(await query(sql.CHUNKS, [subject, kind, owner, until, since]))).filter(
        (segment) => segment.began <= until && endOf(segment) >= since,
      ),
    records: async (given) => {
      const values = [...filtersOf(given), ...pageParameters(given)]
      return (await query(sql.records(given), values)).map(recordOfRow)
    },
    countMatches: async (given) =>
      Number((await query(sql.COUNT_MATCHES, filtersOf(given)))[0]?.count),
    rates: async (...range) => (await query(sql.RATES, range)).map(rateOfRow),
    countRecords: async (...range) => Number((await query(sql.COUNT_RECORDS, range))[0]?.count),
    gains: async (account, kind, { until, divided }) =>
      (await query(GAINS, [account, kind, until, divided])).flatMap(
        (row) => storedDayOf(row) ?? [],
      ),
    accountSeries: async (userId, afterId) =>
      (await query(sql.ACCOUNT_SERIES, [userId, afterId])).map(storedSeriesOf),
    deletePosts: (ids) => counted((change) => deletePosts(change, ids)),
    deleteHiddenPosts: (ids) =>
      counted(async (change) => {
        const posts = await change.query(sql.WITHOUT_PRIVATE_SERIES, [ids])
        await deletePosts(
          change,
          posts.map(({ id }) => String(id)),
        )
      }),
    deleteOwner: (owner, before) => transaction((query) => deleteOwner(query, owner, before)),
    checkSpace,
    purge: async () => {
      if ((await query(sql.MARKED_SERIES, [])).length === 0) return false
      return transaction(purge)
    },
    // PostgreSQL's vacuum reclaims deleted rows.
    scrub: async () => true,
    maintain: async (now, maxPosts) => {
      const { posts, isDue, hasUnseen } = await maintenanceState(query, now)
      if (posts <= maxPosts && !isDue && !hasUnseen) return false
      await counted((change) => maintain(change, now, maxPosts))
      return true
    },
    close: transactions.close,
  }
}

const filtersOf = (given: RecordFilter) => {
  const { times, flags, excluded, words, mediaTypes } = filterParameters(given)
  return [...times, ...flags, excluded, words, mediaTypes ?? null]
}

const deletePosts = async (change: Change, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  await discountPosts(change, ids)
  await change.query(sql.DELETE_POSTS, [ids])
}

const deleteOwner = async (query: Query, owner: string, before: number): Promise<DeletionStep> => {
  await query(sql.INSERT_DELETED_OWNER, [owner, before])
  await query(sql.DELETE_RECORDER_STATE, [owner])
  const series = await query(sql.DELETE_OWNED_SERIES, [owner])
  const records = await query(sql.DELETE_OWNED_RECORDS, [owner])
  const gains = records.length === 0 ? (await query(DELETE_GAINS, [owner])).length : STEP.records
  const posts = [...series, ...records].map(({ post }) => post)
  await query(sql.DELETE_EMPTY_POSTS, [posts])
  await query(sql.CLEAR_PRIVATE, [posts])
  return {
    posts: records.length,
    series: series.length,
    samples: series.reduce((sum, { samples }) => sum + Number(samples), 0),
    hasMore: series.length === STEP.series || gains === STEP.records,
  }
}

/** Returns whether segments of deleted series are left. */
const purge = async (query: Query): Promise<boolean> => {
  const marked = (await query(sql.MARKED_SERIES, [])).map(({ series }) => series)
  await query(sql.PURGE_CHUNKS, [marked])
  await query(sql.UNMARK_SERIES, [marked])
  return (await query(sql.MARKED_SERIES, [])).length > 0
}

const maintenanceState = async (query: Query, now: number) => {
  const [row] = await query(sql.MAINTENANCE_STATE, [now, now - UNSEEN_RETENTION_MS])
  return { posts: Number(row?.posts), isDue: row?.due === true, hasUnseen: row?.unseen === true }
}

const maintain = async (change: Change, now: number, maxPosts: number): Promise<void> => {
  const { query } = change
  const excess = (await maintenanceState(query, now)).posts - maxPosts
  await query(sql.EXPIRE_DELETED_OWNERS, [now - DELETED_OWNER_RETENTION_MS])
  const posts = [
    ...(await query(sql.EXCESS_POSTS, [Math.max(0, Math.min(excess, STEP.posts))])),
    ...(await query(sql.UNSEEN_POSTS, [now - UNSEEN_RETENTION_MS])),
  ]
  await deletePosts(
    change,
    posts.map(({ id }) => String(id)),
  )
  await thinSeries(change, now)
}
