// Posts that are followed: their newest numbers, and what of them has changed with the last message.

import { useEffect, useState } from 'react'
import { type CombinedError, useClient } from 'urql'

import { KINDS, type Numbers } from '../definitions.ts'
import { LiveDocument, type LiveSubscription } from '../generated/graphql.ts'
import { useStore } from '../store.ts'
import { connection } from './stream.ts'

/** By `publicMetrics.likeCount` and the like: how many more, or fewer. */
export type Changes = ReadonlyMap<string, number>

type Message = LiveSubscription['postMetrics']

interface Followed {
  readonly posts: ReadonlyMap<string, Numbers>
  readonly changes: ReadonlyMap<string, Changes>
  readonly lost: ReadonlyMap<string, Message['lost'][number]>
  readonly last: Pick<Message, 'at' | 'every' | 'slowedDown'> | undefined
  readonly error: CombinedError | undefined
}

const NOTHING: Followed = {
  posts: new Map(),
  changes: new Map(),
  lost: new Map(),
  last: undefined,
  error: undefined,
}

const changesOf = (before: Numbers, after: Numbers): Changes => {
  const changes = new Map<string, number>()
  for (const { group } of KINDS) {
    const [was, is]: (Readonly<Record<string, unknown>> | null)[] = [before[group], after[group]]
    for (const [name, value] of Object.entries(is ?? {})) {
      const earlier = was?.[name]
      if (typeof value !== 'number' || typeof earlier !== 'number' || value === earlier) continue
      changes.set(`${group}.${name}`, value - earlier)
    }
  }
  return changes
}

const told = (before: Followed, message: Message): Followed => {
  const [posts, lost, changes] = [new Map(before.posts), new Map(before.lost), new Map()]
  for (const post of message.posts) {
    const earlier = posts.get(post.id)
    const changed = earlier && changesOf(earlier, post)
    if (changed !== undefined && changed.size > 0) changes.set(post.id, changed)
    posts.set(post.id, post)
    lost.delete(post.id)
  }
  for (const one of message.lost) lost.set(one.id, one)
  return { posts, lost, changes, last: message, error: undefined }
}

/** As often as a gateway lets at most, unless it is told otherwise. */
const SECONDS = 15

/** A load balancer without a healthy gateway ends EventSource for good. Dashboards try again at different times. */
const pauseMs = (): number => 5000 + Math.random() * 10_000

export const useLive = (ids: readonly string[], on: boolean) => {
  const client = useClient()
  const key = ids.join(',')
  const [followed, setFollowed] = useState(NOTHING)
  const [every, setEvery] = useState<number | null>(SECONDS)
  const [attempt, setAttempt] = useState(0)
  const state = useStore(connection)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was followed before is not what is followed now
  useEffect(() => setFollowed(NOTHING), [key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt opens another stream
  useEffect(() => {
    if (!on || key === '') return
    const stream = client.subscription(LiveDocument, { ids: key.split(','), every })
    const { unsubscribe } = stream.subscribe(({ data, error }) => {
      if (data) setFollowed((before) => told(before, data.postMetrics))
      else if (every !== null && isTooOften(error)) setEvery(null)
      else if (error) setFollowed((before) => ({ ...before, error }))
    })
    return unsubscribe
  }, [client, key, every, on, attempt])

  useEffect(() => {
    if (!on || state !== 'ended' || followed.error) return
    const timer = setTimeout(() => setAttempt((before) => before + 1), pauseMs())
    return () => clearTimeout(timer)
  }, [on, state, followed.error])

  return { ...followed, state }
}

export type Live = ReturnType<typeof useLive>

/** LIVE_LEAST_SECONDS may be more. */
const isTooOften = (error: CombinedError | undefined): boolean =>
  error?.graphQLErrors.some(({ extensions }) => extensions.code === 'BAD_USER_INPUT') === true

/** The newest numbers of a post, with all that does not change. */
export const withLive = <T extends Numbers>(post: T, live: Live): T => {
  const newest = live.posts.get(post.id)
  return newest === undefined ? post : { ...post, ...newest }
}
