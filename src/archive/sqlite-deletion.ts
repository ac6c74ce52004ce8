// Deletes posts and owners in SQLite, with what they gained, and purges the segments of deleted series.

import { type Change, discountPost } from './sqlite-gains.ts'
import type { Statements } from './sqlite-statements.ts'
import { type DeletionStep, MAX_STEP_MS, STEP } from './store.ts'

export const deletePost = (change: Change, id: string): void => {
  const { sql } = change
  discountPost(change, id)
  sql.markPostSeries.run(id)
  sql.deletePostSeries.run(id)
  sql.deleteRecord.run(id)
  sql.deletePost.run(id)
}

export const deleteOwner = (sql: Statements, owner: string, before: number): DeletionStep => {
  sql.insertDeletedOwner.run(owner, before)
  sql.deleteRecorderState.run(owner)
  sql.deleteLastRound.run(owner)
  const records = sql.deleteOwnedRecords.all(owner)
  const gains = records.length === 0 ? sql.deleteGains.run(owner).changes : STEP.records
  const owned = sql.ownedSeries.all(owner, STEP.series)
  let samples = 0
  for (const { id } of owned) {
    samples += Number(sql.countSegments.get(Number(id))?.count)
    sql.markSeries.run(Number(id))
    sql.deleteSeries.run(Number(id))
  }
  for (const post of new Set([...owned, ...records].map(({ post }) => String(post)))) {
    if (sql.hasSeries.get(post) === undefined) sql.deletePost.run(post)
    else if (sql.hasPrivateSeries.get(post) === undefined) sql.clearPrivate.run(post)
  }
  const hasMore = owned.length === STEP.series || gains === STEP.records
  return { posts: records.length, series: owned.length, samples, hasMore }
}

/** Returns whether segments of deleted series are left. */
export const purge = (sql: Statements): boolean => {
  const started = performance.now()
  for (;;) {
    const marked = sql.markedSeries.get()
    if (marked === undefined) return false
    if (performance.now() - started > MAX_STEP_MS) return true
    const series = Number(marked.series)
    if (sql.purgeSegments.run(series).changes < STEP.segments) sql.unmarkSeries.run(series)
  }
}
