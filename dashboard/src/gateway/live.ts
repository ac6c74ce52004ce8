// Live updates of posts: their newest metrics, and what changed with the last message of the subscription.

import { useEffect, useState } from 'react'
import { type CombinedError, useClient } from 'urql'

import { LiveDocument, type LiveSubscription } from '../generated/graphql.ts'
import { GROUPS, type PostMetrics } from '../metrics.ts'
import { useStore } from '../store.ts'
import { connectionState } from './event-stream.ts'

/** Differences by path, such as `publicMetrics.likeCount`. */
export type Changes = ReadonlyMap<string, number>

type Message = LiveSubscription['postMetrics']

interface LiveMetrics {
  readonly posts: ReadonlyMap<string, PostMetrics>
  readonly changes: ReadonlyMap<string, Changes>
  /** Posts that X stopped returning, with the reason. */
  readonly lost: ReadonlyMap<string, Message['lost'][number]>
  readonly lastMessage: Pick<Message, 'at' | 'every' | 'slowedDown'> | undefined
  readonly error: CombinedError | undefined
}

const EMPTY: LiveMetrics = {
  posts: new Map(),
  changes: new Map(),
  lost: new Map(),
  lastMessage: undefined,
  error: undefined,
}

const diff = (before: PostMetrics, after: PostMetrics): Changes => {
  const changes = new Map<string, number>()
  for (const { group } of GROUPS) {
    const [previous, current]: (Readonly<Record<string, unknown>> | null)[] = [
      before[group],
      after[group],
    ]
    for (const [name, value] of Object.entries(current ?? {})) {
      const earlier = previous?.[name]
      if (typeof value !== 'number' || typeof earlier !== 'number' || value === earlier) continue
      changes.set(`${group}.${name}`, value - earlier)
    }
  }
  return changes
}

const applyMessage = (before: LiveMetrics, message: Message): LiveMetrics => {
  const [posts, lost, changes] = [new Map(before.posts), new Map(before.lost), new Map()]
  for (const post of message.posts) {
    const previous = posts.get(post.id)
    const changed = previous && diff(previous, post)
    if (changed !== undefined && changed.size > 0) changes.set(post.id, changed)
    posts.set(post.id, post)
    lost.delete(post.id)
  }
  for (const post of message.lost) lost.set(post.postId, post)
  return { posts, lost, changes, lastMessage: message, error: undefined }
}

/** The shortest interval that a gateway with default settings accepts. */
const DEFAULT_INTERVAL_SECONDS = 15

/** Delay before a new stream is opened, with jitter so that all open dashboards do not reconnect at once. */
const reconnectDelayMs = (): number => 5000 + Math.random() * 10_000

export const useLive = (ids: readonly string[], on: boolean) => {
  const client = useClient()
  const key = ids.join(',')
  const [metrics, setMetrics] = useState(EMPTY)
  const [every, setEvery] = useState<number | null>(DEFAULT_INTERVAL_SECONDS)
  const [attempt, setAttempt] = useState(0)
  const state = useStore(connectionState)

  // biome-ignore lint/correctness/useExhaustiveDependencies: metrics of the previous posts are dropped
  useEffect(() => setMetrics(EMPTY), [key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt opens a new stream
  useEffect(() => {
    if (!on || key === '') return
    const stream = client.subscription(LiveDocument, { ids: key.split(','), every })
    const { unsubscribe } = stream.subscribe(({ data, error }) => {
      if (data) setMetrics((before) => applyMessage(before, data.postMetrics))
      else if (every !== null && isIntervalTooShort(error)) setEvery(null)
      else if (error) setMetrics((before) => ({ ...before, error }))
    })
    return unsubscribe
  }, [client, key, every, on, attempt])

  // EventSource does not reconnect after an HTTP error, such as a load balancer's 503.
  useEffect(() => {
    if (!on || state !== 'ended' || metrics.error) return
    const timer = setTimeout(() => setAttempt((before) => before + 1), reconnectDelayMs())
    return () => clearTimeout(timer)
  }, [on, state, metrics.error])

  return { ...metrics, state }
}

export type Live = ReturnType<typeof useLive>

/** A gateway rejects intervals shorter than its LIVE_LEAST_SECONDS. */
const isIntervalTooShort = (error: CombinedError | undefined): boolean =>
  error?.graphQLErrors.some(({ extensions }) => extensions.code === 'BAD_USER_INPUT') === true

/** The post with its newest metrics. */
export const withLiveMetrics = <T extends PostMetrics>(post: T, live: Live): T => {
  const newest = live.posts.get(post.id)
  return newest === undefined ? post : { ...post, ...newest }
}
