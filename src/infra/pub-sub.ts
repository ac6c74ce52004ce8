// Fire-and-forget messages between the gateway's processes, over Redis.

import { PREFIX, type Redis } from './redis.ts'

export interface PubSub {
  publish(message: string): void
  subscribe(listener: (message: string) => void): void
  /** Calls the listener after an interruption in which messages may have been lost. */
  onReconnect?(listener: () => void): void
}

export interface ClosablePubSub extends PubSub {
  close(): Promise<void>
}

export const createRedisPubSub = async (redis: Redis, topic: string): Promise<ClosablePubSub> => {
  const channel = `${PREFIX}${topic}`
  const messageListeners: ((message: string) => void)[] = []
  const reconnectListeners: (() => void)[] = []
  const subscriber = redis.client.duplicate()
  // The client reconnects and resubscribes automatically.
  subscriber.on('error', () => {})
  await subscriber.connect()
  await subscriber.subscribe(channel, (message) => {
    for (const listener of messageListeners) listener(message)
  })
  subscriber.on('ready', () => {
    for (const listener of reconnectListeners) listener()
  })
  return {
    publish: (message) => {
      redis.client.publish(channel, message).catch(() => {})
    },
    subscribe: (listener) => {
      messageListeners.push(listener)
    },
    onReconnect: (listener) => {
      reconnectListeners.push(listener)
    },
    close: async () => subscriber.destroy(),
  }
}
