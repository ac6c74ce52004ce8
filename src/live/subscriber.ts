// One subscriber. It pulls messages: while it is slow, changes accumulate, and its next message has all of them. There is no
// queue.

import type { GatewayError } from '../infra/errors.ts'
import type { LiveMessage, Subscription } from './types.ts'

type Next = IteratorResult<LiveMessage, undefined>

export interface Subscriber extends Subscription {
  /** Delivers the changes since the last message, if the subscriber waits for them. */
  notify(): void
  /** Ends the subscription, with the error if there is one. */
  end(reason?: GatewayError): void
}

const DONE: Next = { done: true, value: undefined }

/**
 * @param after the version that the client has received
 * @param messageSince the message with the changes since a version, if there are any
 */
export const createSubscriber = (
  after: number,
  messageSince: (version: number) => readonly [version: number, message: LiveMessage] | undefined,
  onEnd: (subscriber: Subscriber) => void,
): Subscriber => {
  let received = after
  let waiting: PromiseWithResolvers<Next> | undefined
  let ended = false
  let failure: GatewayError | undefined

  const take = (): Next | undefined => {
    const found = messageSince(received)
    if (found === undefined) return undefined
    const [version, value] = found
    received = version
    return { done: false, value }
  }

  /** The failure is thrown once. */
  const last = (): Promise<Next> => {
    const reason = failure
    failure = undefined
    return reason === undefined ? Promise.resolve(DONE) : Promise.reject(reason)
  }

  const subscriber: Subscriber = {
    next: () => {
      if (ended) return last()
      const next = take()
      if (next !== undefined) return Promise.resolve(next)
      waiting = Promise.withResolvers<Next>()
      return waiting.promise
    },
    return: () => {
      subscriber.end()
      return Promise.resolve(DONE)
    },
    notify: () => {
      const next = waiting && take()
      if (next === undefined) return
      waiting?.resolve(next)
      waiting = undefined
    },
    end: (reason) => {
      if (ended) return
      ended = true
      failure = reason
      waiting?.resolve(last())
      waiting = undefined
      onEnd(subscriber)
    },
    [Symbol.asyncIterator]: () => subscriber,
  }
  return subscriber
}
