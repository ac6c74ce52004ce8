// Maintains in SQLite what the posts of accounts gained, and the totals of each post. All functions run in the transaction
// that changes the samples.

import type { SQLInputValue } from 'node:sqlite'

import { changeDay } from './gain-days.ts'
import type { GainsChange, Totals } from './gains.ts'
import {
  type CountedPost,
  type CountedSamples,
  countedPostOf,
  gainsOfAppended,
  gainsOfSeries,
  isCounted,
  totalValues,
} from './post-totals.ts'
import { type Segment, segmentOf } from './segments.ts'
import type { Statements } from './sqlite-statements.ts'
import { keyOfRow, type SeriesKey } from './store.ts'

/** A transaction with the gains that it changes. */
export interface Change {
  readonly sql: Statements
  readonly gains: GainsChange
}

export const segmentsOf = (sql: Statements, series: SQLInputValue): Segment[] =>
  sql.allSegments.all(series).flatMap((row) => segmentOf(row) ?? [])

export const saveGains = ({ sql, gains }: Change): void => {
  for (const each of gains.days()) {
    const { account, kind, day } = each
    const stored = sql.gainsOfDay.get(account, kind, day)?.quarters
    const { sums, quarters } = changeDay(stored, each)
    sql.putGains.run(account, kind, day, sums, quarters)
  }
}

/** The post that a series counts for. */
export const postOf = (sql: Statements, key: SeriesKey): CountedPost | undefined => {
  const post = countedPostOf(sql.record.get(key.subject))
  return isCounted(key, post) ? post : undefined
}

const setTotals = (sql: Statements, postId: string, kind: number, totals: Totals): void => {
  sql.setTotals[kind]?.run(...totalValues(kind, totals), postId)
}

/** Counts the whole of a series before and after a change of it. */
export const recount = (
  { sql, gains }: Change,
  { id, author, createdAt }: CountedPost,
  kind: number,
  before: readonly Segment[],
  after: readonly Segment[],
): void => {
  const counted = gainsOfSeries(after, createdAt)
  gains.add(author, kind, gainsOfSeries(before, createdAt).gains, -1)
  gains.add(author, kind, counted.gains)
  setTotals(sql, id, kind, counted.totals)
}

const countedSeries = (sql: Statements, post: CountedPost) =>
  sql.seriesOfPost.all(post.id).flatMap((row) => {
    const key = keyOfRow(row)
    return isCounted(key, post) ? [{ ...key, segments: segmentsOf(sql, Number(row.id)) }] : []
  })

/** Counts the samples that a post had before its record. */
export const countPost = (change: Change, postId: string): void => {
  const { sql } = change
  const post = countedPostOf(sql.record.get(postId))
  if (post === undefined) return
  for (const { kind, segments } of countedSeries(sql, post)) {
    recount(change, post, kind, [], segments)
  }
}

/** Takes out what a post counts, before it is deleted. */
export const discountPost = ({ sql, gains }: Change, postId: string): void => {
  const post = countedPostOf(sql.record.get(postId))
  if (post === undefined) return
  for (const { kind, segments } of countedSeries(sql, post)) {
    gains.add(post.author, kind, gainsOfSeries(segments, post.createdAt).gains, -1)
  }
}

/** Samples to append to a series. */
interface AppendedSeries extends Omit<CountedSamples, 'post' | 'kind'> {
  readonly key: SeriesKey
  readonly id: SQLInputValue
}

/** Counts appended samples. `put` writes them. */
export const countAppended = (
  change: Change,
  { key, id, ...samples }: AppendedSeries,
  put: () => void,
): void => {
  const { sql, gains } = change
  const post = postOf(sql, key)
  const { kind } = key
  const counted = post && gainsOfAppended({ ...samples, post, kind })
  const before = post && counted === undefined ? segmentsOf(sql, id) : []
  put()
  if (post === undefined) return
  if (counted === undefined) {
    recount(change, post, kind, before, segmentsOf(sql, id))
    return
  }
  gains.add(post.author, kind, counted.gains)
  setTotals(sql, post.id, kind, counted.totals)
}
