// Posts that are followed: one poller for all callers with the same rights, and the bounds of it all.

import type { Caller } from '../auth/callers.ts'
import type { Config } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Tally } from '../pipeline/operation.ts'
import type { RateBudget } from '../x/rate-budget.ts'
import { createLedger } from './changes.ts'
import type { ContextOf } from './fetch.ts'
import { createPoller, type Poller } from './poller.ts'
import { interned } from './shown.ts'
import { createFollower } from './subscriber.ts'
import type { Clock, Following, Wish } from './types.ts'

export interface LiveOptions {
  readonly limits: Config['live']
  /** Of one subscription. */
  readonly postsPerRequest: number
  readonly context: ContextOf
  readonly budget: RateBudget
  readonly processes: number
  readonly clock: Clock
  /** Told what each asking has cost. */
  readonly onAsked: (tally: Tally) => void
  readonly onFault: (error: unknown) => void
}

export interface Live {
  /** @throws LIMIT_EXCEEDED, BAD_USER_INPUT or UNAUTHENTICATED */
  follow(caller: Caller, wish: Wish): Promise<Following>
  size(): { readonly subscribers: number; readonly posts: number }
  close(): void
}

const DEFAULT_SECONDS = 60
const MOST_SECONDS = 86_400

export const createLive = (options: LiveOptions): Live => {
  const { limits, clock } = options
  const ledger = createLedger({ ...options, now: clock.now })
  const pollers = new Map<string, Poller>()
  let subscribers = 0
  let closed = false

  const posts = (): number => {
    let sum = 0
    for (const poller of pollers.values()) sum += poller.posts()
    return sum
  }

  const admit = (poller: Poller, more: number): void => {
    if (poller.posts() + more > limits.postsPerCaller) {
      poller.tidy()
      keepWithinShare(poller.posts() + more, limits.postsPerCaller)
    }
    if (posts() + more <= limits.posts) return
    for (const each of [...pollers.values()]) each.tidy()
    keepWithinAll(posts() + more, limits.posts)
  }

  const pollerOf = (identity: string): Poller => {
    const known = pollers.get(identity)
    if (known !== undefined) return known
    const poller: Poller = createPoller({
      ...options,
      ledger,
      admit: (more) => admit(poller, more),
      onAsked: ({ tally }) => options.onAsked(tally),
      onEmpty: () => forgetEmpty(identity, poller),
    })
    pollers.set(identity, poller)
    return poller
  }

  /** Unless somebody is just about to follow something there. */
  const forgetEmpty = (identity: string, poller: Poller): void =>
    queueMicrotask(() => {
      if (poller.posts() === 0 && pollers.get(identity) === poller) pollers.delete(identity)
    })

  return {
    size: () => ({ subscribers, posts: posts() }),
    close: () => {
      closed = true
      for (const poller of [...pollers.values()]) poller.close()
    },
    follow: async (caller, { ids, plan, counts, every, after }) => {
      keepWithin(ids, options.postsPerRequest)
      const everyMs = intervalOf(every, limits.minIntervalSeconds) * 1000
      if (subscribers >= limits.subscribers) throw full(limits.subscribers)
      subscribers += 1
      let left = false
      const leave = (): void => {
        if (!left) subscribers -= 1
        left = true
      }
      try {
        const identity = await caller.identity()
        if (closed) return ended(leave)
        const poller = pollerOf(identity)
        const wish = { ids: [...new Set(ids)], shown: interned(plan, counts), everyMs, after }
        return await poller.follow(caller, wish, leave).finally(() => forgetEmpty(identity, poller))
      } catch (error) {
        leave()
        throw error
      }
    },
  }
}

/** The gateway stops. */
const ended = (onEnd: () => void): Following => {
  const follower = createFollower(0, () => undefined, onEnd)
  follower.end()
  return follower
}

const keepWithin = (ids: readonly string[], most: number): void => {
  if (ids.length === 0) {
    throw new GatewayError('BAD_USER_INPUT', 'postMetrics(ids:) got no ids. Name at least one.')
  }
  if (ids.length <= most) return
  throw new GatewayError(
    'BAD_USER_INPUT',
    `postMetrics(ids:) takes at most ${most} ids and got ${ids.length}. Follow them in several subscriptions, or raise MAX_POSTS_PER_REQUEST.`,
  )
}

/** So that nobody can take all of MAX_LIVE_POSTS. */
const keepWithinShare = (found: number, most: number): void => {
  if (found <= most) return
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    `With these you would follow ${found} posts at one time, and each caller may follow ${most}. Follow fewer, or raise MAX_LIVE_POSTS_PER_CALLER.`,
    { details: { limit: 'MAX_LIVE_POSTS_PER_CALLER', most, found } },
  )
}

const keepWithinAll = (found: number, most: number): void => {
  if (found <= most) return
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    `With these there would be ${found} posts followed at one time, and there may be ${most}. Follow fewer, or raise MAX_LIVE_POSTS.`,
    { details: { limit: 'MAX_LIVE_POSTS', most, found } },
  )
}

const intervalOf = (given: number | undefined, least: number): number => {
  if (given === undefined) return Math.max(DEFAULT_SECONDS, least)
  if (given >= least && given <= MOST_SECONDS) return given
  throw new GatewayError(
    'BAD_USER_INPUT',
    `postMetrics(every:) takes ${least} to ${MOST_SECONDS} seconds and got ${given}. Ask within that, or change LIVE_LEAST_SECONDS.`,
  )
}

const full = (most: number): GatewayError =>
  new GatewayError(
    'LIMIT_EXCEEDED',
    `There are ${most} subscriptions already. Try again later, or raise MAX_LIVE_SUBSCRIBERS.`,
    { details: { limit: 'MAX_LIVE_SUBSCRIBERS', most } },
  )
