// Feeds. A feed is a list of posts with one selection and one interval, which any number of subscribers share. Each message is
// composed once for all subscribers that have received the same version.

import { hash } from 'node:crypto'

import type { Caller } from '../auth/callers.ts'
import type { FoundPost } from '../pipeline/result.ts'
import type { PostSelection } from './selection.ts'
import type { Snapshot } from './snapshots.ts'
import type { Subscriber } from './subscriber.ts'
import type { LiveMessage, LostPost, Pace } from './types.ts'

type LastPoll = Pick<LiveMessage, 'at' | 'caller' | 'tally' | 'warnings'>

export interface Feed {
  readonly key: string
  /** Part of the cursors: those of other feeds are not valid here. */
  readonly epoch: string
  readonly selection: PostSelection
  readonly snapshots: readonly Snapshot[]
  readonly subscribers: Set<Subscriber>
  /** The caller of the latest subscriber. All subscribers have the same rights. */
  caller: Caller
  /** The latest version that changed a snapshot or the pace. */
  version: number
  /** The pace that was published last. */
  pace: Pace
  lastPoll: LastPoll | undefined
  /** The poll for new subscribers, while it is in flight. */
  refreshing: Promise<void> | undefined
  /** The composed messages, by the version that their receivers have. */
  readonly messages: Map<number, LiveMessage>
}

/** Polls count versions from 1. */
const NO_VERSION = 0

export const createFeed = (
  given: Pick<Feed, 'key' | 'selection' | 'snapshots' | 'caller' | 'pace'>,
): Feed => ({
  ...given,
  epoch: crypto.randomUUID().slice(0, 8),
  subscribers: new Set(),
  version: NO_VERSION,
  lastPoll: undefined,
  refreshing: undefined,
  messages: new Map(),
})

export const feedKey = (ids: readonly string[]): string => hash('sha256', ids.join(), 'base64url')

/** Notifies subscribers of the snapshots and the pace after a poll. */
export const publish = (
  feed: Feed,
  version: number,
  pace: Pace,
  lastPoll = feed.lastPoll,
): void => {
  for (const snapshot of feed.snapshots) feed.version = Math.max(feed.version, snapshot.version)
  if (!isSamePace(feed.pace, pace)) feed.version = version
  feed.pace = pace
  feed.lastPoll = lastPoll
  feed.messages.clear()
  for (const subscriber of feed.subscribers) subscriber.notify()
}

const isSamePace = (one: Pace, other: Pace): boolean =>
  one.intervalMs === other.intervalMs &&
  one.slowDown?.reason === other.slowDown?.reason &&
  one.slowDown?.until === other.slowDown?.until

/** The message with the changes since a version. Undefined if there are none. */
export const messageSince = (
  feed: Feed,
  received: number,
): readonly [version: number, message: LiveMessage] | undefined => {
  const { version, lastPoll, pace, snapshots, selection } = feed
  if (version <= received || lastPoll === undefined) return undefined
  // The next poll replaces what may no longer be shown.
  if (!snapshots.every((snapshot) => snapshot.mayShow())) return undefined
  const known = feed.messages.get(received)
  if (known !== undefined) return [version, known]
  const posts: FoundPost[] = []
  const lost: LostPost[] = []
  for (const { id, result, version: changedAt } of snapshots) {
    if (changedAt <= received || result === undefined) continue
    if (result.kind === 'post') posts.push(result)
    else if (result.kind !== 'dropped') lost.push({ id, error: result.error })
  }
  const cursor = `${feed.epoch}.${version}`
  const message: LiveMessage = { ...lastPoll, posts, lost, plan: selection.plan, pace, cursor }
  feed.messages.set(received, message)
  return [version, message]
}

/** The version of a cursor of this feed; without one, the client has received nothing. */
export const versionOf = (feed: Feed, cursor: string | undefined): number => {
  const [epoch, text] = cursor?.split('.') ?? []
  const version = Number(text)
  const isValid = epoch === feed.epoch && Number.isSafeInteger(version) && version <= feed.version
  return isValid ? version : NO_VERSION
}
