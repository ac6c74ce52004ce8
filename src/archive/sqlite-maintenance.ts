// Thins series in SQLite, and deletes posts beyond the maximum and posts that are not requested.

import type { SQLOutputValue } from 'node:sqlite'

import { nextThinning, thinningsOf } from './segments.ts'
import { deletePost } from './sqlite-deletion.ts'
import { type Change, postOf, recount, segmentsOf } from './sqlite-gains.ts'
import type { Statements } from './sqlite-statements.ts'
import {
  DELETED_OWNER_RETENTION_MS,
  keyOfRow,
  MAX_STEP_MS,
  STEP,
  UNSEEN_RETENTION_MS,
} from './store.ts'

const excessOf = (sql: Statements, maxPosts: number): number =>
  Number(sql.countPosts.get()?.count) - maxPosts

const unseenSince = (now: number): number => now - UNSEEN_RETENTION_MS

const hasPostsToDelete = (sql: Statements, now: number, maxPosts: number): boolean =>
  excessOf(sql, maxPosts) > 0 || sql.unseenPosts.get(unseenSince(now), 1) !== undefined

export const isMaintenanceDue = (sql: Statements, now: number, maxPosts: number): boolean =>
  sql.dueSeries.get(now, 1) !== undefined || hasPostsToDelete(sql, now, maxPosts)

export const maintain = (change: Change, now: number, maxPosts: number): void => {
  const { sql } = change
  const started = performance.now()
  sql.expireDeletedOwners.run(now - DELETED_OWNER_RETENTION_MS)
  const excess = Math.max(0, Math.min(excessOf(sql, maxPosts), STEP.posts))
  const posts = [
    ...sql.excessPosts.all(excess),
    ...sql.unseenPosts.all(unseenSince(now), STEP.posts),
  ]
  for (const { id } of posts) deletePost(change, String(id))
  for (const row of sql.dueSeries.all(now, STEP.thinned)) {
    thin(change, row, now)
    if (performance.now() - started > MAX_STEP_MS) break
  }
}

const thin = (change: Change, row: Readonly<Record<string, SQLOutputValue>>, now: number): void => {
  const { sql } = change
  const [id, began] = [Number(row.id), Number(row.since)]
  const key = keyOfRow(row)
  const post = postOf(sql, key)
  const before = post && segmentsOf(sql, id)
  let dropped = 0
  for (const { since, until, bucket } of thinningsOf(Number(row.thinned), now, post?.createdAt)) {
    // A number would be bound as REAL, whose division does not round down.
    dropped += Number(sql.thin.run(id, since, until, began, BigInt(bucket)).changes)
  }
  if (before && dropped > 0) recount(change, post, key.kind, before, segmentsOf(sql, id))
  sql.setThinned.run(now, nextThinning(Number(sql.newestSegment.get(id)?.began), now), id)
}
