// Subscriptions to posts: one poller for all callers with the same rights, and the limits on all pollers together.

import type { Caller } from '../auth/callers.ts'
import type { Config } from '../config/index.ts'
import type { Tally } from '../pipeline/operation.ts'
import { checkIds, checkPosts, checkSubscribers, intervalOf } from './limits.ts'
import { createPoller, type Poller, type PollerOptions } from './poller.ts'
import { createRateShare, type RateShareOptions } from './rate-share.ts'
import { createSelections } from './selection.ts'
import { createSubscriber } from './subscriber.ts'
import type { Subscription, SubscriptionRequest } from './types.ts'

export interface LiveOptions
  extends Pick<PollerOptions, 'createContext' | 'clock' | 'onFault'>,
    Omit<RateShareOptions, 'now'> {
  readonly limits: Config['live']
  /** The maximum number of posts of one subscription. */
  readonly postsPerRequest: number
  /** Called with the cost of each poll, and the name of the API key of its subscribers. */
  readonly onPoll: (tally: Tally, key: string | undefined) => void
}

export interface Live {
  /** @throws LIMIT_EXCEEDED, BAD_USER_INPUT or UNAUTHENTICATED */
  subscribe(caller: Caller, request: SubscriptionRequest): Promise<Subscription>
  size(): { readonly subscribers: number; readonly posts: number }
  close(): void
}

export const createLive = (options: LiveOptions): Live => {
  const { limits } = options
  const pollers = createPollers(options)
  const selectionOf = createSelections()
  let subscribers = 0
  let closed = false

  return {
    size: () => ({ subscribers, posts: pollers.posts() }),
    close: () => {
      closed = true
      for (const poller of pollers.all()) poller.close()
    },
    subscribe: async (caller, { ids, plan, counts, every, after }) => {
      checkIds(ids, options.postsPerRequest)
      const intervalMs = intervalOf(every, limits.minIntervalSeconds)
      checkSubscribers(subscribers, limits.subscribers)
      subscribers += 1
      let hasLeft = false
      const leave = (): void => {
        if (!hasLeft) subscribers -= 1
        hasLeft = true
      }
      try {
        const identity = await caller.identity()
        if (closed) return endedSubscription(leave)
        const selection = selectionOf({ plan, counts })
        const request = { ids: [...new Set(ids)], selection, intervalMs }
        const poller = pollers.get(identity)
        return await poller
          .subscribe(caller, request, after, leave)
          .finally(() => pollers.discardEmpty(identity, poller))
      } catch (error) {
        leave()
        throw error
      }
    },
  }
}

export const endedSubscription = (onEnd: () => void): Subscription => {
  const subscriber = createSubscriber(0, () => undefined, onEnd)
  subscriber.end()
  return subscriber
}

/** The pollers by the identity of their callers. A poller without posts is discarded. */
const createPollers = (options: LiveOptions) => {
  const { limits, clock } = options
  const rateShare = createRateShare({ ...options, now: clock.now })
  const pollers = new Map<string, Poller>()
  const all = (): Poller[] => [...pollers.values()]
  const posts = (): number => all().reduce((sum, poller) => sum + poller.posts(), 0)

  /** @throws LIMIT_EXCEEDED */
  const admit = (poller: Poller, added: number): void => {
    if (poller.posts() + added > limits.postsPerCaller) {
      poller.discardUnused()
      checkPosts('MAX_LIVE_POSTS_PER_CALLER', poller.posts() + added, limits.postsPerCaller)
    }
    if (posts() + added <= limits.posts) return
    for (const each of all()) each.discardUnused()
    checkPosts('MAX_LIVE_POSTS', posts() + added, limits.posts)
  }

  /** In a microtask: a subscription that is about to start uses the poller again. */
  const discardEmpty = (identity: string, poller: Poller): void =>
    queueMicrotask(() => {
      if (poller.posts() === 0 && pollers.get(identity) === poller) pollers.delete(identity)
    })

  const get = (identity: string): Poller => {
    const known = pollers.get(identity)
    if (known !== undefined) return known
    const poller: Poller = createPoller({
      ...options,
      rateShare,
      admit: (added) => admit(poller, added),
      onPoll: ({ tally }, { key }) => options.onPoll(tally, key?.name),
      onEmpty: () => discardEmpty(identity, poller),
    })
    pollers.set(identity, poller)
    return poller
  }

  return { all, posts, get, discardEmpty }
}
