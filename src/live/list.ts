// A list of posts that is followed, by one or by a thousand: what is new of it since any version is put together once.

import { createHash } from 'node:crypto'

import type { Caller } from '../auth/callers.ts'
import type { FoundPost } from '../pipeline/result.ts'
import type { Shown } from './shown.ts'
import type { Follower } from './subscriber.ts'
import type { LiveNews, Lost, Pace } from './types.ts'
import type { View } from './views.ts'

/** Of the last asking. */
type Told = Pick<LiveNews, 'at' | 'caller' | 'tally'>

export interface List {
  readonly name: string
  /** Of its own life: what was seen of another one is nothing here. */
  readonly epoch: string
  readonly shown: Shown
  readonly views: readonly View[]
  readonly followers: Set<Follower>
  /** Whoever came last: all of them have the same rights. */
  caller: Caller
  /** The newest version of anything that its followers are told. */
  version: number
  /** How often X is asked, as they have been told. */
  pace: Pace
  told: Told | undefined
  /** While X is asked for those who have just come. */
  asking: Promise<void> | undefined
  /** By the version since which it is new. */
  readonly news: Map<number, LiveNews>
}

/** Versions begin with one. */
const UNSEEN = 0

export const createList = (
  name: string,
  views: readonly View[],
  shown: Shown,
  caller: Caller,
  pace: Pace,
): List => ({
  name,
  epoch: crypto.randomUUID().slice(0, 8),
  shown,
  views,
  followers: new Set(),
  caller,
  version: UNSEEN,
  pace,
  told: undefined,
  asking: undefined,
  news: new Map(),
})

export const nameOf = (ids: readonly string[]): string =>
  createHash('sha256').update(ids.join()).digest('base64url')

/** X has been asked, or not: followers who have not seen what is new are told. */
export const renew = (list: List, version: number, pace: Pace, told = list.told): void => {
  for (const view of list.views) list.version = Math.max(list.version, view.version)
  if (!isSame(list.pace, pace)) list.version = version
  list.pace = pace
  list.told = told
  list.news.clear()
  for (const follower of list.followers) follower.look()
}

const isSame = (one: Pace, other: Pace): boolean =>
  one.everyMs === other.everyMs &&
  one.slowDown?.reason === other.slowDown?.reason &&
  one.slowDown?.until === other.slowDown?.until

/** Nothing when there is nothing new. */
export const newsSince = (
  list: List,
  seen: number,
): readonly [version: number, news: LiveNews] | undefined => {
  const { version, told, pace } = list
  const { plan } = list.shown
  if (version <= seen || told === undefined) return undefined
  // The next round tells what may be shown instead.
  if (!list.views.every((view) => view.mayShow())) return undefined
  const known = list.news.get(seen)
  if (known !== undefined) return [version, known]
  const posts: FoundPost[] = []
  const lost: Lost[] = []
  for (const { id, loaded, version: since } of list.views) {
    if (since <= seen || loaded === undefined) continue
    if (loaded.kind === 'post') posts.push(loaded)
    else if (loaded.kind !== 'dropped') lost.push({ id, error: loaded.error })
  }
  const news: LiveNews = { ...told, posts, lost, plan, pace, cursor: `${list.epoch}.${version}` }
  list.news.set(seen, news)
  return [version, news]
}

/** The version that a cursor of this list stands for. */
export const seenBy = (list: List, cursor: string | undefined): number => {
  const [epoch, version] = cursor?.split('.') ?? []
  const seen = Number(version)
  return epoch === list.epoch && Number.isSafeInteger(seen) && seen <= list.version ? seen : UNSEEN
}
