// One who follows: asks for the next message when the last one has been taken, and is told what has changed by then. What
// happened in between is not kept for anybody.

import type { GatewayError } from '../infra/errors.ts'
import type { Following, LiveNews } from './types.ts'

type Next = IteratorResult<LiveNews, undefined>

export interface Follower extends Following {
  /** There may be something new. */
  look(): void
  /** There will be nothing more: because of that, or because the gateway stops. */
  end(because?: GatewayError): void
}

const DONE: Next = { done: true, value: undefined }

/**
 * @param after the version that it has seen
 * @param since what is new since a version, if anything is
 */
export const createFollower = (
  after: number,
  since: (version: number) => readonly [version: number, news: LiveNews] | undefined,
  onEnd: (follower: Follower) => void,
): Follower => {
  let seen = after
  let waiting: PromiseWithResolvers<Next> | undefined
  let ended = false
  let failure: GatewayError | undefined

  const found = (): Next | undefined => {
    const fresh = since(seen)
    if (fresh === undefined) return undefined
    const [version, value] = fresh
    seen = version
    return { done: false, value }
  }
  const last = (): Promise<Next> => {
    if (failure === undefined) return Promise.resolve(DONE)
    const reason = failure
    failure = undefined
    return Promise.reject(reason)
  }

  const follower: Follower = {
    next: () => {
      if (ended) return last()
      const fresh = found()
      if (fresh !== undefined) return Promise.resolve(fresh)
      waiting = Promise.withResolvers<Next>()
      return waiting.promise
    },
    return: () => {
      follower.end()
      return Promise.resolve(DONE)
    },
    look: () => {
      if (waiting === undefined) return
      const fresh = found()
      if (fresh === undefined) return
      waiting.resolve(fresh)
      waiting = undefined
    },
    end: (because) => {
      if (ended) return
      ended = true
      failure = because
      waiting?.resolve(last())
      waiting = undefined
      onEnd(follower)
    },
    [Symbol.asyncIterator]: () => follower,
  }
  return follower
}
