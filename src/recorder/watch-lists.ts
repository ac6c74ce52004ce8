// Watch lists: posts of any author whose public metrics are sampled for a caller. They are stored in the recorder's store, so
// every gateway of a deployment can change them.

import { DAY_MS } from '../infra/clock.ts'
import { GatewayError } from '../infra/errors.ts'
import type { RecorderStore } from './store.ts'

export interface WatchListsOptions {
  readonly store: Pick<RecorderStore, 'watch' | 'unwatch' | 'watched'>
  readonly limits: { readonly watched: number; readonly watchedPerCaller: number }
  readonly now: () => number
  /** Called when a list of this process’s callers has changed. */
  readonly onChange: () => void
}

/** The lists of one caller. Both methods return the ids on the list. */
export interface WatchList {
  /** @throws BAD_USER_INPUT or LIMIT_EXCEEDED */
  watch(ids: readonly string[], until: Date | undefined): Promise<readonly string[]>
  unwatch(ids: readonly string[]): Promise<readonly string[]>
}

const DEFAULT_DAYS = 30
const MAX_DAYS = 366

export const createWatchLists =
  ({ store, limits, now, onChange }: WatchListsOptions) =>
  (caller: string): WatchList => ({
    watch: async (ids, until) => {
      const end = until?.getTime() ?? now() + DEFAULT_DAYS * DAY_MS
      if (!(end > now() && end <= now() + MAX_DAYS * DAY_MS)) throw invalidEnd()
      const all = new Set((await store.watched(now())).map(({ postId }) => postId))
      const added = ids.filter((id) => !all.has(id))
      checkCount('MAX_WATCHED_POSTS', all.size + added.length, limits.watched)
      const watches = ids.map((postId) => ({ postId, until: end }))
      const list = await store.watch(caller, watches, now(), limits.watchedPerCaller)
      if (list === undefined) throw tooMany('MAX_WATCHED_POSTS_PER_CALLER', limits.watchedPerCaller)
      onChange()
      return list
    },
    unwatch: async (ids) => {
      const list = await store.unwatch(caller, ids, now())
      onChange()
      return list
    },
  })

const invalidEnd = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `watchPosts(until:) takes a time within the next ${MAX_DAYS} days.`,
  )

const checkCount = (limit: string, found: number, max: number): void => {
  if (found > max) throw tooMany(limit, max)
}

const tooMany = (limit: string, max: number): GatewayError =>
  new GatewayError(
    'LIMIT_EXCEEDED',
    `${limit === 'MAX_WATCHED_POSTS' ? 'All watch lists together' : 'Your watch list'} would have more than ${max} posts. Unwatch some, or raise ${limit}.`,
    { details: { limit, max } },
  )
