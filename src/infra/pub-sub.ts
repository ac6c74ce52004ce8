// Fire-and-forget messages between the gateway's processes, over Redis.

import { messageOf, RedisError } from './errors.ts'
import type { Redis } from './redis.ts'

export interface PubSub {
  publish(message: string): void
  subscribe(listener: (message: string) => void): void
  /** Calls the listener when the connection is lost. */
  onDisconnect?(listener: () => void): void
  /** Calls the listener after an interruption in which messages may have been lost. */
  onReconnect?(listener: () => void): void
}

export const channelOf = ({ prefix }: Pick<Redis, 'prefix'>, topic: string): string =>
  `${prefix}${topic}`

export interface ClosablePubSub extends PubSub {
  close(): Promise<void>
}

const PUBLISH_TIMEOUT_MS = 2000

/** @throws RedisError */
export const createRedisPubSub = async (redis: Redis, topic: string): Promise<ClosablePubSub> => {
  const channel = channelOf(redis, topic)
  const messageListeners: ((message: string) => void)[] = []
  const disconnectListeners: (() => void)[] = []
  const reconnectListeners: (() => void)[] = []
  const receive = (message: string): void => {
    for (const listener of messageListeners) listener(message)
  }
  const subscriber = await redis.connect({
    operation: 'subscribe',
    prepare: (client) =>
      client.subscribe(channel, receive).catch((error: unknown) => {
        if (!isRefusal(error)) throw error
        throw new RedisError(
          `REDIS_URL: the gateway may not subscribe to the channel ${channel} (${messageOf(error)}). Allow its Redis user the channels of the gateway: ACL SETUSER <user> +subscribe +publish &${redis.prefix}*`,
        )
      }),
    onDown: () => {
      for (const listener of disconnectListeners) listener()
    },
    onUp: () => {
      for (const listener of reconnectListeners) listener()
    },
  })
  return {
    publish: (message) => {
      redis
        .run('publish', PUBLISH_TIMEOUT_MS, (client) => client.publish(channel, message))
        .catch(() => {})
    },
    subscribe: (listener) => {
      messageListeners.push(listener)
    },
    onDisconnect: (listener) => {
      disconnectListeners.push(listener)
    },
    onReconnect: (listener) => {
      reconnectListeners.push(listener)
    },
    close: async () => subscriber.close(),
  }
}

const isRefusal = (error: unknown): boolean => messageOf(error).startsWith('NOPERM')
